import TestSupport

/// Word documents written by hand, with no more parts than a test needs.
struct WordSample {
  static let transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  static let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"

  var body: String
  var namespace = transitional
  /// The contents of further parts by path, each inside the root element that the path calls for.
  var styles = ""
  var numbering = ""
  var footnotes = ""
  var core = ""

  init(_ body: String) { self.body = body }

  var bytes: [UInt8] {
    var archive = ZipWriter()
    archive.add("word/document.xml", root("document", "<w:body>\(body)</w:body>"))
    if !styles.isEmpty { archive.add("word/styles.xml", root("styles", styles)) }
    if !numbering.isEmpty { archive.add("word/numbering.xml", root("numbering", numbering)) }
    if !footnotes.isEmpty { archive.add("word/footnotes.xml", root("footnotes", footnotes)) }
    if !core.isEmpty {
      let dublinCore = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
      archive.add("docProps/core.xml", "<p:coreProperties xmlns:p=\"p\" \(dublinCore)>\(core)</p:coreProperties>")
    }
    return archive.bytes
  }

  private func root(_ name: String, _ content: String) -> String {
    let compatibility = "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
    return "<?xml version=\"1.0\"?><w:\(name) xmlns:w=\"\(namespace)\" \(compatibility)>\(content)</w:\(name)>"
  }

  /// A paragraph with some properties and one run.
  static func paragraph(_ text: String, _ properties: String = "") -> String {
    "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:t>\(text)</w:t></w:r></w:p>"
  }

  /// A table of rows of cells.
  static func table(_ rows: [[String]], look: String = "") -> String {
    let rows = rows.map { row in "<w:tr>" + row.map { "<w:tc>\(paragraph($0))</w:tc>" }.joined() + "</w:tr>" }
    return "<w:tbl><w:tblPr>\(look)</w:tblPr>\(rows.joined())</w:tbl>"
  }
}
