package import Common

/// A run of text with one role, as an extractor found it: not normalised yet.
package struct RawBlock: Equatable, Sendable {
  package var kind: BlockKind
  /// The text, in logical order. Line breaks inside any block but code count as spaces.
  package var text: String
  /// The pages that the block is on, from 1; `nil` where the format has no pages.
  package var pages: ClosedRange<Int>?
  /// The name that a link to this block ends in (`#installation`), without the number sign; set where the block starts
  /// a place that can be linked to.
  package var anchor: String?
  /// Where the text stands on its pages, line by line, in UTF-8 bytes of `text`; empty where the format has no pages.
  package var regions: [TextRegion]

  package init(
    _ kind: BlockKind, _ text: String, pages: ClosedRange<Int>? = nil, anchor: String? = nil, regions: [TextRegion] = []
  ) {
    self.kind = kind
    self.text = text
    self.pages = pages
    self.anchor = anchor
    self.regions = regions
  }
}
