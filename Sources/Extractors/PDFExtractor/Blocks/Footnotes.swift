internal import Common
internal import Extraction

/// Footnotes: small lines at the foot of a column that begin with a mark.
enum Footnotes {
  /// Footnotes are smaller than running text by at least this factor.
  private static let smallerBy = 0.93
  private static let signs: Set<Unicode.Scalar> = ["*", "†", "‡", "§", "¶"]

  /// Takes the footnotes from the end of a zone's rows.
  static func split(_ rows: inout [Row], of page: PageText, scale: TypeScale) -> [Row] {
    var start = rows.count
    while start > 0, rows[start - 1].size <= smallerBy * scale.bodySize, rows[start - 1].box.middle > 0.4 * page.height
    {
      start -= 1
    }
    // What is small but has no mark above it belongs to something else.
    while start < rows.count, mark(of: rows[start], page) == nil { start += 1 }
    guard start > 0, start < rows.count else { return [] }
    let footnotes = Array(rows[start...])
    rows.removeSubrange(start...)
    return footnotes
  }

  /// The footnotes of `rows`, each with its mark, which its text leaves out.
  static func blocks(
    _ rows: [Row], of page: PageText, hyphenation: Hyphenation
  ) -> [(mark: [UInt8], block: OpenBlock)] {
    var notes: [(mark: [UInt8], block: OpenBlock)] = []
    for row in rows {
      guard var line = TextLine(row, of: page) else { continue }
      line.marker = nil
      if let mark = mark(of: row, page), line.bytes.starts(with: mark) {
        var block = OpenBlock(.footnote, line)
        let text = line.bytes.dropFirst(mark.count).drop { $0 == 0x20 }
        block.remove(0..<text.startIndex)
        notes.append((mark, block))
      } else if let last = notes.indices.last {
        notes[last].block.append(line, hyphenation)
      }
    }
    return notes
  }

  /// Puts each footnote behind the block that bears its mark, which is taken out, or behind all blocks of the page.
  ///
  /// - Parameter first: the first block of the page; a paragraph that began on the page before may bear a mark too.
  static func place(_ notes: [(mark: [UInt8], block: OpenBlock)], in blocks: inout [OpenBlock], from first: Int) {
    var start = max(0, first - 1)
    for note in notes {
      var place = blocks.count
      search: for index in start..<blocks.count where blocks[index].role != .footnote {
        for range in blocks[index].marks where blocks[index].bytes[range].elementsEqual(note.mark) {
          blocks[index].remove(range)
          start = index
          place = index + 1
          while place < blocks.count, blocks[place].role == .footnote { place += 1 }
          break search
        }
      }
      blocks.insert(note.block, at: place)
    }
  }

  /// The figures or the sign that a footnote begins with.
  private static func mark(of row: Row, _ page: PageText) -> [UInt8]? {
    let cell = row.cells[0]
    let text = page.text(cell)
    if let raised = cell.marks.first, raised.lowerBound == cell.text.lowerBound { return Array(page.bytes[raised]) }
    if TextLine.isMark(cell, of: row) { return Array(text) }
    if let sign = PDFText.firstScalar(text), signs.contains(sign) {
      return Array(text.prefix(String(sign).utf8.count))
    }
    let digits = text.prefix { (0x30...0x39).contains($0) }
    guard (1...3).contains(digits.count), text.count > digits.count + 1 else { return nil }
    return text[text.startIndex + digits.count] == 0x20 ? Array(digits) : nil
  }
}
