import BundleFormat
import Common
import Compilation
import Embedding
import Kernels
import PassageStore
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct CompilerTests {
  /// A corpus of Markdown, text, records and questions, and a tiny model beside it.
  private struct Corpus {
    let folder: TemporaryFolder
    let output: String

    init(reversed: Bool = false, broken: Bool = false) throws {
      folder = try TemporaryFolder()
      output = folder.file("out.kb")
      var files = [
        (
          "corpus.yaml",
          """
          almanac: 1
          name: small
          version: "1"
          language: en
          sources:
            - files: ["*.md", "*.txt"]
              metadata: { product: almanac }
              tags: [guide]
            - records: { path: items.jsonl, id: id, title: title, text: text }
            - qa: faq.yaml

          """
        ),
        ("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\n"),
        ("a.md", "# Bundles\n\nA bundle is one file.\n\n## Signing\n\nA signature covers the header.\n"),
        ("b.md", "---\ntitle: Other\n---\n\nSome more text, with *emphasis* and a list:\n\n- one\n- two\n"),
        ("c.txt", "Plain text in a file.\n\nAnd a second paragraph of it.\n"),
        (
          "items.jsonl",
          (0..<40).map { #"{"id": "\#($0)", "title": "T\#($0)", "text": "Row number \#($0)."}"# + "\n" }.joined()
        ),
        ("faq.yaml", "- question: Is it one file?\n  answer: Yes, it is.\n"),
      ]
      if broken {
        files.append(("d.md", ""))
        files.append(("e.txt", "a\0b\0c"))
      }
      for (name, text) in reversed ? files.reversed() : files {
        let file = try AtomicFile(path: folder.file(name))
        try file.write(Array(text.utf8))
        try file.commit()
      }
      try TinyModel.write(to: folder.file("tiny-model"))
    }

    func build(jobs: Int = 2, keepsGoing: Bool = false, instructionSet: InstructionSet = .best) throws
      -> CompilationReport
    {
      try Compiler(
        options: .init(
          manifest: folder.file("corpus.yaml"), spec: folder.file("spec.yaml"), output: output, jobs: jobs,
          keepsGoing: keepsGoing, instructionSet: instructionSet), progress: .none
      ).run()
    }

    var bundle: [UInt8] { get throws { try readFile(output) } }
  }

  @Test func everySourceIsInTheBundle() throws {
    let corpus = try Corpus()
    let report = try corpus.build()
    #expect(report.diagnostics == [])
    let bundle = try BundleReader(bytes: MappedBytes(corpus.bundle), path: corpus.output)
    try bundle.verify()
    let passages = try PassageStore(bundle: bundle)
    try passages.verify()
    #expect(passages.documentCount == 43)
    #expect(passages.questionCount == 1)
    #expect(report.counts.chunks == passages.chunkCount)
    let first = try passages.document(DocumentID(0))
    #expect(first.source == "a.md")
    #expect(first.title == "Bundles")
    #expect(first.tags == ["guide"])
    #expect(try passages.document(DocumentID(42)).externalID == "39")
  }

  @Test func theNumberOfJobsDoesNotReachTheBytes() throws {
    let corpus = try Corpus()
    _ = try corpus.build(jobs: 1)
    let one = try corpus.bundle
    _ = try corpus.build(jobs: 8)
    #expect(try corpus.bundle == one)
  }

  @Test(arguments: InstructionSet.supported)
  func theInstructionSetDoesNotReachTheBytes(level: InstructionSet) throws {
    let corpus = try Corpus()
    _ = try corpus.build(instructionSet: .scalar)
    let scalar = try corpus.bundle
    _ = try corpus.build(instructionSet: level)
    #expect(try corpus.bundle == scalar)
  }

  @Test func theFolderAndTheOrderOfCreationDoNotReachTheBytes() throws {
    let bundles = try [false, true].map { reversed in
      let corpus = try Corpus(reversed: reversed)
      _ = try corpus.build()
      return try corpus.bundle
    }
    #expect(bundles[0] == bundles[1])
  }

  @Test func aBrokenSourceKeepsTheBundleFromBeingReplaced() throws {
    let corpus = try Corpus(broken: true)
    let report = try corpus.build()
    #expect(report.bundle == nil)
    #expect(report.diagnostics.contains { $0.location?.file == "d.md" })
    #expect(report.diagnostics.contains { $0.location?.file == "e.txt" && $0.severity == .error })
    #expect(throws: SystemError.self) { try corpus.bundle }
  }

  @Test func keepGoingWritesTheRest() throws {
    let corpus = try Corpus(broken: true)
    let report = try corpus.build(keepsGoing: true)
    #expect(report.bundle != nil)
    #expect(report.counts.documents == 43)
    #expect(report.diagnostics.hasErrors)
  }

  @Test func aMissingModelIsNamed() throws {
    let corpus = try Corpus()
    let spec = try AtomicFile(path: corpus.folder.file("spec.yaml"))
    try spec.write(Array("almanac: 1\nencoder: { model: no-such-model }\n".utf8))
    try spec.commit()
    let error = #expect(throws: DiagnosticsError.self) { try corpus.build() }
    #expect(error?.diagnostics.first?.identifier == "model-not-found")
  }
}
