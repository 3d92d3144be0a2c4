internal import Extraction
internal import MarkupExtractor

/// Collects the cells of an OpenDocument spreadsheet, sheet by sheet.
///
/// Cells and rows repeat by number; a number that only fills the sheet to its end costs nothing.
struct OpenDocumentSheet {
  private let limit: Int
  private var sheets: [(name: String, lines: [TableLine])] = []
  private var rowNumber = 0
  private var rowRepeat = 1
  private var cells: [TableCell] = []
  private var column = 0
  private var cell: (text: String, isNumber: Bool, columns: Int, span: Int)?
  private var isText = false
  private var comment = 0
  private(set) var textBytes = 0

  /// A filled cell or row that is there more often is there so often to fill the sheet.
  private static let maximumRepeat = 100

  init(limit: Int) { self.limit = limit }

  /// - Returns: whether the element belongs to a sheet.
  mutating func start(_ element: XMLElement) -> Bool {
    switch element.name {
    case "table":
      sheets.append((element["name"] ?? "", []))
      rowNumber = 0
    case "table-row":
      rowNumber += 1
      rowRepeat = max(element.number("number-rows-repeated") ?? 1, 1)
      cells = []
      column = 0
    case "table-cell", "covered-table-cell":
      let type = element["value-type"] ?? "string"
      cell = (
        "", type != "string" && type != "boolean", max(element.number("number-columns-repeated") ?? 1, 1),
        max(element.number("number-columns-spanned") ?? 1, 1)
      )
    case "annotation": comment += 1
    case "p": if cell != nil, comment == 0 { startParagraph() }
    case "s": if isText { cell?.text += " " }
    case "line-break", "tab": if isText { cell?.text += " " }
    default: return !sheets.isEmpty
    }
    return true
  }

  private mutating func startParagraph() {
    isText = true
    if let text = cell?.text, !text.isEmpty { cell?.text += " " }
  }

  /// - Returns: whether the text belongs to a sheet.
  mutating func append(_ piece: String) -> Bool {
    guard !sheets.isEmpty else { return false }
    if isText, comment == 0 { cell?.text += piece }
    return true
  }

  /// - Returns: whether the element belongs to a sheet.
  mutating func end(_ name: String) -> Bool {
    switch name {
    case "annotation": comment -= 1
    case "p": isText = false
    case "table-cell", "covered-table-cell": finishCell()
    case "table-row": finishRow()
    default: return !sheets.isEmpty
    }
    return true
  }

  private mutating func finishCell() {
    guard let cell else { return }
    self.cell = nil
    if cell.text.utf8.contains(where: { $0 > 0x20 }) {
      for place in 0..<min(cell.columns, Self.maximumRepeat) where cells.count < 1 << 14 {
        textBytes += cell.text.utf8.count
        cells.append(TableCell(column: column + place, text: cell.text, isNumber: cell.isNumber, span: cell.span))
      }
    }
    column = min(column + cell.columns, 1 << 20)
  }

  private mutating func finishRow() {
    defer { rowNumber = min(rowNumber + rowRepeat - 1, 1 << 30) }
    guard !cells.isEmpty, !sheets.isEmpty else { return }
    let bytes = cells.reduce(0) { $0 + $1.text.utf8.count }
    for place in 0..<min(rowRepeat, Self.maximumRepeat) where textBytes <= limit {
      sheets[sheets.count - 1].lines.append(TableLine(number: rowNumber + place, cells: cells))
      if place > 0 { textBytes += bytes }
    }
    cells = []
  }

  /// The blocks of all sheets, and the bytes of their text.
  func finish() -> (blocks: [RawBlock], bytes: Int) {
    var blocks: [RawBlock] = []
    var bytes = 0
    for sheet in sheets where bytes <= limit {
      let (found, count) = TableBlocks.blocks(of: sheet.lines, limit: limit - bytes)
      if !found.isEmpty, sheets.count > 1 || !WorkbookReader.isGenericName(sheet.name) {
        blocks.append(RawBlock(.heading(level: 1), sheet.name))
      }
      blocks += found
      bytes += count
    }
    return (blocks, bytes)
  }
}
