internal import BundleFormat
package import Common
package import PassageStore
package import Retrieval
internal import TextAnalysis

/// Which documents to list.
package struct DocumentQuery: Equatable, Sendable {
  /// Part of the title or the source, in any case.
  package var text: String?
  package var format: String?
  package var filter: DocumentFilter
  package var offset: Int
  package var limit: Int

  package init(
    text: String? = nil, format: String? = nil, filter: DocumentFilter = DocumentFilter(), offset: Int = 0,
    limit: Int = 50
  ) {
    self.text = text
    self.format = format
    self.filter = filter
    self.offset = offset
    self.limit = limit
  }
}

/// The documents of a bundle as the API and MCP show them.
package struct DocumentCatalog: Sendable {
  /// Bytes of text in one answer.
  package static let textLimit = 64 << 10

  private let bundle: SearchableBundle
  private let position: Int

  package init(_ bundle: SearchableBundle, position: Int) {
    self.bundle = bundle
    self.position = position
  }

  /// - Throws: not found, for a number that no document has.
  package func document(_ number: Int) throws -> StoredDocument {
    let passages = try bundle.passages
    guard number >= 0, number < passages.documentCount else { throw APIError.notFound("document") }
    return try passages.document(DocumentID(number))
  }

  /// Documents in the order of the bundle, and how many fit in all.
  ///
  /// - Complexity: O(1) a listed document without a condition; with one every document is looked at.
  package func list(_ query: DocumentQuery) throws -> JSONValue {
    let passages = try bundle.passages
    let passing = try bundle.documents(passing: query.filter)
    let needle = query.text?.lowercased()
    var total = 0
    var listed: [JSONValue] = []
    if passing == nil, needle == nil, query.format == nil {
      total = passages.documentCount
      for number in min(query.offset, total)..<min(query.offset + query.limit, total) {
        listed.append(try summary(of: passages.document(DocumentID(number))))
      }
    } else {
      for number in 0..<passages.documentCount where passing?.contains(DocumentID(number)) ?? true {
        let document = try passages.document(DocumentID(number))
        if let format = query.format, document.format != format { continue }
        if let needle,
          !document.title.lowercased().contains(needle), !document.source.lowercased().contains(needle)
        {
          continue
        }
        if total >= query.offset, listed.count < query.limit { listed.append(summary(of: document)) }
        total += 1
      }
    }
    return .object([
      "bundle": .string(try bundle.record.name), "total": .integer(total), "offset": .integer(query.offset),
      "documents": .array(listed),
    ])
  }

  private func summary(of document: StoredDocument) -> JSONValue {
    .object([
      "document": .integer(document.id.index), "bundle": .integer(position), "title": .string(document.title),
      "source": .string(document.source), "id": document.externalID.map(JSONValue.string) ?? .null,
      "format": .string(document.format), "language": document.language.map(JSONValue.string) ?? .null,
      "pages": document.pageCount.map(JSONValue.integer) ?? .null, "bytes": .integer(document.textLength),
      "chunks": .integer(document.chunks.count),
      "metadata": .array(
        document.metadata.map { ["key": .string($0.key), "value": .string($0.value)] }),
      "tags": .array(document.tags.map(JSONValue.string)),
    ])
  }

  /// What is known of a document, its outline (the heading paths in order) and a summary: its first sentences.
  package func details(of document: StoredDocument) throws -> JSONValue {
    let passages = try bundle.passages
    var members = summary(of: document).members ?? []
    members.append(.init("digest", .string("\(document.sourceDigest)")))
    var outline: [JSONValue] = []
    var last: [String] = []
    for number in document.chunks.lowerBound.index..<document.chunks.upperBound.index {
      let chunk = try passages.chunk(ChunkID(number))
      if chunk.headings != last, !chunk.headings.isEmpty, outline.count < 500 {
        last = chunk.headings
        outline.append(
          .object([
            "headings": .array(chunk.headings.map(JSONValue.string)), "from": .integer(chunk.range.lowerBound),
            "page": chunk.pages.map { .integer($0.lowerBound) } ?? .null,
            "anchor": chunk.anchor.map(JSONValue.string) ?? .null,
          ]))
      }
    }
    members.append(.init("outline", .array(outline)))
    let beginning = try passages.utf8(of: document.id, range: 0..<min(document.textLength, 4_096))
    members.append(.init("summary", .string(Self.firstSentences(of: beginning))))
    return .object(members)
  }

  /// Whole sentences of up to about 600 bytes.
  private static func firstSentences(of bytes: [UInt8]) -> String {
    var text = ""
    for range in SentenceSegmenter(lineBreaks: .emptyLines).sentences(in: bytes) {
      let piece = String(decoding: bytes[range], as: UTF8.self)
      // A heading or a label is no sentence.
      guard piece.split(separator: " ").count >= 4 else { continue }
      if !text.isEmpty, text.utf8.count + piece.utf8.count > 600 { break }
      text += (text.isEmpty ? "" : " ") + piece
    }
    return text
  }

  /// A part of a document's text: a page, a range, or the beginning.
  package func text(of document: StoredDocument, page: Int?, from: Int?, to: Int?) throws -> JSONValue {
    var range = 0..<document.textLength
    if let page {
      guard let found = try pageRange(page, of: document) else { throw APIError.notFound("page") }
      range = found
    } else {
      let start = from ?? 0
      let end = min(to ?? document.textLength, document.textLength)
      guard start <= end else { throw APIError.invalid("from", "from must not be after to or the end of the text") }
      range = start..<end
    }
    let passages = try bundle.passages
    var cut = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.textLimit)
    let bytes = try passages.utf8(of: document.id, range: cut)
    // A cut within a character moves to its edge.
    let head = bytes.prefix { $0 & 0xC0 == 0x80 }.count
    var tail = bytes.count
    if cut.upperBound < document.textLength {
      var index = bytes.count - 1
      while index > head, bytes[index] & 0xC0 == 0x80 { index -= 1 }
      if index >= head, bytes[index] >= 0xC0 {
        let length = bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
        if index + length > bytes.count { tail = index }
      }
    }
    cut = (cut.lowerBound + head)..<(cut.lowerBound + max(tail, head))
    return .object([
      "document": .integer(document.id.index), "title": .string(document.title), "source": .string(document.source),
      "page": page.map(JSONValue.integer) ?? .null, "from": .integer(cut.lowerBound), "to": .integer(cut.upperBound),
      "next": cut.upperBound < range.upperBound ? .integer(cut.upperBound) : .null,
      "text": .string(String(decoding: bytes[head..<max(tail, head)], as: UTF8.self)),
    ])
  }

  /// The text of a page: from the first chunk that touches it to the last.
  private func pageRange(_ page: Int, of document: StoredDocument) throws -> Range<Int>? {
    let passages = try bundle.passages
    var range: Range<Int>?
    for number in document.chunks.lowerBound.index..<document.chunks.upperBound.index {
      let chunk = try passages.chunk(ChunkID(number))
      guard let pages = chunk.pages, pages.contains(page) else { continue }
      range =
        range.map { min($0.lowerBound, chunk.range.lowerBound)..<max($0.upperBound, chunk.range.upperBound) }
        ?? chunk.range
    }
    return range
  }

  package func chunks(of document: StoredDocument, offset: Int, limit: Int) throws -> JSONValue {
    let passages = try bundle.passages
    let first = document.chunks.lowerBound.index + min(offset, document.chunks.count)
    let last = min(first + limit, document.chunks.upperBound.index)
    var listed: [JSONValue] = []
    for number in first..<last {
      let chunk = try passages.chunk(ChunkID(number))
      listed.append(
        .object([
          "chunk": .integer(number), "headings": .array(chunk.headings.map(JSONValue.string)),
          "pages": chunk.pages.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? .null,
          "anchor": chunk.anchor.map(JSONValue.string) ?? .null,
          "range": [.integer(chunk.range.lowerBound), .integer(chunk.range.upperBound)],
          "text": .string(try passages.text(of: document.id, range: chunk.range)),
        ]))
    }
    return .object(["total": .integer(document.chunks.count), "chunks": .array(listed)])
  }
}

extension Range<ChunkID> {
  fileprivate var count: Int { upperBound.index - lowerBound.index }
}
