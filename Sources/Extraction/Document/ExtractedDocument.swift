package import Common

/// A block of a normalised document: a role for a range of its text.
package struct DocumentBlock: Equatable, Sendable {
  package var kind: BlockKind
  /// UTF-8 bytes of the document's text, half-open; never empty. Blocks are in order and do not overlap.
  package var range: Range<Int>
  /// From 1.
  package var pages: ClosedRange<Int>?
  /// See `RawBlock.anchor`.
  package var anchor: String?
  /// See `RawBlock.regions`; in UTF-8 bytes of the document's text, within `range`.
  package var regions: [TextRegion]

  package init(
    _ kind: BlockKind, _ range: Range<Int>, pages: ClosedRange<Int>? = nil, anchor: String? = nil,
    regions: [TextRegion] = []
  ) {
    self.kind = kind
    self.range = range
    self.pages = pages
    self.anchor = anchor
    self.regions = regions
  }
}

/// A document as the rest of the compiler sees it: one text in NFC and the blocks that divide it.
///
/// Invariant: `text` is valid UTF-8 in Unicode's normal form C without control characters other than "\n" and "\t";
/// between two blocks stands "\n" (inside a list or a table) or "\n\n", and every other byte belongs to one block.
package struct ExtractedDocument: Equatable, Sendable {
  package var format: DocumentFormat
  package var title: String?
  package var language: String?
  /// Sorted, without doubles.
  package var metadata: [MetadataEntry]
  package var tags: [String]
  package var outline: [OutlineEntry]
  package var pageCount: Int?
  /// UTF-8.
  package var text: [UInt8]
  package var blocks: [DocumentBlock]

  package init(
    format: DocumentFormat, title: String? = nil, language: String? = nil, metadata: [MetadataEntry] = [],
    tags: [String] = [], outline: [OutlineEntry] = [], pageCount: Int? = nil, text: [UInt8], blocks: [DocumentBlock]
  ) {
    self.format = format
    self.title = title
    self.language = language
    self.metadata = metadata
    self.tags = tags
    self.outline = outline
    self.pageCount = pageCount
    self.text = text
    self.blocks = blocks
  }

  /// The text of one block.
  package func text(of block: DocumentBlock) -> String {
    String(decoding: text[block.range], as: UTF8.self)
  }
}
