package import BundleFormat
package import Common
internal import Storage

/// The documents, chunks, questions and text of a bundle, read in place.
///
/// Opening costs the same whatever the bundle's size. Whatever is returned has been compared with the hash tree, but for
/// `documentID(of:)`. Text is decompressed frame by frame; the last few frames are kept.
package final class PassageStore: Sendable {
  private static let documentOffset = ChunkField.document.offset

  let bundle: BundleReader
  private let documents: FixedTable
  private let chunks: FixedTable
  private let questionRows: FixedTable?
  private let regions: RegionTable?
  private let text: FrameReader
  /// The sources, in a bundle that holds them.
  let sources: FrameReader?
  let strings: StringTable
  let metadata: MetadataTable

  /// - Parameter textCache: bytes of text that stay decompressed; the default is enough for the chunks of a page of hits
  ///   that lie near each other.
  package init(bundle: BundleReader, textCache: Int = 512 << 10) throws(BundleError) {
    do throws(BundleError) {
      self.bundle = bundle
      strings = try StringTable(bundle: bundle)
      documents = try FixedTable(.documents, of: bundle, rowLength: DocumentField.length)
      chunks = try FixedTable(.chunks, of: bundle, rowLength: ChunkField.length)
      questionRows =
        try bundle.contains(.questions)
        ? FixedTable(.questions, of: bundle, rowLength: QuestionField.length) : nil
      regions = try bundle.contains(.regions) ? RegionTable(bundle: bundle) : nil
      text = try FrameReader(
        .text, rows: .textFrames, hasDictionary: true, of: bundle, cacheLimit: textCache)
      sources =
        try bundle.contains(.sources)
        ? FrameReader(.sources, rows: .sourceFrames, hasDictionary: false, of: bundle, cacheLimit: 0) : nil
      metadata = try MetadataTable(bundle: bundle, strings: strings)
    } catch {
      throw error.located(in: bundle.path)
    }
  }

  package var documentCount: Int { documents.count }
  package var chunkCount: Int { chunks.count }
  package var questionCount: Int { questionRows?.count ?? 0 }
  /// Bytes of text of all documents.
  package var textLength: Int { text.contentLength }
  /// Pieces that are decompressed on their own.
  package var frameCount: Int { text.frameCount }

  /// The document of a chunk, for filters: one look, no check.
  @inline(__always)
  package func documentID(of chunk: ChunkID) -> DocumentID {
    DocumentID(rawValue: chunks.number(row: chunk.index, offset: Self.documentOffset))
  }

  package func document(_ id: DocumentID) throws(BundleError) -> StoredDocument {
    try located { () throws(BundleError) in try readDocument(id).document }
  }

  package func chunk(_ id: ChunkID) throws(BundleError) -> StoredChunk {
    try located { () throws(BundleError) in try readChunk(id) }
  }

  /// The text of a chunk: that of its document in its range.
  package func text(of id: ChunkID) throws(BundleError) -> String {
    try located { () throws(BundleError) in
      let chunk = try readChunk(id)
      return try readText(of: chunk.document, range: chunk.range)
    }
  }

  /// The text of a document in `range`, in bytes of UTF-8; all of it without a range.
  ///
  /// - Throws: also when the range is not within the text or cuts a character.
  package func text(of id: DocumentID, range: Range<Int>? = nil) throws(BundleError) -> String {
    try located { () throws(BundleError) in try readText(of: id, range: range) }
  }

  /// The bytes of a document's text in `range`; the range may cut characters.
  package func utf8(of id: DocumentID, range: Range<Int>? = nil) throws(BundleError) -> [UInt8] {
    try located { () throws(BundleError) in try readBytes(of: id, range: range) }
  }

  /// The same range in UTF-16 code units, as browsers and editors count.
  ///
  /// - Complexity: O(end of the range) for the first range of a document, as the text before it is read; after that two
  ///   frames.
  package func utf16Range(of range: Range<Int>, in id: DocumentID) throws(BundleError) -> Range<Int> {
    try located { () throws(BundleError) in
      let place = try place(of: range, in: id)
      let start = try text.utf16Count(in: (place.lowerBound - range.lowerBound)..<place.lowerBound)
      return start..<(start + (try text.utf16Count(in: place)))
    }
  }

  package func question(_ index: Int) throws(BundleError) -> QuestionAnswer {
    try located { () throws(BundleError) in
      guard let questionRows else { throw .missingSection(.questions) }
      var row = try questionRows.row(index)
      return QuestionAnswer(
        question: try strings.string(at: row.next()), answer: try strings.string(at: row.next()),
        category: try strings.optionalString(at: row.next()), tags: try strings.list(at: row.next()),
        source: try strings.string(at: row.next()))
    }
  }

  /// All curated questions, in the order of the corpus.
  package var questions: [QuestionAnswer] {
    get throws(BundleError) {
      var all: [QuestionAnswer] = []
      for index in 0..<questionCount { all.append(try question(index)) }
      return all
    }
  }
}

