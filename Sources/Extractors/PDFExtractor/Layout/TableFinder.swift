/// Finds tables among the rows of a zone: rows of several cells whose columns line up.
///
/// A column is a range across the page that white space parts from the next over all rows of the table. A row that has
/// nothing in the first column, or stands closer to the row before than rows do, goes on with the cells of that row.
struct TableFinder {
  /// A table in a list of rows.
  struct Table {
    /// Of the list.
    var range: Range<Int>
    /// The joined rows; each has one list of segments for each column, in reading order.
    var rows: [[[Segment]]]
    var hasHeader: Bool
  }

  /// Of running text, in points.
  let bodySize: Double

  private struct Columns {
    var ranges: [(left: Double, right: Double)]

    /// Ranges that are parted by at least `gap`.
    init(_ rows: ArraySlice<Row>, gap: Double) {
      let boxes = rows.flatMap { $0.cells.map(\.box) }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
      ranges = []
      for box in boxes {
        if let last = ranges.indices.last, box.left < ranges[last].right + gap {
          ranges[last].right = max(ranges[last].right, box.right)
        } else {
          ranges.append((box.left, box.right))
        }
      }
    }

    func index(of box: PDFBox) -> Int {
      let middle = (box.left + box.right) / 2
      return ranges.firstIndex { middle <= $0.right } ?? ranges.count - 1
    }
  }

  func tables(in rows: [Row]) -> [Table] {
    var tables: [Table] = []
    var index = 0
    while index < rows.count {
      if rows[index].cells.count > 1, let table = table(rows, at: index) {
        tables.append(table)
        index = table.range.upperBound
      } else {
        index += 1
      }
    }
    return tables
  }

  private func table(_ rows: [Row], at start: Int) -> Table? {
    let gap = 0.6 * bodySize
    var end = start + 1
    // The last row that has several cells.
    var last = start
    var columns = Columns(rows[start...start], gap: gap)
    while end < rows.count {
      let step = rows[end].box.top - rows[end - 1].box.bottom
      guard step < 2.5 * bodySize else { break }
      let grown = Columns(rows[start...end], gap: gap)
      let cells = rows[end].cells.count
      if cells > 1 {
        guard grown.ranges.count >= 2, 2 * grown.ranges.count > columns.ranges.count else { break }
        last = end
        columns = grown
      } else if !isInside(rows[end].box, columns) || step > 0.9 * bodySize {
        break
      }
      end += 1
    }
    // What follows the last row of several cells is a part of it when it goes on with a cell but the first.
    var stop = last + 1
    while stop < end, columns.index(of: rows[stop].box) > 0 { stop += 1 }
    let several = rows[start..<stop].count { $0.cells.count > 1 }
    columns = Columns(rows[start..<stop], gap: gap)
    guard several >= 2, columns.ranges.count >= 2, 3 * several >= stop - start else { return nil }
    let joined = joined(rows[start..<stop], columns)
    guard joined.count >= 2 else { return nil }
    return Table(range: start..<stop, rows: joined, hasHeader: hasHeader(joined))
  }

  private func isInside(_ box: PDFBox, _ columns: Columns) -> Bool {
    let column = columns.index(of: box)
    let room = column + 1 < columns.ranges.count ? columns.ranges[column + 1].left : .infinity
    return box.right <= room - 0.3 * bodySize && box.left >= columns.ranges[column].left - bodySize
  }

  /// Puts the lines of a cell together.
  private func joined(_ rows: ArraySlice<Row>, _ columns: Columns) -> [[[Segment]]] {
    let steps = zip(rows, rows.dropFirst()).map { $1.box.top - $0.box.top }
    let least = steps.min() ?? 0
    // Where rows stand apart by more than the lines of a cell do, the gap tells.
    let gapTells = steps.count { $0 > 1.3 * least } >= 2 && steps.contains { $0 < 1.15 * least }
    var result: [[[Segment]]] = []
    var top = -Double.infinity
    for row in rows {
      let isNear = row.box.top - top < 1.2 * least
      top = row.box.top
      var cells = [[Segment]](repeating: [], count: columns.ranges.count)
      for cell in row.cells { cells[columns.index(of: cell.box)].append(cell) }
      let isPartial = cells.contains(where: \.isEmpty)
      if isPartial, cells[0].isEmpty || gapTells && isNear, let last = result.indices.last {
        for column in cells.indices { result[last][column] += cells[column] }
      } else {
        result.append(cells)
      }
    }
    return result
  }

  /// Whether the first row is set apart by its font.
  private func hasHeader(_ rows: [[[Segment]]]) -> Bool {
    func style(_ row: [[Segment]]) -> FontStyle {
      let segments = row.flatMap(\.self)
      return segments.dropFirst().reduce(segments.first?.style ?? []) { $0.intersection($1.style) }
    }
    guard style(rows[0]).contains(.bold) else { return false }
    return rows.dropFirst().contains { !style($0).contains(.bold) }
  }
}
