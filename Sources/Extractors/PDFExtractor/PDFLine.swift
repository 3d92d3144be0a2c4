/// Where something is on a page, in points from the upper left corner.
struct PDFBox: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var height: Double { bottom - top }
}

/// One line of a page, as Poppler orders them.
struct PDFLine: Equatable {
  /// Without white space at its ends; never empty.
  var text: String
  /// `nil` when the page has no usable layout.
  var box: PDFBox?

  /// Divides the text of a page.
  ///
  /// - Parameter boxes: one for each scalar of `text`; others are ignored as a whole.
  static func lines(of text: String, boxes: [PDFBox]) -> [PDFLine] {
    let scalars = Array(text.unicodeScalars)
    // The layout sometimes has a box more or less than the text at the very end.
    let hasLayout = !boxes.isEmpty && abs(scalars.count - boxes.count) <= 1
    var lines: [PDFLine] = []
    var start = 0
    for end in 0...scalars.count where end == scalars.count || scalars[end] == "\n" || scalars[end] == "\u{C}" {
      defer { start = end + 1 }
      guard start < end else { continue }
      let content = hasLayout ? spaced(scalars, boxes, start..<min(end, boxes.count)) : Array(scalars[start..<end])
      guard let line = PDFText.collapsed(content) else { continue }
      lines.append(
        PDFLine(text: line, box: hasLayout ? box(scalars, boxes, start..<min(end, boxes.count)) : nil))
    }
    return lines
  }

  /// The scalars of a line, with a space where two stand apart without one, as the cells of a table do.
  private static func spaced(_ scalars: [Unicode.Scalar], _ boxes: [PDFBox], _ range: Range<Int>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    for index in range {
      if index > range.lowerBound {
        let (before, box) = (boxes[index - 1], boxes[index])
        let gap = max(box.left - before.right, before.left - box.right)
        if gap > 0.3 * min(before.height, box.height), before.height > 0, box.height > 0 { result.append(" ") }
      }
      result.append(scalars[index])
    }
    return result
  }

  /// The box around the visible characters; the height is that of the middle character, as one large bracket or raised
  /// figure says nothing about a line.
  private static func box(_ scalars: [Unicode.Scalar], _ boxes: [PDFBox], _ range: Range<Int>) -> PDFBox? {
    let visible = range.filter { !scalars[$0].properties.isWhitespace }.map { boxes[$0] }
    guard let first = visible.first else { return nil }
    let middle = visible.sorted { ($0.height, $0.top) < ($1.height, $1.top) }[visible.count / 2]
    var box = PDFBox(left: first.left, top: middle.top, right: first.right, bottom: middle.bottom)
    for other in visible {
      box.left = min(box.left, other.left)
      box.right = max(box.right, other.right)
    }
    let values = [box.left, box.top, box.right, box.bottom]
    return values.allSatisfy(\.isFinite) ? box : nil
  }
}

/// Small things about text from PDF files.
enum PDFText {
  static func collapsed(_ text: String) -> String? { collapsed(text.unicodeScalars) }

  /// `text` with one space for each run of white space and control characters and with ligatures taken apart; `nil` when
  /// nothing is left.
  static func collapsed(_ text: some Sequence<Unicode.Scalar>) -> String? {
    var result = String.UnicodeScalarView()
    var hasSpace = false
    for scalar in text {
      if scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F {
        hasSpace = true
        continue
      }
      if hasSpace, !result.isEmpty { result.append(" ") }
      hasSpace = false
      if let letters = ligature(scalar) {
        result.append(contentsOf: letters.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return result.isEmpty ? nil : String(result)
  }

  private static func ligature(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0xFB00: "ff"
    case 0xFB01: "fi"
    case 0xFB02: "fl"
    case 0xFB03: "ffi"
    case 0xFB04: "ffl"
    case 0xFB05, 0xFB06: "st"
    default: nil
    }
  }

  /// Adds a line to the lines before it, with the hyphen at their end undone where it parts a word.
  static func join(_ text: inout String, _ line: String) {
    let scalars = text.unicodeScalars
    guard let last = scalars.last, isHyphen(last), let before = scalars.dropLast().last, before.properties.isAlphabetic,
      let next = line.unicodeScalars.first
    else {
      text += " " + line
      return
    }
    if next.properties.isLowercase || last.value == 0xAD { text.unicodeScalars.removeLast() }
    text += line
  }

  private static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar.value == 0xAD || scalar.value == 0x2010
  }

  /// Whether a sentence or the line before a list ends here.
  static func endsSentence(_ text: String) -> Bool {
    var scalars = text.unicodeScalars[...]
    while let last = scalars.last, "\"')]”’»".unicodeScalars.contains(last) { scalars.removeLast() }
    return scalars.last.map { ".!?:;…。！？".unicodeScalars.contains($0) } ?? false
  }

  static func startsInLowercase(_ text: String) -> Bool { text.unicodeScalars.first?.properties.isLowercase ?? false }

  /// The text after a bullet, or `nil` when `line` does not begin with one.
  static func withoutBullet(_ line: String) -> String? {
    let scalars = line.unicodeScalars
    guard let first = scalars.first, "•◦‣⁃▪▫●○■□∙".unicodeScalars.contains(first) else { return nil }
    let rest = scalars.dropFirst().drop { $0 == " " }
    return rest.isEmpty ? nil : String(Substring(rest))
  }

  /// `text` without the number of a section before it: "2.1 Results" as "Results".
  static func withoutNumber(_ text: String) -> Substring {
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let rest = text.dropFirst(number.count)
    return number.isEmpty || rest.first != " " ? text[...] : rest.dropFirst()
  }
}
