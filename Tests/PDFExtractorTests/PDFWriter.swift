/// Writes small PDF files for tests: pages of lines in Helvetica, an information dictionary and a flat outline.
struct PDFWriter {
  struct Line {
    var text: String
    /// Points from the lower left corner of a page of 600 by 800.
    var x = 72
    var y: Int
    var size = 12
  }

  var pages: [[Line]]
  /// Keys and values of the information dictionary.
  var information: [(key: String, value: String)] = []
  /// Titles and pages, from 1.
  var outline: [(title: String, page: Int)] = []

  /// Lines 14 points apart from the top of the page; an empty line leaves a gap.
  static func lines(_ texts: [String]) -> [Line] {
    texts.enumerated().filter { !$0.element.isEmpty }.map { Line(text: $0.element, y: 720 - 14 * $0.offset) }
  }

  /// The file.
  var bytes: [UInt8] {
    // 1 catalog, 2 pages, 3 font, 4 information, 5 outline, then pages and contents, then entries of the outline.
    let firstPage = 6
    let firstEntry = firstPage + 2 * pages.count
    let kids = pages.indices.map { "\(firstPage + 2 * $0) 0 R" }.joined(separator: " ")
    var objects = [
      "<< /Type /Catalog /Pages 2 0 R" + (outline.isEmpty ? "" : " /Outlines 5 0 R") + " >>",
      "<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
      "<< " + information.map { "/\($0.key) (\($0.value)) " }.joined() + ">>",
      outline.isEmpty
        ? "<< >>"
        : "<< /First \(firstEntry) 0 R /Last \(firstEntry + outline.count - 1) 0 R /Count \(outline.count) >>",
    ]
    for (index, lines) in pages.enumerated() {
      let content = lines.map { "BT /F1 \($0.size) Tf \($0.x) \($0.y) Td (\($0.text)) Tj ET\n" }.joined()
      objects.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> "
          + "/Contents \(firstPage + 2 * index + 1) 0 R >>")
      objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream")
    }
    for (index, entry) in outline.enumerated() {
      let next = index + 1 < outline.count ? " /Next \(firstEntry + index + 1) 0 R" : ""
      let previous = index > 0 ? " /Prev \(firstEntry + index - 1) 0 R" : ""
      objects.append(
        "<< /Title (\(entry.title)) /Parent 5 0 R\(previous)\(next) "
          + "/Dest [\(firstPage + 2 * (entry.page - 1)) 0 R /Fit] >>")
    }
    return Self.file(objects)
  }

  private static func file(_ objects: [String]) -> [UInt8] {
    var text = "%PDF-1.4\n"
    var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for (index, object) in objects.enumerated() {
      let offset = String(text.utf8.count)
      table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = text.utf8.count
    text += table + "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 4 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }
}
