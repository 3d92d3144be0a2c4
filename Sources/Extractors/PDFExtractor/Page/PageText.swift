/// The text of one page and where it stands, in Poppler's order.
struct PageText {
  /// From 1.
  var number: Int
  /// In points, as the page is shown.
  var width: Double
  var height: Double
  /// UTF-8; each segment has a part of it.
  var bytes: [UInt8] = []
  var segments: [Segment] = []
  /// Whether the boxes are those of the text; else they only keep its order.
  var hasPlaces = true
  /// Comments of readers on the page, in the order of the file.
  var notes: [String] = []

  func text(_ segment: Segment) -> ArraySlice<UInt8> { bytes[segment.text] }

  /// Adds text that is not part of the page's own, such as the value of a form field.
  mutating func add(_ text: String, in box: PDFBox, size: Double) {
    guard let text = PDFText.collapsed(text) else { return }
    let start = bytes.count
    bytes += Array(text.utf8)
    segments.append(Segment(text: start..<bytes.count, box: box, size: size))
  }
}
