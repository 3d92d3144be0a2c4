/// A run of words of one line without a wide gap: a whole line of text, or one cell of a table.
struct Segment {
  /// In the bytes of its page; without white space at its ends, never empty.
  var text: Range<Int>
  var box: PDFBox
  /// The size of most of its characters, in points.
  var size: Double
  /// The style of most of its characters.
  var style: FontStyle = []
  var isRightToLeft = false
  /// Whether the characters stand on top of each other, or the line is turned.
  var isTurned = false
  /// Small raised figures or signs: what may be the marks of footnotes, in the bytes of the page.
  var marks: [Range<Int>] = []
}
