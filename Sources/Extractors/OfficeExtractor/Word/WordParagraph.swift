internal import Extraction

/// A paragraph while it is read.
struct WordParagraph {
  var text = ""
  var styleID: String?
  var listID: Int?
  var listLevel: Int?
  var outlineLevel: Int?
  /// The end of the paragraph is deleted: its text goes on in the next.
  var hasDeletedEnd = false
  /// The footnotes, descriptions of images and text boxes that belong to it, in order; they follow it.
  var after: [RawBlock] = []
}

/// A table while it is read.
struct WordTable {
  /// The table's look sets its first row apart.
  var hasFirstRow = false
  var rows = 0
  var row: Row?

  struct Row {
    var cells: [[RawBlock]] = []
    var isHeader = false
    var isDeleted = false
  }

  /// The blocks of a finished row.
  mutating func finishRow() -> [RawBlock] {
    guard let row, !row.isDeleted else {
      row = nil
      return []
    }
    self.row = nil
    // One cell alone is a frame around text, not a row of a table, unless it stands among rows.
    if row.cells.count == 1, rows == 0 || row.cells[0].count > 1 { return row.cells[0] }
    let texts = row.cells.map { cell in
      cell.filter { $0.kind != .footnote }.map(\.text).filter { !$0.isEmpty }.joined(separator: " ")
    }
    let notes = row.cells.flatMap { $0.filter { $0.kind == .footnote } }
    guard texts.contains(where: { !$0.isEmpty }) else { return notes }
    let isHeader = rows == 0 && (row.isHeader || hasFirstRow)
    rows += 1
    return [RawBlock(isHeader ? .tableHeader : .tableRow, texts.joined(separator: " | "))] + notes
  }
}
