internal import Extraction

/// Turns the rows of one zone into blocks: tables, code and paragraphs.
struct ZoneReader {
  let scale: TypeScale
  let hyphenation: Hyphenation
  private(set) var blocks: [OpenBlock] = []
  /// Whether the first block begins with an indented line.
  private(set) var startsIndented = false

  init(scale: TypeScale, hyphenation: Hyphenation) {
    self.scale = scale
    self.hyphenation = hyphenation
  }

  mutating func read(_ rows: [Row], of page: inout PageText) {
    var rows = rows
    for index in rows.indices { joinMarker(of: &rows[index], on: &page) }
    let kinds = kinds(of: rows, on: page)
    var index = 0
    while index < rows.count {
      var end = index + 1
      while end < rows.count, kinds[end] == kinds[index] { end += 1 }
      let part = Array(rows[index..<end])
      switch kinds[index] {
      case .code: addCode(part, of: page)
      case .contents:
        blocks += part.compactMap { TextLine($0, of: page) }.map { OpenBlock(.contentsEntry, $0) }
      case .text: addText(part, of: page, isFirst: index == 0)
      }
      index = end
    }
  }

  private enum RowKind {
    case text
    case code
    case contents
  }

  private func kinds(of rows: [Row], on page: PageText) -> [RowKind] {
    zip(areCode(rows), rows).map { isCode, row in
      isCode ? .code : TextLine.hasLeaders(row, page) ? .contents : .text
    }
  }

  /// Which rows are set in a font of fixed width, but for the last lines of paragraphs that happen to be.
  private func areCode(_ rows: [Row]) -> [Bool] {
    var areCode = rows.map { !scale.isMonospaced && $0.style.contains(.monospaced) }
    for index in rows.indices.dropFirst() where areCode[index] && !areCode[index - 1] {
      let (before, row) = (rows[index - 1], rows[index])
      let isAlone = index + 1 == rows.count || !areCode[index + 1]
      let isNear = row.box.top - before.box.top < 1.35 * before.size && row.box.left < before.box.left + 0.5 * row.size
      if isAlone, isNear, before.box.width > row.box.width { areCode[index] = false }
    }
    return areCode
  }

  /// Makes one cell of the marker of a list and the text that stands apart from it.
  private func joinMarker(of row: inout Row, on page: inout PageText) {
    guard row.cells.count > 1, !row.isRightToLeft, ListMarker(page.text(row.cells[0]), isAlone: true) != nil,
      row.cells[1].box.left - row.cells[0].box.right < 4 * row.cells[1].size
    else { return }
    let start = page.bytes.count
    let text = page.text(row.cells[0]) + [0x20] + page.text(row.cells[1])
    page.bytes += text
    row.cells[1].text = start..<page.bytes.count
    row.cells[1].marks = []
    row.cells[1].box.formUnion(row.cells[0].box)
    row.cells.removeFirst()
  }

  // MARK: Text and tables

  private mutating func addText(_ rows: [Row], of page: PageText, isFirst: Bool) {
    let tables = page.hasPlaces ? TableFinder(bodySize: scale.bodySize).tables(in: rows) : []
    let lines = rows.map { TextLine($0, of: page) }
    let rules = ParagraphRules(lines.compactMap(\.self), scale: scale)
    if isFirst, let line = lines.lazy.compactMap(\.self).first {
      startsIndented = line.box.left > rules.left + 0.8 * line.size && line.box.left < rules.left + 5 * line.size
    }
    var index = 0
    for table in tables {
      addLines(lines[index..<table.range.lowerBound], rows[index..<table.range.lowerBound], rules)
      addTable(table, of: page)
      index = table.range.upperBound
    }
    addLines(lines[index...], rows[index...], rules)
  }

  /// Adds the text of `rows`, which `lines` holds line by line.
  private mutating func addLines(_ lines: ArraySlice<TextLine?>, _ rows: ArraySlice<Row>, _ rules: ParagraphRules) {
    var isOpen = false
    for case let line? in lines {
      if isOpen, rules.continues(blocks[blocks.count - 1], line) {
        blocks[blocks.count - 1].append(line, hyphenation)
      } else {
        let role: OpenBlock.Role =
          line.marker == nil ? .paragraph : .listItem(markerLeft: line.box.left, textLeft: textLeft(line, rows))
        blocks.append(OpenBlock(role, line))
        isOpen = true
      }
      blocks[blocks.count - 1].isFull = rules.isFull(line)
    }
  }

  /// Where the text of an item stands: where the lines right below it begin, if they hang.
  private func textLeft(_ line: TextLine, _ rows: ArraySlice<Row>) -> Double {
    let below = rows.first { $0.box.top > line.box.top + 0.5 * line.size }
    guard let below, below.box.left > line.box.left + 0.3 * line.size, below.box.left < line.box.left + 5 * line.size
    else { return line.textLeft }
    return below.box.left
  }

  private mutating func addTable(_ table: TableFinder.Table, of page: PageText) {
    for (number, row) in table.rows.enumerated() {
      var block = OpenBlock(number == 0 && table.hasHeader ? .tableHeader : .tableRow, page: page.number)
      let cells = row.contains { $0.contains(where: \.isRightToLeft) } ? row.reversed() : row
      for (column, cell) in cells.enumerated() {
        if column > 0 { block.bytes += Array(" | ".utf8) }
        let start = block.bytes.count
        for segment in cell {
          let text = page.text(segment)
          if block.bytes.count > start { block.prepare(for: text, hyphenation) }
          block.append(text, box: segment.box, page: page.number)
        }
      }
      blocks.append(block)
    }
  }

  // MARK: Code

  /// Lines of a font of fixed width, with their indentation and the blank lines between them.
  private mutating func addCode(_ rows: [Row], of page: PageText) {
    let left = rows.map(\.box.left).min() ?? 0
    let widths = rows.flatMap { row in
      row.cells.map { $0.box.width / Double(max(1, PDFText.string(page.text($0)).unicodeScalars.count)) }
    }.sorted()
    let width = max(widths[widths.count / 2], 1)
    let steps = zip(rows, rows.dropFirst()).map { $1.box.top - $0.box.top }
    let step = max(steps.sorted().dropFirst(steps.count / 4).first ?? 0, 0.8 * rows[0].size)
    var block = OpenBlock(.code, page: page.number)
    for (index, row) in rows.enumerated() {
      if index > 0 { block.bytes += Array(repeating: 0x0A, count: steps[index - 1] > 1.6 * step ? 2 : 1) }
      var edge = left
      for (number, cell) in row.cells.enumerated() {
        let blanks = Int(min(max((cell.box.left - edge) / width, 0), 200).rounded())
        block.bytes += Array(repeating: 0x20, count: number == 0 ? blanks : max(1, blanks))
        block.append(page.text(cell), box: page.hasPlaces ? cell.box : nil, page: page.number)
        edge = cell.box.right
      }
    }
    blocks.append(block)
  }
}