extension PassageStore {
  private func located<Value>(_ body: () throws(BundleError) -> Value) throws(BundleError) -> Value {
    do throws(BundleError) {
      return try body()
    } catch {
      throw error.located(in: bundle.path)
    }
  }

  private func readDocument(_ id: DocumentID) throws(BundleError) -> (document: StoredDocument, textOffset: Int) {
    var row = try documents.row(id.index)
    let textOffset: UInt64 = row.next()
    let textLength: UInt64 = row.next()
    let limit = UInt64(text.contentLength)
    guard textOffset <= limit, textLength <= limit - textOffset else {
      throw malformed(.documents, id.index, "text up to \(limit)", "\(textLength) bytes at \(textOffset)")
    }
    let firstChunk: UInt32 = row.next()
    let chunkCount: UInt32 = row.next()
    guard firstChunk <= chunks.count, chunkCount <= chunks.count - Int(firstChunk) else {
      throw malformed(.documents, id.index, "chunks up to \(chunks.count)", "\(chunkCount) at \(firstChunk)")
    }
    let source = try strings.string(at: row.next())
    let title = try strings.string(at: row.next())
    let format = try strings.string(at: row.next())
    let language = try strings.optionalString(at: row.next())
    let externalID = try strings.optionalString(at: row.next())
    let pairs = try strings.list(at: row.next())
    guard pairs.count.isMultiple(of: 2) else {
      throw malformed(.documents, id.index, "keys and values", "\(pairs.count) strings")
    }
    let tags = try strings.list(at: row.next())
    let pageCount: UInt32 = row.next()
    _ = row.next(UInt32.self)
    let record = DocumentRecord(
      source: source, title: title, format: format, language: language, sourceDigest: row.digest(),
      metadata: stride(from: 0, to: pairs.count, by: 2).map { (key: pairs[$0], value: pairs[$0 + 1]) }, tags: tags,
      pageCount: pageCount == 0 ? nil : Int(pageCount), externalID: externalID)
    let chunkRange = ChunkID(rawValue: firstChunk)..<ChunkID(rawValue: firstChunk + chunkCount)
    return (
      StoredDocument(id: id, record: record, chunks: chunkRange, textLength: Int(textLength)), Int(textOffset)
    )
  }

  private func readChunk(_ id: ChunkID) throws(BundleError) -> StoredChunk {
    var row = try chunks.row(id.index)
    let document: UInt32 = row.next()
    let ordinal: UInt32 = row.next()
    let start: UInt32 = row.next()
    let end: UInt32 = row.next()
    let firstPage: UInt32 = row.next()
    let lastPage: UInt32 = row.next()
    guard document < documents.count, start <= end, firstPage <= lastPage, firstPage > 0 || lastPage == 0 else {
      throw malformed(
        .chunks, id.index, "a document, a range and pages", "\(document), \(start)–\(end), \(firstPage)–\(lastPage)")
    }
    var record = ChunkRecord(
      range: Int(start)..<Int(end), headings: try strings.list(at: row.next()),
      pages: firstPage == 0 ? nil : Int(firstPage)...Int(lastPage), anchor: try strings.optionalString(at: row.next()))
    let place: UInt64 = row.next()
    // A bundle may be without the section: it is optional.
    if place > 0, let regions { record.regions = try regions.regions(at: place, of: record, row: id.index) }
    return StoredChunk(id: id, document: DocumentID(rawValue: document), ordinal: Int(ordinal), record: record)
  }

  /// Where the text of a document lies in that of all; only the first fields of the row are read.
  private func textRange(of id: DocumentID) throws(BundleError) -> Range<Int> {
    var row = try documents.row(id.index)
    let offset: UInt64 = row.next()
    let length: UInt64 = row.next()
    let limit = UInt64(text.contentLength)
    guard offset <= limit, length <= limit - offset else {
      throw malformed(.documents, id.index, "text up to \(limit)", "\(length) bytes at \(offset)")
    }
    return Int(offset)..<Int(offset + length)
  }

  private func readBytes(of id: DocumentID, range: Range<Int>?) throws(BundleError) -> [UInt8] {
    try text.bytes(in: place(of: range, in: id))
  }

  /// Where a range of a document, or all of it, lies in the text of all.
  private func place(of range: Range<Int>?, in id: DocumentID) throws(BundleError) -> Range<Int> {
    let all = try textRange(of: id)
    let range = range ?? 0..<all.count
    guard range.lowerBound >= 0, range.upperBound <= all.count else {
      throw malformed(.chunks, id.index, "a range up to \(all.count)", "\(range)")
    }
    return (all.lowerBound + range.lowerBound)..<(all.lowerBound + range.upperBound)
  }

  private func readText(of id: DocumentID, range: Range<Int>?) throws(BundleError) -> String {
    guard let text = String(validating: try readBytes(of: id, range: range), as: UTF8.self) else {
      throw malformed(.text, id.index, "UTF-8", "other bytes")
    }
    return text
  }

  private func malformed(_ kind: SectionKind, _ row: Int, _ expected: String, _ got: String) -> BundleError {
    .malformedSection(kind, field: "row \(row)", expected: expected, got: got)
  }
}
