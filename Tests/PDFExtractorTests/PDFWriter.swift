/// Writes small PDF files for tests: pages of lines, an information dictionary, an outline, and whatever else a test adds
/// as objects of its own.
struct PDFWriter {
  /// The fonts of every page.
  enum Font: String, CaseIterable {
    case regular = "Helvetica"
    case bold = "Helvetica-Bold"
    case monospaced = "Courier"
    /// Helvetica whose letters "a" to "z" mean the Hebrew letters from U+05D0 on, as subset fonts are encoded.
    case hebrew = "Helvetica-Oblique"

    var name: String { "F\(Self.allCases.firstIndex(of: self)! + 1)" }
  }

  struct Line {
    var text: String
    /// Points from the lower left corner of a page of 600 by 800.
    var x = 72
    var y: Int
    var size = 12
    var font = Font.regular
    /// Whether the line runs upwards.
    var isTurned = false
  }

  var pages: [[Line]]
  /// Keys and values of the information dictionary.
  var information: [(key: String, value: String)] = []
  /// Titles and pages, from 1.
  var outline: [(title: String, page: Int)] = []
  /// What else stands in the catalog and in each page's dictionary; may name `objects` by their numbers.
  var catalog = ""
  var page = ""
  /// Content of every page besides its lines.
  var drawing = ""
  /// Objects from number `firstObject` on.
  var objects: [String] = []
  static let firstObject = 12

  /// Lines 14 points apart from the top of the page; an empty line leaves a gap.
  static func lines(
    _ texts: [String], x: Int = 72, top: Int = 720, size: Int = 12, font: Font = .regular, step: Int = 14
  ) -> [Line] {
    texts.enumerated().filter { !$0.element.isEmpty }.map {
      Line(text: $0.element, x: x, y: top - step * $0.offset, size: size, font: font)
    }
  }

  /// The file.
  var bytes: [UInt8] {
    // 1 catalog, 2 pages, 3 information, 4 outline, 5 map of the Hebrew font, 6… fonts, then `objects`, pages with their
    // contents, entries of the outline.
    let firstPage = Self.firstObject + objects.count
    let firstEntry = firstPage + 2 * pages.count
    let kids = pages.indices.map { "\(firstPage + 2 * $0) 0 R" }.joined(separator: " ")
    var all = [
      "<< /Type /Catalog /Pages 2 0 R" + (outline.isEmpty ? "" : " /Outlines 4 0 R") + " \(catalog) >>",
      "<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>",
      "<< " + information.map { "/\($0.key) (\($0.value)) " }.joined() + ">>",
      outline.isEmpty
        ? "<< >>"
        : "<< /First \(firstEntry) 0 R /Last \(firstEntry + outline.count - 1) 0 R /Count \(outline.count) >>",
      Self.stream(Self.hebrewMap),
    ]
    for font in Font.allCases {
      let map = font == .hebrew ? " /ToUnicode 5 0 R" : " /Encoding /WinAnsiEncoding"
      all.append("<< /Type /Font /Subtype /Type1 /BaseFont /\(font.rawValue)\(map) >>")
    }
    while all.count < Self.firstObject - 1 { all.append("null") }
    all += objects
    let fonts = Font.allCases.enumerated().map { "/\($1.name) \(6 + $0) 0 R" }.joined(separator: " ")
    for (index, lines) in pages.enumerated() {
      let content =
        lines.map { line in
          let matrix = line.isTurned ? "0 1 -1 0" : "1 0 0 1"
          return "BT /\(line.font.name) \(line.size) Tf \(matrix) \(line.x) \(line.y) Tm (\(line.text)) Tj ET\n"
        }.joined() + drawing
      all.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << \(fonts) >> >> \(page) "
          + "/Contents \(firstPage + 2 * index + 1) 0 R >>")
      all.append(Self.stream(content))
    }
    for (index, entry) in outline.enumerated() {
      let next = index + 1 < outline.count ? " /Next \(firstEntry + index + 1) 0 R" : ""
      let previous = index > 0 ? " /Prev \(firstEntry + index - 1) 0 R" : ""
      all.append(
        "<< /Title (\(entry.title)) /Parent 4 0 R\(previous)\(next) "
          + "/Dest [\(firstPage + 2 * (entry.page - 1)) 0 R /Fit] >>")
    }
    return Self.file(all)
  }

  static func stream(_ content: String, _ entries: String = "") -> String {
    "<< /Length \(content.utf8.count) \(entries) >>\nstream\n\(content)\nendstream"
  }

  private static let hebrewMap = """
    /CIDInit /ProcSet findresource begin begincmap
    1 begincodespacerange <00> <FF> endcodespacerange
    1 beginbfrange <61> <7A> <05D0> endbfrange
    1 beginbfchar <20> <0020> endbfchar
    endcmap end
    """

  private static func file(_ objects: [String]) -> [UInt8] {
    var text = "%PDF-1.4\n"
    var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for (index, object) in objects.enumerated() {
      let offset = String(text.utf8.count)
      table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = text.utf8.count
    text += table + "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 3 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }
}
