import BundleFormat
import Common
import Embedding
import LexicalIndex
import PassageStore
import Retrieval
import Storage
import TestSupport
import VectorIndex

/// A bundle of a few documents, made with the tiny model, whose similarities mean little.
struct TestBundle {
  struct Document {
    var source: String
    var title: String
    /// A chunk each; the document's text is all of them, a line apart.
    var chunks: [String]
    var format = "markdown"
    var headings: [String] = []
    /// The page of each chunk is its ordinal.
    var hasPages = false
    var tags: [String] = []
    var metadata: [(key: String, value: String)] = []
    /// Pages and lines in place of those: a chunk of each line and its neighbour, one page a line.
    var isCutAcrossPages = false
  }

  static let documents = [
    Document(
      source: "guide/signing.md", title: "Signing",
      chunks: [
        "Bundles are signed with an Ed25519 key of 32 bytes.", "The private key is kept in a safe place in Berlin.",
      ],
      headings: ["Security"]),
    Document(
      source: "https://example.org/fetching", title: "Fetching",
      chunks: ["Web sources are fetched by one command. It writes a lock file that pins every source."], format: "html"),
    Document(
      source: "people/cv.pdf", title: "CV of Ada Moreau",
      chunks: [
        "Ada Moreau worked as an engineer in Lyon from 2012 to 2019. She led a team of five people there.",
        "Ada Moreau studied mathematics in Grenoble. Her thesis was about sparse matrices and their storage.",
      ], format: "pdf", hasPages: true),
  ]

  static let questions = [
    QuestionAnswer(
      question: "How long do I have for a refund?", answer: "You have 30 days.", category: "policy", tags: ["refund"],
      source: "faq.yaml")
  ]

  let folder: TemporaryFolder
  var path: String { folder.file("test.kb") }

  /// An engine that has mapped the bundle; the folder may go then.
  func engine() throws -> SearchEngine {
    let engine = try SearchEngine(paths: [path])
    return withExtendedLifetime(folder) { engine }
  }

  init(_ documents: [Document] = documents, questions: [QuestionAnswer] = questions, hasVectors: Bool = true) throws {
    folder = try TemporaryFolder()
    try TinyModel().write(to: folder.file("model"))
    let blob = try ModelImporter.import(directory: folder.file("model"))
    let model = try EncoderModel(file: MappedBytes(blob))
    let encoder = SentenceEncoder(model: model)
    let passages = try PassageStoreBuilder()
    var lexical = LexicalIndexBuilder()
    var vectors = try VectorIndexBuilder(dimensions: model.dimensions)
    for document in documents {
      var text: [UInt8] = []
      var records: [ChunkRecord] = []
      var lines: [TextRegion] = []
      for (ordinal, chunk) in document.chunks.enumerated() {
        if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
        let start = text.count
        text += Array(chunk.utf8)
        let page = ordinal + 1
        var record = ChunkRecord(
          range: start..<text.count, headings: document.headings, pages: document.hasPages ? page...page : nil)
        if document.isCutAcrossPages {
          let place = PageRectangle(page: page, left: 1_000, top: 1_000, right: 5_000, bottom: 1_200)
          lines.append(TextRegion(record.range, place))
          record.regions = Array(lines.suffix(2))
          record.range = (record.regions.first?.range.lowerBound ?? start)..<text.count
          record.pages = record.regions.pages
        }
        records.append(record)
        try lexical.add(
          chunk: ChunkID(lexical.chunkCount),
          fields: LexicalFields(title: Array(document.title.utf8), body: Array(chunk.utf8)))
        let vector = QuantizedVector(encoder.encode(chunk))
        try vectors.add(codes: vector.codes, scale: vector.scale)
      }
      let record = DocumentRecord(
        source: document.source, title: document.title, format: document.format, sourceDigest: Digest(hashing: text),
        metadata: document.metadata, tags: document.tags,
        pageCount: document.hasPages || document.isCutAcrossPages ? document.chunks.count : nil)
      try passages.add(record, text: text, chunks: records)
    }
    for question in questions { try passages.add(question) }
    var writer = try BundleWriter(path: folder.file("test.kb"))
    try writer.add(
      BuildRecord(
        name: "test", version: "1", language: "en",
        model: .init(name: "tiny", digest: model.digest, dimensions: model.dimensions)))
    _ = try passages.write(to: &writer)
    try lexical.write(to: &writer)
    if hasVectors { try vectors.write(to: &writer) }
    try writer.addSection(.model, alignment: .page, bytes: blob)
    _ = try writer.finish()
  }
}
