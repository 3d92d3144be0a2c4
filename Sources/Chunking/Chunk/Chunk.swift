/// A range of a document that is indexed, found and cited as one.
package struct Chunk: Hashable, Sendable {
  /// From 0 within the document.
  package var ordinal: Int
  /// UTF-8 bytes of the document's text, half-open.
  package var range: Range<Int>
  /// The headings above the text, the outermost first.
  package var headings: [String]
  /// From 1; `nil` where the format has no pages.
  package var pages: ClosedRange<Int>?
  /// The last anchor at or before the start of the chunk.
  package var anchor: String?

  package init(
    ordinal: Int, range: Range<Int>, headings: [String] = [], pages: ClosedRange<Int>? = nil, anchor: String? = nil
  ) {
    self.ordinal = ordinal
    self.range = range
    self.headings = headings
    self.pages = pages
    self.anchor = anchor
  }
}
