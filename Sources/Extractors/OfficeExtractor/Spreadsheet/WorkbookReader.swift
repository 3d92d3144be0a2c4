internal import Common
internal import Extraction
internal import MarkupExtractor

/// Reads an Excel workbook (SpreadsheetML): each sheet as a heading and its rows, with the names of their columns.
///
/// Cells read as they are shown, dates in ISO 8601. Formulas give the value that was stored with them. Hidden sheets are
/// left out; comments follow their sheet. Charts, pictures and pivot tables give nothing but the cells under them.
struct WorkbookReader {
  let limits: ExtractionLimits

  private struct Sheet {
    var name: String
    var isHidden: Bool
    var path: String
  }

  func read(_ archive: ZipArchive) throws(ExtractionFailure) -> RawDocument {
    let package = try OfficePackage(archive, defaultPart: "xl/workbook.xml")
    let (sheets, since1904) = try self.sheets(package)
    var strings = SharedStrings()
    try package.readRelated("sharedStrings") { event in
      strings.take(event)
      return true
    }
    var styles = CellStyles()
    try package.readRelated("styles") { event in
      styles.take(event)
      return true
    }
    var blocks: [RawBlock] = []
    var bytes = 0
    let visible = sheets.filter { !$0.isHidden }
    for sheet in visible {
      let found = try self.blocks(
        of: sheet, package, SheetReader(strings: strings.values, formats: styles.formats, since1904: since1904),
        limit: limits.textBytes - bytes)
      if !found.isEmpty, visible.count > 1 || !Self.isGenericName(sheet.name) {
        blocks.append(RawBlock(.heading(level: 1), sheet.name))
      }
      blocks += found
      bytes += found.reduce(0) { $0 + $1.text.utf8.count }
      guard bytes <= limits.textBytes else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    }
    guard !blocks.isEmpty else { throw .noText(detail: "its sheets are empty") }
    let (properties, diagnostics) = package.properties()
    return RawDocument(
      title: properties.title, language: properties.language, metadata: properties.metadata, tags: properties.tags,
      blocks: blocks, diagnostics: diagnostics + Self.hidden(sheets.filter(\.isHidden).map(\.name)))
  }

  private func sheets(_ package: OfficePackage) throws(ExtractionFailure) -> (sheets: [Sheet], since1904: Bool) {
    var targets: [String: String] = [:]
    for relationship in package.relationships where targets[relationship.id] == nil {
      targets[relationship.id] = relationship.target
    }
    var sheets: [Sheet] = []
    var since1904 = false
    var isWorkbook = false
    let isThere = try package.read(package.mainPart) { event in
      guard case .start(let element) = event else { return true }
      switch element.name {
      case "workbook": isWorkbook = true
      case "workbookPr": since1904 = ["1", "true"].contains(element["date1904"] ?? "0")
      case "sheet":
        // `id` of the relationship and `sheetId` differ in name only by their namespace in some writers.
        guard let path = element.attributes.lazy.compactMap({ targets[$0.value] }).first else { break }
        sheets.append(
          Sheet(name: element["name"] ?? "", isHidden: element["state"] ?? "visible" != "visible", path: path))
      default: break
      }
      return true
    }
    guard isThere else { throw .malformed(detail: "\(package.mainPart) is missing") }
    guard isWorkbook else { throw .malformed(detail: "\(package.mainPart) is not a workbook") }
    return (sheets, since1904)
  }

  private func blocks(
    of sheet: Sheet, _ package: OfficePackage, _ reader: SheetReader, limit: Int
  ) throws(ExtractionFailure) -> [RawBlock] {
    var reader = reader
    _ = try package.read(sheet.path) { event in
      reader.take(event)
      return reader.textBytes <= limit
    }
    guard reader.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    let (rows, bytes) = TableBlocks.blocks(of: reader.lines(), limit: limit)
    guard bytes <= limit else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    var comments = SheetComments()
    for relationship in try package.relationships(of: sheet.path) where relationship.kind == "comments" {
      _ = try package.read(relationship.target) { event in
        comments.take(event)
        return true
      }
    }
    return rows + comments.blocks
  }

  /// Whether a name is the one that a new workbook has: "Sheet1", "Tabelle1", "Feuil1".
  static func isGenericName(_ name: String) -> Bool {
    name.hasSuffix("1") && name.dropLast().allSatisfy(\.isLetter) && name.count > 1
  }

  private static func hidden(_ names: [String]) -> [Diagnostic] {
    guard let first = names.first else { return [] }
    let what =
      names.count == 1 ? "the hidden sheet \(first) is" : "\(first) and \(names.count - 1) more hidden sheets are"
    return [
      Diagnostic(.note, "hidden-sheets", "\(what) left out", remedy: "show them in the workbook if they matter")
    ]
  }
}
