package import Common
internal import Storage

/// Collects documents, chunks and questions in the order in which they come; `write` makes the sections of them.
///
/// Everything goes to nameless temporary files. What stays in memory is bounded but for the metadata: 4 bytes a value
/// of a document, and each distinct value once.
package final class PassageStoreBuilder {
  package private(set) var documentCount = 0
  package private(set) var chunkCount = 0
  package private(set) var questionCount = 0
  /// Bytes of text of all documents.
  package var textLength: Int { text.count }

  let text: SpoolFile
  let documents: SpoolFile
  let chunks: SpoolFile
  let questions: SpoolFile
  /// Where each document's blocks begin among `blocks`, eight bytes each.
  let blockPlaces: SpoolFile
  let blocks: SpoolFile
  let regions: SpoolFile
  var strings: StringPool
  var cutter: FrameCutter
  /// `nil` when the bundle is to hold no sources.
  var sources: SourceSpool?
  var metadata = MetadataBuilder()

  /// - Parameters:
  ///   - blockLength: the text of a frame, in bytes; at most 512 KiB.
  ///   - storesSources: whether the bundle holds the sources of the documents.
  ///   - folder: where the temporary files lie; `nil` for `TMPDIR`.
  package init(
    blockLength: Int = 64 << 10, storesSources: Bool = false, spoolingIn folder: String? = nil
  ) throws(SystemError) {
    precondition((1...(512 << 10)).contains(blockLength), "a frame holds at most 1 MiB")
    text = try SpoolFile(in: folder)
    documents = try SpoolFile(in: folder)
    chunks = try SpoolFile(in: folder)
    questions = try SpoolFile(in: folder)
    blockPlaces = try SpoolFile(in: folder)
    blocks = try SpoolFile(in: folder)
    regions = try SpoolFile(in: folder)
    try regions.append([0])
    strings = try StringPool(spool: SpoolFile(in: folder))
    cutter = FrameCutter(blockLength: blockLength)
    sources = storesSources ? try SourceSpool(in: folder) : nil
  }

  /// Adds a document with its chunks.
  ///
  /// - Parameters:
  ///   - text: the normalised text, UTF-8.
  ///   - chunks: in order; ranges lie within the text, on boundaries of characters. Regions lie within their chunk, on
  ///     its pages.
  ///   - blocks: in order; ranges lie within the text and do not overlap.
  ///   - source: the bytes of the document's digest; kept when the bundle stores sources.
  /// - Returns: the id of the document; its chunks got the next ids.
  @discardableResult
  package func add(
    _ document: DocumentRecord, text bytes: [UInt8], chunks records: [ChunkRecord], blocks: [BlockRecord] = [],
    source: [UInt8]? = nil
  ) throws(SystemError) -> DocumentID {
    precondition(bytes.count <= Int(UInt32.max), "a document has at most 4 GiB of text")
    precondition(chunkCount + records.count < Int(UInt32.max), "a bundle has less than 2³² chunks")
    let id = DocumentID(documentCount)
    let metadata = document.metadata.sorted { ($0.key, $0.value) <<< ($1.key, $1.value) }
    var row = ByteWriter()
    row.append(UInt64(text.count))
    row.append(UInt64(bytes.count))
    row.append(UInt32(chunkCount))
    row.append(UInt32(records.count))
    row.append(try strings.place(of: document.source))
    row.append(try strings.place(of: document.title))
    row.append(try strings.place(of: document.format))
    row.append(try strings.place(of: document.language))
    row.append(try strings.place(of: document.externalID))
    row.append(try strings.place(of: metadata.flatMap { [$0.key, $0.value] }))
    row.append(try strings.place(of: document.tags))
    row.append(UInt32(document.pageCount ?? 0))
    row.append(UInt32(0))
    row.append(contentsOf: document.sourceDigest.bytes)
    try documents.append(row.bytes)
    try append(records, of: id, text: bytes)
    try append(place: self.blocks.count)
    try self.blocks.append(BlockCoding.encoded(blocks))
    try text.append(bytes)
    cutter.add(bytes)
    try sources?.add(source)
    for entry in metadata {
      precondition(!entry.key.isEmpty, "metadata keys are not empty")
      self.metadata.add(key: entry.key, value: entry.value, document: id)
    }
    for tag in document.tags { self.metadata.add(key: MetadataBuilder.tagKey, value: tag, document: id) }
    documentCount += 1
    return id
  }

  /// Adds a curated question.
  package func add(_ question: QuestionAnswer) throws(SystemError) {
    var row = ByteWriter()
    row.append(try strings.place(of: question.question))
    row.append(try strings.place(of: question.answer))
    row.append(try strings.place(of: question.category))
    row.append(try strings.place(of: question.tags))
    row.append(try strings.place(of: question.source))
    try questions.append(row.bytes)
    questionCount += 1
  }

  private func append(place: Int) throws(SystemError) {
    var row = ByteWriter()
    row.append(UInt64(place))
    try blockPlaces.append(row.bytes)
  }

  private func append(_ records: [ChunkRecord], of document: DocumentID, text bytes: [UInt8]) throws(SystemError) {
    for (ordinal, record) in records.enumerated() {
      let range = record.range
      precondition(
        range.lowerBound >= 0 && range.upperBound <= bytes.count && bytes.isBoundary(range.lowerBound)
          && bytes.isBoundary(range.upperBound), "chunk \(ordinal) lies on characters of the text")
      var row = ByteWriter()
      row.append(document.rawValue)
      row.append(UInt32(ordinal))
      row.append(UInt32(range.lowerBound))
      row.append(UInt32(range.upperBound))
      row.append(UInt32(record.pages?.lowerBound ?? 0))
      row.append(UInt32(record.pages?.upperBound ?? 0))
      row.append(try strings.place(of: record.headings))
      row.append(try strings.place(of: record.anchor))
      row.append(try place(of: record))
      try chunks.append(row.bytes)
      chunkCount += 1
    }
  }

  /// The place of a chunk's regions, 0 for none.
  private func place(of record: ChunkRecord) throws(SystemError) -> UInt64 {
    guard !record.regions.isEmpty else { return 0 }
    precondition(RegionCoding.isValid(record), "the regions of a chunk lie in it and on its pages")
    let place = UInt64(regions.count)
    try regions.append(RegionCoding.encoded(record))
    return place
  }
}

extension [UInt8] {
  /// Whether a character of UTF-8 begins or the text ends at `position`.
  func isBoundary(_ position: Int) -> Bool { position == count || self[position] & 0xC0 != 0x80 }
}

infix operator <<< : ComparisonPrecedence

/// Bytewise order of pairs.
func <<< (left: (String, String), right: (String, String)) -> Bool {
  left.0 == right.0 && left.0.utf8.elementsEqual(right.0.utf8)
    ? left.1.precedesBytewise(right.1) : left.0.precedesBytewise(right.0)
}
