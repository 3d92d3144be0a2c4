/// Columns of text, as wide as their widest cell.
package struct Table: Sendable {
  package enum Column: Sendable {
    case left(String)
    case right(String)

    var title: String {
      switch self {
      case .left(let title), .right(let title): title
      }
    }
  }

  package var columns: [Column]
  /// As many cells a row as there are columns.
  package var rows: [[String]]

  package init(columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The titles and the rows, two spaces between the columns, no spaces at the end of a line.
  package func lines(style: TextStyle = .plain) -> [String] {
    let widths = columns.indices.map { index in
      rows.reduce(columns[index].title.count) { max($0, $1[index].count) }
    }
    let header = line(columns.map(\.title), widths)
    return [style.dim(header)] + rows.map { line($0, widths) }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - cell.count)
      if index > 0 { text += "  " }
      switch columns[index] {
      case .left: text += cell + padding
      case .right: text += padding + cell
      }
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
