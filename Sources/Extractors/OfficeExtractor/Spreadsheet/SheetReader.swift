internal import Extraction
internal import MarkupExtractor

/// Collects the filled cells of one sheet: memory follows what is in it, not how far it reaches.
struct SheetReader {
  private let strings: [String]
  private let formats: [NumberFormat]
  private let since1904: Bool

  private var rows: [TableLine] = []
  private var merges: [CellRange] = []
  private var rowNumber = 0
  private var cells: [TableCell] = []
  private var column = 0
  private var type = ""
  private var style = 0
  private var value = ""
  private var isValue = false
  private var phonetic = 0
  /// UTF-8 bytes of all cells so far.
  private(set) var textBytes = 0

  /// Merged cells are followed so many times; no sheet that people make has as many.
  private static let maximumFills = 1_000_000

  init(strings: [String], formats: [NumberFormat], since1904: Bool) {
    self.strings = strings
    self.formats = formats
    self.since1904 = since1904
  }

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element): start(element)
    case .text(let piece): if isValue { value += piece }
    case .end(let name): end(name)
    case .documentType: break
    }
  }

  private mutating func start(_ element: XMLElement) {
    switch element.name {
    case "row":
      let next = rowNumber + 1
      rowNumber = element.number("r") ?? next
      column = 0
      cells = []
    case "c":
      if let reference = element["r"].flatMap(CellRange.cell) { column = reference.column }
      type = element["t"] ?? "n"
      style = element.number("s") ?? 0
      value = ""
    case "v": isValue = true
    case "t": isValue = phonetic == 0
    case "rPh": phonetic += 1
    case "mergeCell": if let range = element["ref"].flatMap(CellRange.init) { merges.append(range) }
    default: break
    }
  }

  private mutating func end(_ name: String) {
    switch name {
    case "v", "t": isValue = false
    case "rPh": phonetic -= 1
    case "c":
      append()
      column += 1
    case "row":
      guard !cells.isEmpty else { return }
      // A sheet whose rows go backwards is damaged; its order is kept and its numbers are not believed.
      let number = max(
        rowNumber, (rows.last?.number ?? 0) + (rows.last.map { $0.number >= rowNumber } ?? false ? 1 : 0))
      rows.append(TableLine(number: number, cells: Self.ordered(cells)))
      cells = []
    default: break
    }
  }

  private mutating func append() {
    let (text, isNumber) = shown()
    guard text.utf8.contains(where: { $0 > 0x20 }), cells.count < 1 << 14 else { return }
    textBytes += text.utf8.count
    cells.append(TableCell(column: column, text: text, isNumber: isNumber))
  }

  private func shown() -> (text: String, isNumber: Bool) {
    switch type {
    case "s":
      guard let index = Int(value), strings.indices.contains(index) else { return ("", false) }
      return (strings[index], false)
    case "str", "inlineStr": return (value, false)
    case "b": return (value == "0" ? "FALSE" : "TRUE", false)
    case "e": return (value, false)
    case "d": return (value, true)
    default:
      guard let number = Double(value) else { return (value, false) }
      let format = formats.indices.contains(style) ? formats[style] : .general
      return (format.text(number, since1904: since1904), true)
    }
  }

  /// By column, the first of two in one place.
  private static func ordered(_ cells: [TableCell]) -> [TableCell] {
    if zip(cells, cells.dropFirst()).allSatisfy({ $0.column < $1.column }) { return cells }
    var result: [TableCell] = []
    // A stable order: of two cells with one column, the first read stays first.
    let sorted = cells.enumerated().sorted { ($0.element.column, $0.offset) < ($1.element.column, $1.offset) }
    for (_, cell) in sorted where result.last?.column != cell.column { result.append(cell) }
    return result
  }

  /// The rows, with the value of a cell that covers several rows in each of them.
  func lines() -> [TableLine] {
    var lines = rows
    var fills = Self.maximumFills
    for merge in merges where merge.rows.count > 1 || merge.columns.count > 1 {
      var index = Self.firstIndex(in: lines, notBelow: merge.rows.lowerBound)
      guard index < lines.count, lines[index].number == merge.rows.lowerBound,
        let place = lines[index].cells.firstIndex(where: { $0.column == merge.columns.lowerBound })
      else { continue }
      lines[index].cells[place].span = merge.columns.count
      let cell = lines[index].cells[place]
      index += 1
      while index < lines.count, lines[index].number <= merge.rows.upperBound, fills > 0 {
        fills -= 1
        // A row that holds nothing else is only the lower part of the merged cell.
        let position = lines[index].cells.firstIndex { $0.column >= cell.column } ?? lines[index].cells.count
        if position == lines[index].cells.count || lines[index].cells[position].column != cell.column {
          lines[index].cells.insert(cell, at: position)
        }
        index += 1
      }
    }
    return lines
  }

  private static func firstIndex(in lines: [TableLine], notBelow number: Int) -> Int {
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
