package import BundleFormat
internal import Common
internal import Embedding
internal import LexicalIndex
package import PassageStore
package import Retrieval
package import Storage
internal import VectorIndex

/// A handful of documents compiled by hand with the tiny model.
package struct SmallBundle {
  package struct Document {
    package var id: String
    package var title: String
    /// One chunk each; the document's text is all of them, a line apart.
    package var chunks: [String]
    package var metadata: [(key: String, value: String)] = []
    package var tags: [String] = []
    package var headings: [String] = []
    /// One for each chunk; paragraphs where there are none.
    package var roles: [BlockRole] = []

    package init(
      id: String, title: String, chunks: [String], metadata: [(key: String, value: String)] = [], tags: [String] = [],
      headings: [String] = [], roles: [BlockRole] = []
    ) {
      self.id = id
      self.title = title
      self.chunks = chunks
      self.metadata = metadata
      self.tags = tags
      self.headings = headings
      self.roles = roles
    }
  }

  package static let documents = [
    Document(
      id: "d0", title: "Signing",
      chunks: ["Bundles are signed with a private key.", "The key is kept in a safe place."],
      metadata: [("product", "almanac"), ("year", "2024")], tags: ["guide"], headings: ["Security", "Keys"]),
    Document(
      id: "d1", title: "Fetching",
      chunks: ["Web sources are fetched by one command. It writes a lock file that pins every source."],
      metadata: [("product", "almanac")], tags: ["guide", "web"]),
    Document(
      id: "d2", title: "Ünïcode 😀", chunks: ["Größe und 😀 Zeichen stehen hier.", "Zebras graze on the open plain."],
      metadata: [("product", "other")]),
  ]

  package static let question = QuestionAnswer(
    question: "How do I pin a web source?", answer: "Fetch it; the lock pins it.", category: "web", tags: ["web"],
    source: "faq.yaml")

  package let folder: TemporaryFolder
  package var path: String { folder.file("small.kb") }
  package var modelFolder: String { folder.file("model") }

  /// An engine that has mapped the bundle; the folder may go then.
  package func engine() throws -> SearchEngine {
    let engine = try SearchEngine(paths: [path])
    return withExtendedLifetime(folder) { engine }
  }

  /// - Parameters:
  ///   - hasModel: whether the model lies inside.
  ///   - hasVectors: whether there are vectors at all.
  ///   - isRemote: whether the bundle says that a service made its vectors, which `service` stands for.
  ///   - version: of the bundle.
  package init(
    _ documents: [Document] = documents, seed: UInt64 = 20_240_601, hasModel: Bool = true, hasVectors: Bool = true,
    isRemote: Bool = false, fusion: BuildRecord.Fusion = BuildRecord.Fusion(), version: String = "1"
  ) throws {
    folder = try TemporaryFolder()
    var tiny = TinyModel()
    tiny.seed = seed
    try tiny.write(to: modelFolder)
    let blob = try ModelImporter.import(directory: modelFolder)
    let model = try EncoderModel(file: MappedBytes(blob))
    let encoder = SentenceEncoder(model: model)
    let passages = try PassageStoreBuilder()
    var lexical = LexicalIndexBuilder()
    var vectors = try VectorIndexBuilder(dimensions: model.dimensions)
    for document in documents {
      var text: [UInt8] = []
      var records: [ChunkRecord] = []
      for chunk in document.chunks {
        if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
        let start = text.count
        text += Array(chunk.utf8)
        records.append(ChunkRecord(range: start..<text.count, headings: document.headings, pages: 2...3))
        try lexical.add(
          chunk: ChunkID(lexical.chunkCount),
          fields: LexicalFields(title: Array(document.title.utf8), body: Array(chunk.utf8)))
        let vector = QuantizedVector(encoder.encode(chunk))
        try vectors.add(codes: vector.codes, scale: vector.scale)
      }
      let record = DocumentRecord(
        source: "https://example.org/\(document.id)", title: document.title, format: "html",
        sourceDigest: Digest(hashing: text), metadata: document.metadata, tags: document.tags, externalID: document.id)
      let blocks = records.enumerated().map { index, chunk in
        BlockRecord(index < document.roles.count ? document.roles[index] : .paragraph, chunk.range)
      }
      try passages.add(record, text: text, chunks: records, blocks: blocks)
    }
    try passages.add(Self.question)
    let remote = RemoteModelRecord(
      model: RemoteModel(endpoint: "https://embeddings.example/v1", name: "tiny", dimensions: model.dimensions),
      probe: QuantizedVector(encoder.encode([RemoteModel.probe])))
    var writer = try BundleWriter(path: folder.file("small.kb"))
    try writer.add(
      BuildRecord(
        name: "small", version: version, language: "en",
        model: .init(name: "tiny", digest: isRemote ? remote.digest : model.digest, dimensions: model.dimensions),
        fusion: fusion))
    _ = try passages.write(to: &writer)
    try lexical.write(to: &writer)
    if hasVectors { try vectors.write(to: &writer) }
    if isRemote {
      try writer.addSection(.remoteEncoder, required: false, bytes: remote.encoded)
    } else if hasModel {
      try writer.addSection(.model, alignment: .page, bytes: blob)
    }
    _ = try writer.finish()
  }

  /// A service with the tiny model.
  package func service() throws -> ScriptedService {
    let encoder = SentenceEncoder(model: try EncoderModel.open(path: modelFolder))
    return ScriptedService { request, _ in .success(ScriptedService.vectors(request) { encoder.encode($0) }) }
  }
}
