import ArgumentParser
import BundleFormat
import Common
import CompilerCommands
import Foundation
import PassageStore
import Retrieval
import Storage
import Terminal
import TestSupport
import Testing

/// Bundles of every version of the format, made by the program of its time and kept for good: what later programs must
/// read, and find the same in.
///
/// `RECORD_GOLDEN=1` makes the one of the present version where it is missing, from four documents of the handbook with a
/// tiny model, and never replaces one.
@Suite(.serialized) struct CompatibilityTests {
  private static let versions = ["1.0"]
  private static let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    .joined(separator: "/")
  private static let key = SigningKey(bytes: Array(0..<32))

  private func path(_ version: String) throws -> String {
    let path = "\(Self.tests)/Golden/Bundles/\(version).kb"
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil, !fileExists(path) { try make(path) }
    return path
  }

  private func make(_ path: String) throws {
    let folder = try TemporaryFolder()
    let handbook = Self.tests + "/../corpus/handbook/"
    for name in ["guide/bundles.md", "glossary.html", "reference-card.pdf", "faq.yaml"] {
      let source = URL(fileURLWithPath: handbook + name)
      try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: folder.file(source.lastPathComponent)))
    }
    try TinyModel.write(to: folder.file("tiny-model"))
    let texts = [
      "corpus.yaml": """
      almanac: 1
      name: kept
      version: "1"
      language: en
      sources:
        - files: ["*.md", "*.html", "*.pdf"]
          metadata: { product: almanac }
          tags: [guide]
        - qa: faq.yaml
      """,
      "spec.yaml": "almanac: 1\nencoder: { model: tiny-model }\nbundle: { sources: true }\n",
    ]
    for (name, text) in texts { try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name))) }
    let command = try BuildCommand.parse(
      [folder.file("corpus.yaml"), "--spec", folder.file("spec.yaml"), "-o", folder.file("out.kb")])
    try command.run(sink: MemorySink(), errors: MemorySink(), style: .plain, progress: .none)
    try FileManager.default.createDirectory(atPath: Self.tests + "/Golden/Bundles", withIntermediateDirectories: true)
    try BundleReader(path: folder.file("out.kb")).writeSigned(to: path, with: #require(Self.key))
  }

  @Test(arguments: versions) func `an old bundle is whole, signed and makes sense`(version: String) throws {
    let bundle = try BundleReader(path: path(version))
    try bundle.verify()
    try bundle.requireSignature(of: #require(Self.key).publicKey)
    let passages = try PassageStore(bundle: bundle)
    try passages.verify()
    var lines = try (0..<passages.documentCount).map { number in
      let document = try passages.document(DocumentID(number))
      let chunks = try (document.chunks.lowerBound.rawValue..<document.chunks.upperBound.rawValue).map {
        try passages.chunk(ChunkID(rawValue: $0))
      }
      let facts = [
        document.source, document.title, document.format, "\(document.tags)", "\(document.textLength) bytes",
        "\(chunks.count) chunks", "\(try passages.blocks(of: document.id)?.count ?? 0) blocks",
        "\(chunks.reduce(0) { $0 + $1.regions.count }) regions",
        "\(try passages.source(of: document.id)?.count ?? 0) bytes of source",
      ]
      return facts.joined(separator: " · ")
    }
    lines += try passages.questions.map(\.question)
    let text = lines.joined(separator: "\n")
    #expect(text == Golden.expected(for: text, "Bundles/\(version).documents.txt"))
  }

  @Test(arguments: versions) func `an old bundle is searched as it was`(version: String) throws {
    let engine = try SearchEngine(paths: [path(version)])
    var lines: [String] = []
    for query in ["how are bundles signed", "kbc verify", "hash tree", "Is a bundle the same file everywhere?"] {
      for mode in SearchMode.allCases {
        let hits = try engine.search(query, SearchOptions(mode: mode, limit: 3))
        let found = hits.map { "\($0.candidate.chunk.rawValue) \($0.score)" }.joined(separator: ", ")
        lines.append("\(query) · \(mode) · \(found)")
      }
    }
    let text = lines.joined(separator: "\n")
    #expect(text == Golden.expected(for: text, "Bundles/\(version).hits.txt"))
  }
}
