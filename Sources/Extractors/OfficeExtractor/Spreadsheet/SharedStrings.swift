internal import Extraction
internal import MarkupExtractor

/// The texts that the cells of a workbook share, and the text of one cell that has its own.
struct SharedStrings {
  private(set) var values: [String] = []
  private var text = ""
  private var isText = false
  private var phonetic = 0

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      switch element.name {
      case "si": text = ""
      case "t": isText = phonetic == 0
      // The reading of Japanese words stands beside them.
      case "rPh": phonetic += 1
      default: break
      }
    case .text(let piece): if isText { text += piece }
    case .end("t"): isText = false
    case .end("rPh"): phonetic -= 1
    case .end("si"): values.append(text)
    default: break
    }
  }
}

/// The formats of a workbook's cells, by the style that a cell names.
struct CellStyles {
  private var codes: [Int: NumberFormat] = [:]
  private var isCellFormats = false
  private(set) var formats: [NumberFormat] = []

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      switch element.name {
      case "numFmt":
        if let id = element.number("numFmtId"), let code = element["formatCode"], code.utf8.count <= 1_000 {
          codes[id] = NumberFormat(code: code)
        }
      case "cellXfs": isCellFormats = true
      case "xf" where isCellFormats:
        let id = element.number("numFmtId") ?? 0
        formats.append(codes[id] ?? NumberFormat(builtIn: id) ?? .general)
      default: break
      }
    case .end("cellXfs"): isCellFormats = false
    default: break
    }
  }
}

/// The comments of a sheet.
struct SheetComments {
  private(set) var blocks: [RawBlock] = []
  private var cell = ""
  private var text = ""
  private var isText = false

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      if element.name == "comment" {
        cell = element["ref"] ?? ""
        text = ""
      }
      if element.name == "t" { isText = true }
    case .text(let piece): if isText { text += piece }
    case .end("t"): isText = false
    case .end("comment"):
      if text.contains(where: { !$0.isWhitespace }) {
        blocks.append(RawBlock(.footnote, "Comment on \(cell): \(text)"))
      }
    default: break
    }
  }
}
