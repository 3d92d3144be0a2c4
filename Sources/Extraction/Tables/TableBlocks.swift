/// Turns the rows of a sheet into blocks that each stand by themselves: "City: Bern | Inhabitants: 134,794".
///
/// Blank rows part a sheet into regions. A region's first row names the columns when all its cells are words (or years)
/// and another row follows; a row above it whose cells cover several columns adds its words to theirs. A region of
/// numbers without names takes those of the region above it when it has the same columns. Two columns of which the
/// second mixes words and numbers are a form: each row is a name and its value.
package enum TableBlocks {
  private struct Header {
    /// Sorted by column.
    var names: [(column: Int, text: String)]

    /// - Complexity: O(log columns).
    subscript(column: Int) -> String? {
      var (low, high) = (0, names.count)
      while low < high {
        let middle = (low + high) / 2
        if names[middle].column < column { low = middle + 1 } else { high = middle }
      }
      return low < names.count && names[low].column == column ? names[low].text : nil
    }
  }

  /// The blocks of `lines`, which are in order of their numbers.
  ///
  /// - Parameter limit: stops when the text has more bytes than this; what `bytes` then says is larger.
  /// - Complexity: linear in the cells.
  package static func blocks(of lines: [TableLine], limit: Int = .max) -> (blocks: [RawBlock], bytes: Int) {
    var blocks: [RawBlock] = []
    var bytes = 0
    var header: Header?
    var start = 0
    while start < lines.count, bytes <= limit {
      var end = start + 1
      while end < lines.count, lines[end].number == lines[end - 1].number + 1 { end += 1 }
      let first = blocks.count
      append(lines[start..<end], &header, to: &blocks, limit: limit - bytes)
      for block in blocks[first...] { bytes += block.text.utf8.count }
      start = end
    }
    return (blocks, bytes)
  }

  private static func append(
    _ region: ArraySlice<TableLine>, _ header: inout Header?, to blocks: inout [RawBlock], limit: Int
  ) {
    var rest = region
    let isTable = region.contains { $0.cells.count > 1 }
    // What stands alone above a table is its title.
    while isTable, let line = rest.first, line.cells.count == 1 {
      blocks.append(RawBlock(.paragraph, line.cells[0].text))
      rest = rest.dropFirst()
    }
    guard isTable else {
      for line in rest {
        guard let cell = line.cells.first else { continue }
        blocks.append(RawBlock(.paragraph, labelled(cell, cell.isNumber ? header : nil)))
      }
      return
    }
    if isForm(rest) {
      header = nil
      for line in rest { blocks.append(RawBlock(.tableRow, line.cells.map(\.text).joined(separator: ": "))) }
      return
    }
    if let (found, count) = findHeader(rest) {
      header = found
      rest = rest.dropFirst(count)
    } else if rest.count == 1, let line = rest.first, canBeHeader(line) {
      // Names that a blank row parts from their columns.
      header = Header(names: line.cells.map { ($0.column, $0.text) })
      blocks.append(RawBlock(.tableRow, line.cells.map(\.text).joined(separator: " | ")))
      return
    } else if let old = header, !fits(old, rest) {
      header = nil
    }
    var bytes = 0
    for line in rest where bytes <= limit {
      let text: String
      if line.cells.count == 1, !line.cells[0].isNumber {
        text = line.cells[0].text
      } else {
        text = line.cells.map { labelled($0, header) }.joined(separator: " | ")
      }
      bytes += text.utf8.count
      blocks.append(RawBlock(.tableRow, text))
    }
  }

  private static func labelled(_ cell: TableCell, _ header: Header?) -> String {
    guard let name = header?[cell.column] else { return cell.text }
    return name.hasSuffix(":") ? "\(name) \(cell.text)" : "\(name): \(cell.text)"
  }

  /// The names of a region's columns and the rows that they take.
  private static func findHeader(_ region: ArraySlice<TableLine>) -> (Header, count: Int)? {
    guard let first = region.first, region.count > 1, canBeHeader(first) else { return nil }
    let second = region[region.startIndex + 1]
    let names = first.cells.map { (column: $0.column, text: $0.text) }
    // A row of few groups above a row of many names.
    guard first.cells.contains(where: { $0.span > 1 }) || first.cells.count * 2 <= second.cells.count else {
      // Names of less than half of the columns are no header.
      return first.cells.count * 2 > second.cells.count ? (Header(names: names), 1) : nil
    }
    guard region.count > 2, canBeHeader(second), second.cells.count >= first.cells.count else {
      return first.cells.contains { $0.span > 1 } ? (Header(names: names), 1) : nil
    }
    var joined: [(column: Int, text: String)] = []
    for cell in second.cells {
      let group = first.cells.last { $0.column <= cell.column && cell.column < $0.column + $0.span }
      joined.append((cell.column, group.map { "\($0.text) \(cell.text)" } ?? cell.text))
    }
    for cell in first.cells where !second.cells.contains(where: { $0.column == cell.column }) {
      joined.append((cell.column, cell.text))
    }
    return (Header(names: joined.sorted { $0.column < $1.column }), 2)
  }

  private static func canBeHeader(_ line: TableLine) -> Bool {
    line.cells.count > 1 && line.cells.allSatisfy(\.canBeHeader) && line.cells.contains { !$0.isNumber }
  }

  /// Whether the names of an earlier region are those of this one's columns.
  private static func fits(_ header: Header, _ region: ArraySlice<TableLine>) -> Bool {
    guard let widest = region.max(by: { $0.cells.count < $1.cells.count }) else { return false }
    return widest.cells.contains(where: \.isNumber)
      && widest.cells.allSatisfy { !$0.isNumber || header[$0.column] != nil }
      && widest.cells.count * 2 > header.names.count
  }

  private static func isForm(_ region: ArraySlice<TableLine>) -> Bool {
    guard region.count > 1, region.allSatisfy({ $0.cells.count == 2 && !$0.cells[0].isNumber }) else { return false }
    guard let first = region.first, region.allSatisfy({ $0.cells[1].column == first.cells[1].column }) else {
      return false
    }
    // The first row may name the columns of a table; a form has words and numbers in the others as well.
    let values = region.dropFirst().map { $0.cells[1].isNumber }
    return values.contains(true) && values.contains(false)
  }
}
