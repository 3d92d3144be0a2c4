import BundleFormat
import Common
import Compilation
import Embedding
import Kernels
import Manifest
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

    func build(jobs: Int = 2, isLocked: Bool = false, keepsGoing: Bool = false, instructionSet: InstructionSet = .best)
      throws
      -> CompilationReport
    {
      try Compiler(
        options: .init(
          manifest: folder.file("corpus.yaml"), spec: folder.file("spec.yaml"), output: output, jobs: jobs,
          isLocked: isLocked, keepsGoing: keepsGoing, instructionSet: instructionSet), progress: .none
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

  @Test func sourcesAreInTheBundleWhereTheSpecSaysSo() throws {
    let corpus = try Corpus()
    let spec = try AtomicFile(path: corpus.folder.file("spec.yaml"))
    try spec.write(Array("almanac: 1\nencoder: { model: tiny-model }\nbundle: { sources: true }\n".utf8))
    try spec.commit()
    #expect(try corpus.build().diagnostics == [])
    let bundle = try BundleReader(bytes: MappedBytes(corpus.bundle), path: corpus.output)
    try bundle.verify()
    let passages = try PassageStore(bundle: bundle)
    try passages.verify()
    #expect(passages.hasSources)
    for number in 0..<3 {
      let document = try passages.document(DocumentID(number))
      #expect(try passages.source(of: document.id) == readFile(corpus.folder.file(document.source)))
    }
    // Rows of a records file have none.
    #expect(try passages.source(of: DocumentID(42)) == nil)
  }

  @Test(arguments: ["keep", "report", "collapse"])
  func aCopyIsKeptReportedOrLeftOutAsTheSpecSays(policy: String) throws {
    let corpus = try Corpus()
    for (name, text) in [
      ("copy.txt", "Plain text in a file.\n\nAnd a second paragraph of it.\n"),
      ("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nextraction: { duplicates: \(policy) }\n"),
    ] {
      let file = try AtomicFile(path: corpus.folder.file(name))
      try file.write(Array(text.utf8))
      try file.commit()
    }
    let report = try corpus.build()
    #expect(report.counts.documents == (policy == "collapse" ? 43 : 44))
    #expect(report.diagnostics.map(\.identifier) == (policy == "keep" ? [] : ["duplicate-document"]))
    let reason = report.diagnostics.first?.reason ?? ""
    #expect(policy == "keep" || reason.hasPrefix("its text is that of c.txt"))
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

  // MARK: Web pages

  /// Pins two pages, one of them in a charset that only the server names, beside a small corpus.
  private func addPages(to corpus: Corpus) throws -> CorpusLock {
    let manifest = corpus.folder.file("corpus.yaml")
    let text = String(decoding: try readFile(manifest), as: UTF8.self)
    let file = try AtomicFile(path: manifest)
    try file.write(Array((text + "  - { web: { start: \"https://example.org/\" }, tags: [web] }\n").utf8))
    try file.commit()
    let store = SnapshotStore(manifestFolder: corpus.folder.path)
    let html = Array("<title>Caf".utf8) + [0xE9] + Array("</title><h1>Menu</h1><p>Soup and bread.</p>".utf8)
    let plain = Array("Opening hours are from nine to five.".utf8)
    var web = WebSource()
    web.start = [Located("https://example.org/")]
    let pages = [
      LockedPage(
        url: "https://example.org/", finalURL: "https://example.org/menu", contentType: "text/html; charset=latin1",
        fetched: "2026-11-24T05:52:23Z", size: html.count, digest: try store.store(html)),
      LockedPage(
        url: "https://example.org/hours", contentType: "text/plain", fetched: "2026-11-24T05:52:24Z",
        size: plain.count, digest: try store.store(plain)),
    ]
    let lock = CorpusLock(sources: [LockedSource(addresses: web.addresses, settings: web.settings, pages: pages)])
    try lock.write(to: corpus.folder.file(CorpusLock.fileName), manifest: manifest)
    return lock
  }

  @Test func pinnedPagesAreInTheBundleWithTheirFetch() throws {
    let corpus = try Corpus()
    _ = try addPages(to: corpus)
    let report = try corpus.build(isLocked: true)
    #expect(report.diagnostics == [])
    let first = try corpus.bundle
    let passages = try PassageStore(bundle: BundleReader(bytes: MappedBytes(first), path: corpus.output))
    let page = try passages.document(DocumentID(3))
    #expect(page.source == "https://example.org/")
    #expect(page.title == "Café")
    #expect(page.tags == ["web"])
    #expect(page.metadata.map(\.key) == ["fetched", "final-url"])
    #expect(page.metadata.map(\.value) == ["2026-11-24T05:52:23Z", "https://example.org/menu"])
    #expect(try passages.document(DocumentID(4)).source == "https://example.org/hours")
    _ = try corpus.build(jobs: 7)
    #expect(try corpus.bundle == first)
  }

  @Test func aChangedSnapshotOrLockStopsTheBuild() throws {
    let corpus = try Corpus()
    var lock = try addPages(to: corpus)
    lock.sources[0].settings = Digest(hashing: [0])
    try lock.write(to: corpus.folder.file(CorpusLock.fileName), manifest: "corpus.yaml")
    #expect(try corpus.build(isLocked: true).diagnostics.map(\.identifier) == ["stale-lock"])
    #expect(try corpus.build(isLocked: true).bundle == nil)
    #expect(try corpus.build().bundle != nil)
    let snapshots = corpus.folder.file("snapshots")
    for snapshot in try FileListing(of: snapshots).files {
      let file = try AtomicFile(path: "\(snapshots)/\(snapshot.path)")
      try file.write([1])
      try file.commit()
    }
    let report = try corpus.build()
    #expect(report.bundle == nil)
    #expect(report.diagnostics.map(\.identifier) == ["stale-lock", "altered-snapshot", "altered-snapshot"])
  }
}
