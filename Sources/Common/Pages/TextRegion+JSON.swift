extension TextRegion {
  /// `range` is half-open, in UTF-8 bytes of the text; `rectangle` is left, top, right and bottom in points from the upper
  /// left corner of the page.
  package var json: JSONValue {
    func points(_ units: Int) -> JSONValue { .number(Double(units) / Double(PageRectangle.unitsPerPoint)) }
    return .object([
      "range": [.integer(range.lowerBound), .integer(range.upperBound)], "page": .integer(rectangle.page),
      "rectangle": [
        points(rectangle.left), points(rectangle.top), points(rectangle.right), points(rectangle.bottom),
      ],
    ])
  }
}
