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

  /// Reads what `json` wrote; `nil` when `value` is something else.
  package init?(json value: JSONValue) {
    guard let range = value["range"]?.array?.compactMap(\.integer), range.count == 2, 0 <= range[0],
      range[0] <= range[1],
      let page = value["page"]?.integer, let sides = value["rectangle"]?.array?.compactMap(\.number), sides.count == 4
    else { return nil }
    let rectangle = PageRectangle(page: page, left: sides[0], top: sides[1], right: sides[2], bottom: sides[3])
    guard rectangle.isValid else { return nil }
    self.init(range[0]..<range[1], rectangle)
  }
}
