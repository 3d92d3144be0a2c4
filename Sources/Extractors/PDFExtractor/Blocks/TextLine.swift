internal import Common

/// One line of running text.
struct TextLine {
  /// UTF-8, one space between words; never empty.
  var bytes: [UInt8]
  /// From 1.
  var page: Int
  var box: PDFBox
  /// Whether `box` is where the text stands.
  var hasPlace: Bool
  var size: Double
  var style: FontStyle
  var isRightToLeft: Bool
  /// What may be marks of footnotes in it, small raised figures or signs, in bytes.
  var marks: [Range<Int>] = []
  /// The marker of a list at the start.
  var marker: ListMarker?
  /// Where the text behind the marker begins.
  var textLeft: Double

  /// Joins the cells of a row. Dots that lead from a title to its page are left out.
  init?(_ row: Row, of page: PageText) {
    let cells = row.isRightToLeft ? row.cells.reversed() : row.cells
    bytes = []
    for cell in cells {
      let isMark = Self.isMark(cell, of: row)
      if !bytes.isEmpty, !isMark { bytes.append(0x20) }
      let offset = bytes.count - cell.text.lowerBound
      for mark in isMark ? [cell.text] : cell.marks {
        marks.append((mark.lowerBound + offset)..<(mark.upperBound + offset))
      }
      bytes += page.text(cell)
    }
    let all = bytes.count
    bytes = Self.withoutLeaders(bytes)
    guard !bytes.isEmpty else { return nil }
    if bytes.count != all { marks = [] }
    self.page = page.number
    box = row.box
    hasPlace = page.hasPlaces
    size = row.size
    style = row.style
    isRightToLeft = row.isRightToLeft
    textLeft = box.left
    marker = ListMarker(bytes[...])
    if let marker {
      let isApart = cells.count > 1 && ListMarker(page.text(cells[0]), isAlone: true) != nil
      textLeft = isApart ? cells[1].box.left : box.left + Double(marker.length) * 0.5 * size
    }
  }

  var region: TextRegion? {
    hasPlace ? TextRegion(0..<bytes.count, box.rectangle(page: page)) : nil
  }

  /// The text without its marker, if that is a bullet.
  var withoutBullet: ArraySlice<UInt8> {
    if let marker, marker.isBullet { bytes[marker.length...] } else { bytes[...] }
  }

  /// Whether a cell is a small raised figure or sign by itself.
  static func isMark(_ cell: Segment, of row: Row) -> Bool {
    guard cell.text.count <= 3, cell.size <= 0.8 * row.size else { return false }
    return row.cells.contains { $0.size == row.size && $0.box.bottom > cell.box.bottom + 0.15 * row.size }
  }

  /// Whether dots lead from a title to its page, as in a table of contents.
  static func hasLeaders(_ row: Row, _ page: PageText) -> Bool {
    row.cells.contains { cell in
      let text = page.text(cell)
      return hasDots(text) && text.count - withoutLeaders(Array(text)).count >= 4
    }
  }

  /// The dots of the shortest leader.
  private static let leastDots = 4

  /// Takes out runs of four dots or more, with or without spaces between them.
  private static func withoutLeaders(_ bytes: [UInt8]) -> [UInt8] {
    guard hasDots(bytes[...]) else { return bytes }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      var end = index
      var dots = 0
      while end < bytes.count, bytes[end] == 0x2E || bytes[end] == 0x20 {
        if bytes[end] == 0x2E { dots += 1 }
        end += 1
      }
      if dots >= leastDots {
        if !result.isEmpty, end < bytes.count { result.append(0x20) }
        index = end
      } else if end > index {
        result += bytes[index..<end]
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    while result.last == 0x20 { result.removeLast() }
    return result
  }

  /// Whether there are as many dots as a leader has, wherever they stand.
  private static func hasDots(_ bytes: ArraySlice<UInt8>) -> Bool {
    var dots = 0
    for byte in bytes where byte == 0x2E { dots += 1 }
    return dots >= leastDots
  }
}
