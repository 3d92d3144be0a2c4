extension PageText {
  /// A gap of more than so many times the height of a line parts two segments, as the cells of a table.
  private static let partingGap = 1.5
  /// Lines whose height differs less from that of most lines, in shares of it, are of one size: an image has no fonts,
  /// and a line without tall letters is lower.
  private static let sameSize = 0.25

  /// Adds the words that were recognised on the page's image.
  ///
  /// - Parameter scale: pixels a point.
  mutating func add(_ words: [TextRecognizer.Word], scale: Double) {
    let first = segments.count
    var last: PDFBox?
    for word in words {
      let box = PDFBox(
        left: word.box.left / scale, top: word.box.top / scale, right: word.box.right / scale,
        bottom: word.box.bottom / scale)
      let start = bytes.count
      let isApart = last.map { box.left - $0.right > Self.partingGap * max(box.height, $0.height) } ?? true
      if word.beginsLine || isApart || segments.count == first {
        bytes += Array(word.text.utf8)
        segments.append(Segment(text: start..<bytes.count, box: box, size: 0))
      } else {
        bytes.append(0x20)
        bytes += Array(word.text.utf8)
        let index = segments.count - 1
        segments[index].text = segments[index].text.lowerBound..<bytes.count
        segments[index].box.formUnion(box)
      }
      last = box
    }
    let heights = segments[first...].map(\.box.height).sorted()
    guard !heights.isEmpty else { return }
    let usual = heights[heights.count / 2]
    for index in first..<segments.count {
      let height = segments[index].box.height
      segments[index].size = ((abs(height - usual) <= Self.sameSize * usual ? usual : height) * 2).rounded() / 2
    }
  }
}
