internal import Extraction

/// An open table.
struct HTMLTable {
  /// Whether it only arranges the page.
  var isLayout = false
  /// Whether a row that names the columns has been written.
  var hasHeader = false
  /// Cells of rows above that reach down into the next row, by column.
  var reaching: [Int: Cell] = [:]

  struct Cell {
    var text: String
    /// How many more rows it reaches into.
    var rows: Int
  }

  /// UTF-8 bytes of the table's own cells, and of what was repeated in further rows.
  var ownBytes = 0
  var repeatedBytes = 0

  /// More columns than this are not kept apart.
  static let maximumColumns = 100
  /// A cell reaches into this many rows at most.
  static let maximumRows = 1_000
  /// What is repeated may be this large, and this many times what the table says itself.
  static let freeRepetition = 1 << 16
  static let repetition = 4

  init(isLayout: Bool) { self.isLayout = isLayout }

  /// Whether a `div` holds the cells of a table in one sequence, as javadoc writes its summaries.
  static func isGrid(_ node: Int, _ tree: MarkupTree) -> Bool { gridColumns(node, tree) != nil }

  /// The columns of such a table.
  static func gridColumns(_ node: Int, _ tree: MarkupTree) -> Int? {
    guard let name = tree.attribute(.class, of: node), ASCII.contains(tree.pool[name], "-column-") else { return nil }
    let names = tree.pool[name]
    for (columns, word) in [(2, "two-column-"), (3, "three-column-"), (4, "four-column-")] as [(Int, StaticString)]
    where ASCII.contains(names, word) {
      return columns
    }
    return nil
  }
}

extension HTMLBlocks {
  /// Writes one row. The text of a cell that reaches over several rows is repeated in each, so that every row can be
  /// read alone; a cell that reaches over several columns is followed by empty ones.
  mutating func row(_ row: Int) {
    guard var table = tables.popLast() else { return }
    var cells: [String] = []
    var isHeader = true
    var hasCells = false
    for node in children(row) where tree.tags[node] == .td || tree.tags[node] == .th {
      carry(&table, into: &cells)
      if tree.tags[node] == .td { isHeader = false }
      hasCells = true
      let text = cellText(node)
      table.ownBytes += text.utf8.count + 1
      let rows = span(.rowspan, node, HTMLTable.maximumRows)
      for column in 0..<(cells.count < HTMLTable.maximumColumns ? span(.colspan, node, HTMLTable.maximumColumns) : 1) {
        if rows > 1 { table.reaching[cells.count] = .init(text: column == 0 ? text : "", rows: rows - 1) }
        cells.append(column == 0 ? text : "")
      }
    }
    carry(&table, into: &cells)
    if !hasCells || tree.tags[tree.parent(row)] == .thead { isHeader = hasCells }
    tables.append(table)
    write(cells, isHeader: isHeader)
  }

  private mutating func write(_ cells: [String], isHeader: Bool) {
    var cells = cells
    while cells.last?.isEmpty ?? false { cells.removeLast() }
    guard cells.contains(where: { !$0.isEmpty }) else { return }
    let names = isHeader && cells.count > 1 && !(tables.last?.hasHeader ?? false)
    if names, !tables.isEmpty { tables[tables.count - 1].hasHeader = true }
    append(names ? .tableHeader : .tableRow, cells.joined(separator: " | "))
  }

  /// Adds the cells from above that stand in the next columns.
  private func carry(_ table: inout HTMLTable, into cells: inout [String]) {
    while let cell = table.reaching[cells.count] {
      table.reaching[cells.count] = cell.rows > 1 ? .init(text: cell.text, rows: cell.rows - 1) : nil
      table.repeatedBytes += cell.text.utf8.count + 1
      let isFree = table.repeatedBytes < max(HTMLTable.freeRepetition, table.ownBytes * HTMLTable.repetition)
      cells.append(isFree ? cell.text : "")
      if !isFree { table.reaching = [:] }
    }
  }

  private func span(_ name: HTMLAttribute, _ cell: Int, _ limit: Int) -> Int {
    let number = tree.string(name, of: cell).flatMap { Int(ASCII.trim($0)) } ?? 1
    return min(max(number, 1), limit)
  }

  /// Writes the rows of a table that is one sequence of cells.
  mutating func grid(_ node: Int) {
    let columns = HTMLTable.gridColumns(node, tree) ?? 2
    tables.append(HTMLTable(isLayout: false))
    var cells: [String] = []
    var isHeader = true
    for cell in children(node) where tree.tags[cell] != .text {
      if cells.isEmpty { takeAnchor(of: cell) }
      let name = tree.attribute(.class, of: cell).map { tree.pool[$0] } ?? []
      if !ASCII.contains(name, "table-header") { isHeader = false }
      cells.append(cellText(cell))
      guard cells.count == columns else { continue }
      write(cells, isHeader: isHeader)
      cells = []
      isHeader = true
    }
    if !cells.isEmpty { write(cells, isHeader: false) }
    _ = tables.popLast()
  }

  private func children(_ node: Int) -> some Sequence<Int> {
    sequence(state: node + 1) { [tree, content] next -> Int? in
      while next < tree.end(node) {
        defer { next = tree.end(next) }
        if !content.isDropped[next] { return next }
      }
      return nil
    }
  }

  private func cellText(_ cell: Int) -> String {
    var text: [UInt8] = []
    var node = cell
    while node < tree.end(cell) {
      if content.isDropped[node] || tree.tags[node] == .a && isSignLink(node) {
        node = tree.end(node)
        continue
      }
      if tree.tags[node] == .text {
        text += tree.pool[tree.text(node)]
      } else if tree.tags[node] == .br || tree.tags[node].isBlock {
        text.append(0x20)
      }
      node += 1
    }
    return String(decoding: ASCII.collapse(text[...]), as: UTF8.self)
  }
}
