/// Where a part of a text, most often a line, stands on a page.
package struct TextRegion: Hashable, Sendable {
  /// The part, in UTF-8 bytes of the text that the regions belong to, half-open. Regions of one text are in its order and
  /// do not overlap; not every byte needs to have one.
  package var range: Range<Int>
  package var rectangle: PageRectangle

  package init(_ range: Range<Int>, _ rectangle: PageRectangle) {
    self.range = range
    self.rectangle = rectangle
  }
}

extension [TextRegion] {
  /// The regions of the bytes in `range`, each cut to it.
  ///
  /// - Complexity: O(log count + regions in the range)
  package func regions(in range: Range<Int>) -> [TextRegion] {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].range.upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    var result: [TextRegion] = []
    while low < count, self[low].range.lowerBound < range.upperBound {
      let part = self[low].range.clamped(to: range)
      if !part.isEmpty { result.append(TextRegion(part, self[low].rectangle)) }
      low += 1
    }
    return result
  }

  /// The pages from the first to the last that is named; `nil` without regions.
  package var pages: ClosedRange<Int>? {
    guard var pages = first.map({ $0.rectangle.page...$0.rectangle.page }) else { return nil }
    for region in self {
      pages = Swift.min(pages.lowerBound, region.rectangle.page)...Swift.max(pages.upperBound, region.rectangle.page)
    }
    return pages
  }
}
