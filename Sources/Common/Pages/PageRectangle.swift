/// A rectangle on a page, in tenths of a point from the upper left corner of the page as it is shown: cut to its crop
/// box and turned by its rotation.
///
/// Whole numbers are the same on every machine and take little room; a tenth of a point is 0.035 mm.
package struct PageRectangle: Hashable, Sendable {
  /// From 1.
  package var page: Int
  package var left: Int
  package var top: Int
  /// Not below `left`.
  package var right: Int
  /// Not below `top`.
  package var bottom: Int

  /// What a coordinate may be; a page of the largest size that PDF knows, with the largest unit, is less.
  package static let coordinates = 0...(1 << 28)
  package static let unitsPerPoint = 10

  /// - Precondition: `isValid`, for what is stored or sent.
  package init(page: Int, left: Int, top: Int, right: Int, bottom: Int) {
    self.page = page
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// A rectangle in points; it is cut at the page's upper left corner, and sides in the wrong order are exchanged.
  package init(page: Int, left: Double, top: Double, right: Double, bottom: Double) {
    func units(_ points: Double) -> Int {
      let scaled = (points * Double(Self.unitsPerPoint)).rounded()
      return scaled.isNaN ? 0 : Int(min(max(scaled, 0), Double(Self.coordinates.upperBound)))
    }
    self.init(
      page: page, left: units(min(left, right)), top: units(min(top, bottom)), right: units(max(left, right)),
      bottom: units(max(top, bottom)))
  }

  /// Whether the page counts from 1, the coordinates are in range and the sides in order.
  package var isValid: Bool {
    page >= 1 && page <= Int32.max && Self.coordinates.contains(left) && Self.coordinates.contains(top)
      && Self.coordinates.contains(right) && Self.coordinates.contains(bottom) && left <= right && top <= bottom
  }
}
