package import Common

/// What is known of a document besides its text.
package struct DocumentRecord: Sendable {
  /// The path relative to the manifest, the record's id or the URL: as it is shown.
  package var source: String
  package var title: String
  /// For example `markdown` or `pdf`.
  package var format: String
  /// BCP 47.
  package var language: String?
  /// Of the source's bytes.
  package var sourceDigest: Digest
  /// Sorted by key, then value; keys are not empty.
  package var metadata: [(key: String, value: String)]
  package var tags: [String]
  package var pageCount: Int?
  /// The id that the source gives to the record, for evaluation against it.
  package var externalID: String?

  package init(
    source: String, title: String, format: String, language: String? = nil, sourceDigest: Digest,
    metadata: [(key: String, value: String)] = [], tags: [String] = [], pageCount: Int? = nil,
    externalID: String? = nil
  ) {
    self.source = source
    self.title = title
    self.format = format
    self.language = language
    self.sourceDigest = sourceDigest
    self.metadata = metadata
    self.tags = tags
    self.pageCount = pageCount
    self.externalID = externalID
  }
}

extension DocumentRecord: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    left.source == right.source && left.title == right.title && left.format == right.format
      && left.language == right.language && left.sourceDigest == right.sourceDigest
      && left.metadata.elementsEqual(right.metadata, by: ==) && left.tags == right.tags
      && left.pageCount == right.pageCount && left.externalID == right.externalID
  }
}

/// A document of a bundle; its properties are those of its record.
@dynamicMemberLookup
package struct StoredDocument: Equatable, Sendable {
  package var id: DocumentID
  package var record: DocumentRecord
  package var chunks: Range<ChunkID>
  /// Of the normalised text, in bytes of UTF-8.
  package var textLength: Int

  package subscript<Value>(dynamicMember member: KeyPath<DocumentRecord, Value>) -> Value { record[keyPath: member] }
}

/// Where a chunk lies in its document.
package struct ChunkRecord: Equatable, Sendable {
  /// Half-open, in bytes of the document's UTF-8 text.
  package var range: Range<Int>
  /// The headings above it, outermost first.
  package var headings: [String]
  /// From 1.
  package var pages: ClosedRange<Int>?
  package var anchor: String?
  /// Where the text stands on the pages, in bytes of the document's text, within `range`.
  package var regions: [TextRegion]

  package init(
    range: Range<Int>, headings: [String] = [], pages: ClosedRange<Int>? = nil, anchor: String? = nil,
    regions: [TextRegion] = []
  ) {
    self.range = range
    self.headings = headings
    self.pages = pages
    self.anchor = anchor
    self.regions = regions
  }
}

/// A chunk of a bundle; its properties are those of its record.
@dynamicMemberLookup
package struct StoredChunk: Equatable, Sendable {
  package var id: ChunkID
  package var document: DocumentID
  /// From 0 in its document.
  package var ordinal: Int
  package var record: ChunkRecord

  package subscript<Value>(dynamicMember member: KeyPath<ChunkRecord, Value>) -> Value { record[keyPath: member] }
}

/// A curated question with its answer.
package struct QuestionAnswer: Equatable, Sendable {
  package var question: String
  package var answer: String
  package var category: String?
  package var tags: [String]
  /// The file that it comes from.
  package var source: String

  package init(question: String, answer: String, category: String? = nil, tags: [String] = [], source: String) {
    self.question = question
    self.answer = answer
    self.category = category
    self.tags = tags
    self.source = source
  }
}
