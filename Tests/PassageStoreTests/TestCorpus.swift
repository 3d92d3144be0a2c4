import BundleFormat
import Common
import PassageStore
import Storage

/// Documents of all sorts, from a seed.
struct TestCorpus {
  struct Document {
    var record: DocumentRecord
    var text: [UInt8]
    var chunks: [ChunkRecord]
    var blocks: [BlockRecord]
  }

  var documents: [Document] = []
  var questions: [QuestionAnswer] = [
    QuestionAnswer(
      question: "What is a bundle?", answer: "One file.", category: "basics", tags: ["format", "start"],
      source: "faq.yaml"),
    QuestionAnswer(question: "Why?", answer: "", source: "faq.yaml"),
  ]

  private static let words = ["bundle", "Größe", "文字", "😀", "section", "the", "of", "a", "signature", "naïve", "chunk"]

  /// Text lengths in bytes, about: empty, small ones that share a frame, and some longer than a frame.
  init(lengths: [Int] = [0, 10, 500, 9_000, 200_000, 3, 65_536, 2_000] + Array(repeating: 3_000, count: 60)) {
    var state: UInt64 = 42
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for (number, length) in lengths.enumerated() {
      var text: [UInt8] = []
      while text.count < length { text += Array((Self.words[random(Self.words.count)] + " ").utf8) }
      var chunks: [ChunkRecord] = []
      var start = 0
      while start < text.count {
        var end = min(start + 700, text.count)
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        let pages = number % 2 == 0 ? (start / 2000 + 1)...(end / 2000 + 1) : nil
        chunks.append(
          ChunkRecord(
            range: start..<end, headings: ["Part \(number)", "Section \(chunks.count / 3)"],
            pages: pages, anchor: chunks.count % 4 == 1 ? "a\(chunks.count)" : nil,
            regions: pages.map { Self.regions(start..<end, pages: $0) } ?? []))
        start = end
      }
      documents.append(
        Document(
          record: DocumentRecord(
            source: "guide/\(number).md", title: number == 2 ? "" : "Title \(number) — Größe", format: "markdown",
            language: number % 3 == 0 ? "en" : nil, sourceDigest: Digest(hashing: text),
            metadata: [
              (key: "product", value: number % 2 == 0 ? "almanac" : "other"), (key: "year", value: "202\(number % 4)"),
            ],
            tags: number % 5 == 0 ? ["guide", "start"] : ["guide"], pageCount: number % 2 == 0 ? 7 : nil,
            externalID: "id-\(number)"),
          text: text, chunks: chunks, blocks: Self.blocks(chunks)))
    }
  }

  /// A block or two for each chunk, of every role in turn, some of them without pages.
  private static func blocks(_ chunks: [ChunkRecord]) -> [BlockRecord] {
    let roles: [BlockRole] = [
      .paragraph, .heading(level: 1), .heading(level: 6), .listItem, .tableHeader, .tableRow, .code, .quote, .caption,
      .footnote,
    ]
    return chunks.enumerated().map { index, chunk in
      let start = index % 3 == 0 ? chunk.range.lowerBound : chunk.range.upperBound
      return BlockRecord(
        roles[index % roles.count], start..<chunk.range.upperBound, pages: index % 4 == 3 ? nil : chunk.pages)
    }
  }

  /// Lines of 90 bytes, with gaps, in two columns; none for every third chunk.
  private static func regions(_ range: Range<Int>, pages: ClosedRange<Int>) -> [TextRegion] {
    guard range.lowerBound % 3 != 0 else { return [] }
    return stride(from: range.lowerBound, to: range.upperBound - 1, by: 91).enumerated().map { line, start in
      let left = line % 7 < 3 ? 720 : 3_060
      let page = line < 4 ? pages.lowerBound : pages.upperBound
      return TextRegion(
        start..<min(start + 90, range.upperBound),
        PageRectangle(page: page, left: left, top: 800 - line % 5 * 140, right: left + 2_000 + line, bottom: 920))
    }
  }

  /// The source of a document; every sixth has none, as rows of records have none.
  func source(_ number: Int) -> [UInt8]? { number % 6 == 5 ? nil : documents[number].text }

  func builder(storesSources: Bool = false) throws -> PassageStoreBuilder {
    let builder = try PassageStoreBuilder(storesSources: storesSources)
    for (number, document) in documents.enumerated() {
      try builder.add(
        document.record, text: document.text, chunks: document.chunks, blocks: document.blocks,
        source: source(number))
    }
    for question in questions { try builder.add(question) }
    return builder
  }

  /// The bytes of a bundle with this corpus.
  func bundleBytes(
    _ compression: TextCompression = TextCompression(level: 3), storesSources: Bool = false
  ) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    var writer = try BundleWriter(path: folder.file("test.kb"))
    try builder(storesSources: storesSources).write(to: &writer, compression: compression)
    _ = try writer.finish()
    return try readFile(folder.file("test.kb"))
  }

  static func open(_ bytes: [UInt8]) throws(BundleError) -> PassageStore {
    try PassageStore(bundle: BundleReader(bytes: MappedBytes(bytes), path: "test.kb"))
  }
}
