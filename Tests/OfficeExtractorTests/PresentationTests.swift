import Common
import Extraction
import OfficeExtractor
import TestSupport
import Testing

@Suite("PowerPoint presentations")
struct PresentationTests {
  /// A presentation of slides, each the content of its shape tree, with notes by slide number.
  static func sample(_ slides: [String], notes: [Int: String] = [:], attributes: [Int: String] = [:]) -> [UInt8] {
    var archive = ZipWriter()
    let names = "xmlns:p=\"p\" xmlns:a=\"a\" xmlns:r=\"r\""
    // The order of the list counts, not that of the file names.
    let list = slides.indices.map { "<p:sldId id=\"\(256 + $0)\" r:id=\"s\($0 + 1)\"/>" }
    archive.add(
      "ppt/presentation.xml", "<p:presentation \(names)><p:sldIdLst>\(list.joined())</p:sldIdLst></p:presentation>")
    let targets = slides.indices.map {
      "<Relationship Id=\"s\($0 + 1)\" Type=\"x/slide\" Target=\"slides/slide\(slides.count - $0).xml\"/>"
    }
    archive.add("ppt/_rels/presentation.xml.rels", "<Relationships>\(targets.joined())</Relationships>")
    for (index, slide) in slides.enumerated() {
      let number = slides.count - index
      archive.add(
        "ppt/slides/slide\(number).xml",
        "<p:sld \(names) \(attributes[index + 1] ?? "")><p:cSld><p:spTree>\(slide)</p:spTree></p:cSld></p:sld>")
      guard let note = notes[index + 1] else { continue }
      archive.add(
        "ppt/slides/_rels/slide\(number).xml.rels",
        "<Relationships><Relationship Id=\"n\" Type=\"x/notesSlide\" Target=\"../notesSlides/n\(number).xml\"/></Relationships>"
      )
      archive.add(
        "ppt/notesSlides/n\(number).xml",
        "<p:notes \(names)>\(shape("sldNum", ["9"]))\(shape("body", [note]))</p:notes>")
    }
    return archive.bytes
  }

  /// A shape that fills a placeholder, or a text box for `nil`, with paragraphs.
  static func shape(_ placeholder: String?, _ paragraphs: [String], _ properties: String = "") -> String {
    let mark = placeholder.map { "<p:nvSpPr><p:nvPr><p:ph type=\"\($0)\"/></p:nvPr></p:nvSpPr>" } ?? ""
    let text = paragraphs.map { "<a:p><a:pPr\(properties)/><a:r><a:t>\($0)</a:t></a:r></a:p>" }
    return "<p:sp>\(mark)<p:txBody>\(text.joined())</p:txBody></p:sp>"
  }

  private func extract(_ bytes: [UInt8]) throws -> RawDocument {
    try OfficeExtractor().extract(ExtractionRequest(bytes: bytes, name: "sample.pptx", format: .pptx))
  }

  @Test("each slide is a page: its title, its text, its notes, in the order of the presentation")
  func slides() throws {
    let bytes = Self.sample(
      [
        Self.shape("subTitle", ["Under it"]) + Self.shape("ctrTitle", ["The Talk"]),
        Self.shape("title", ["Points"]) + Self.shape("body", ["one", "two"]) + Self.shape("sldNum", ["2"]),
        Self.shape(nil, ["box"]),
      ], notes: [2: "say it slowly"])
    let document = try extract(bytes)
    #expect(document.pageCount == 3)
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "The Talk", pages: 1...1), RawBlock(.paragraph, "Under it", pages: 1...1),
        RawBlock(.heading(level: 2), "Points", pages: 2...2), RawBlock(.listItem(depth: 1), "one", pages: 2...2),
        RawBlock(.listItem(depth: 1), "two", pages: 2...2), RawBlock(.footnote, "Notes: say it slowly", pages: 2...2),
        RawBlock(.paragraph, "box", pages: 3...3),
      ])
    #expect(document.outline.map(\.title) == ["The Talk", "Points"])
    #expect(document.outline.map(\.page) == [1, 2])
  }

  @Test("tables are rows, with a header where the look says so; levels and numbers of lists are kept")
  func tablesAndLists() throws {
    let cells = ["Name", "Size", "a", "1"].map {
      "<a:tc><a:txBody><a:p><a:r><a:t>\($0)</a:t></a:r></a:p></a:txBody></a:tc>"
    }
    let table =
      "<p:graphicFrame><a:tbl><a:tblPr firstRow=\"1\"/><a:tr>\(cells[0])\(cells[1])</a:tr><a:tr>\(cells[2])\(cells[3])</a:tr></a:tbl></p:graphicFrame>"
    let list = """
      <p:sp><p:nvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><p:txBody>\
      <a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr><a:r><a:t>first</a:t></a:r></a:p>\
      <a:p><a:pPr lvl="1"/><a:r><a:t>deep</a:t></a:r></a:p>\
      <a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr><a:r><a:t>second</a:t></a:r></a:p>\
      <a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>plain</a:t></a:r></a:p></p:txBody></p:sp>
      """
    let blocks = try extract(Self.sample([table + list])).blocks
    #expect(
      blocks.map { RawBlock($0.kind, $0.text) } == [
        RawBlock(.tableHeader, "Name | Size"), RawBlock(.tableRow, "a | 1"), RawBlock(.listItem(depth: 1), "1. first"),
        RawBlock(.listItem(depth: 2), "deep"), RawBlock(.listItem(depth: 1), "2. second"),
        RawBlock(.paragraph, "plain"),
      ])
  }

  @Test("hidden slides are left out but counted; a slide that is missing is a warning")
  func hiddenSlides() throws {
    let document = try extract(
      Self.sample([Self.shape("title", ["A"]), Self.shape("title", ["B"])], attributes: [1: "show=\"0\""]))
    #expect(document.blocks == [RawBlock(.heading(level: 1), "B", pages: 2...2)])
    #expect(document.diagnostics.map(\.identifier) == ["hidden-slides"])
  }

  @Test("the promises of every extractor hold")
  func conformance() {
    let bytes = Self.sample(
      [Self.shape("title", ["A"]) + Self.shape("body", ["x", "y"]), Self.shape(nil, ["b"])], notes: [1: "note"])
    #expect(
      ExtractorConformance(OfficeExtractor(), samples: [ConformanceSample("talk", .pptx, bytes)]).violations() == [])
  }
}
