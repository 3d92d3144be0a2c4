internal import Common

/// Where something is on a page, in points from the upper left corner of the page as it is shown.
struct PDFBox: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var middle: Double { (top + bottom) / 2 }
  var isFinite: Bool { left.isFinite && top.isFinite && right.isFinite && bottom.isFinite }

  mutating func formUnion(_ other: Self) {
    left = min(left, other.left)
    top = min(top, other.top)
    right = max(right, other.right)
    bottom = max(bottom, other.bottom)
  }

  func union(_ other: Self) -> Self {
    var box = self
    box.formUnion(other)
    return box
  }

  /// How much of the height that the lower one has is common to both, 0…1.
  func verticalOverlap(_ other: Self) -> Double {
    let common = min(bottom, other.bottom) - max(top, other.top)
    let least = min(height, other.height)
    return common > 0 && least > 0 ? common / least : 0
  }

  func rectangle(page: Int) -> PageRectangle {
    PageRectangle(page: page, left: left, top: top, right: right, bottom: bottom)
  }
}
