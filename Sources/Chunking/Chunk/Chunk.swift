package import Common

/// A range of a document that is indexed, found and cited as one.
package struct Chunk: Hashable, Sendable {
  /// From 0 within the document.
  package var ordinal: Int
  /// UTF-8 bytes of the document's text, half-open. It starts with the headings that stand right above the text, so
  /// that no text of a document is without a chunk.
  package var range: Range<Int>
  /// Where the text behind those headings starts, in the document's text: what goes into the index as the body, since
  /// the headings go in by themselves. The start of `range` where there are none, or where `headings` lacks one of
  /// them.
  package var bodyStart: Int
  /// The headings above the text, the outermost first.
  package var headings: [String]
  /// From 1; `nil` where the format has no pages.
  package var pages: ClosedRange<Int>?
  /// The last anchor at or before the start of the chunk.
  package var anchor: String?
  /// Where its text stands on the pages, in UTF-8 bytes of the document's text, within `range`.
  package var regions: [TextRegion]

  package init(
    ordinal: Int, range: Range<Int>, bodyStart: Int? = nil, headings: [String] = [], pages: ClosedRange<Int>? = nil,
    anchor: String? = nil, regions: [TextRegion] = []
  ) {
    self.ordinal = ordinal
    self.range = range
    self.bodyStart = bodyStart ?? range.lowerBound
    self.headings = headings
    self.pages = pages
    self.anchor = anchor
    self.regions = regions
  }

  /// The bytes of the text without the headings above it; empty in a chunk of headings alone.
  package var bodyRange: Range<Int> { bodyStart..<range.upperBound }
}
