import Common
import Extraction
import OfficeExtractor
import TestSupport
import Testing

@Suite("OpenDocument files and EPUB books")
struct OpenDocumentTests {
  private func extract(_ archive: ZipWriter, _ format: DocumentFormat) throws -> RawDocument {
    try OfficeExtractor().extract(ExtractionRequest(bytes: archive.bytes, name: "sample", format: format))
  }

  static func content(_ body: String, styles: String = "", kind: String) -> ZipWriter {
    var archive = ZipWriter()
    archive.add(
      "content.xml",
      """
      <office:document-content xmlns:office="office" xmlns:text="text" xmlns:table="table" xmlns:draw="draw" \
      xmlns:style="style" xmlns:presentation="presentation" xmlns:dc="dc"><office:automatic-styles>\(styles)\
      </office:automatic-styles><office:body><office:\(kind)>\(body)</office:\(kind)></office:body>\
      </office:document-content>
      """)
    archive.add(
      "meta.xml",
      "<office:document-meta xmlns:office=\"office\" xmlns:dc=\"dc\"><office:meta><dc:title>Title</dc:title>"
        + "<dc:creator>Ada</dc:creator></office:meta></office:document-meta>")
    return archive
  }

  @Test("headings, lists, tables, notes and comments of a text")
  func texts() throws {
    let styles = """
      <text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>\
      <style:style style:name="P1" style:parent-style-name="Title"/>
      """
    let body = """
      <text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p text:style-name="P1">Top</text:p>\
      <text:h text:outline-level="2">Part</text:h>\
      <text:p>a<text:s text:c="2"/>b<text:note><text:note-citation>1</text:note-citation><text:note-body>\
      <text:p>source</text:p></text:note-body></text:note><office:annotation><dc:creator>Ed</dc:creator>\
      <text:p>why?</text:p></office:annotation> c</text:p>\
      <text:list text:style-name="L1"><text:list-item><text:p>x</text:p><text:list><text:list-item><text:p>deep</text:p>\
      </text:list-item></text:list></text:list-item><text:list-item><text:p>y</text:p></text:list-item></text:list>\
      <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>N</text:p></table:table-cell>\
      <table:table-cell><text:p>S</text:p></table:table-cell></table:table-row></table:table-header-rows>\
      <table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p>\
      </table:table-cell></table:table-row></table:table>
      """
    let document = try extract(Self.content(body, styles: styles, kind: "text"), .odt)
    #expect(document.title == "Title")
    #expect(document.metadata == [MetadataEntry("author", "Ada")])
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "Top"), RawBlock(.heading(level: 2), "Part"), RawBlock(.paragraph, "a  b c"),
        RawBlock(.footnote, "source"), RawBlock(.footnote, "Comment (Ed): why?"),
        RawBlock(.listItem(depth: 1), "1. x"), RawBlock(.listItem(depth: 2), "deep"),
        RawBlock(.listItem(depth: 1), "2. y"), RawBlock(.tableHeader, "N | S"), RawBlock(.tableRow, "1 | 2"),
      ])
  }

  @Test("a spreadsheet's rows stand with their headers; cells that repeat to the end cost nothing")
  func spreadsheets() throws {
    func cell(_ text: String, _ attributes: String = "") -> String {
      "<table:table-cell \(attributes)><text:p>\(text)</text:p></table:table-cell>"
    }
    let body = """
      <table:table table:name="Parts"><table:table-row>\(cell("Name"))\(cell("Size"))</table:table-row>\
      <table:table-row>\(cell("nut"))\(cell("3,5", "office:value-type=\"float\""))\
      <table:table-cell table:number-columns-repeated="16382"/></table:table-row>\
      <table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row></table:table>
      """
    let document = try extract(Self.content(body, kind: "spreadsheet"), .ods)
    #expect(
      document.blocks == [RawBlock(.heading(level: 1), "Parts"), RawBlock(.tableRow, "Name: nut | Size: 3,5")])
  }

  @Test("slides are pages")
  func presentations() throws {
    let body = """
      <draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>One</text:p></draw:text-box></draw:frame>\
      <draw:frame><draw:text-box><text:list><text:list-item><text:p>point</text:p></text:list-item></text:list>\
      </draw:text-box></draw:frame><presentation:notes><draw:frame presentation:class="notes"><draw:text-box>\
      <text:p>say</text:p></draw:text-box></draw:frame><draw:frame presentation:class="page-number"><draw:text-box><text:p>\
      <text:page-number>&lt;number&gt;</text:page-number></text:p></draw:text-box></draw:frame></presentation:notes></draw:page><draw:page/>
      """
    let document = try extract(Self.content(body, kind: "presentation"), .odp)
    #expect(document.pageCount == 2)
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "One", pages: 1...1), RawBlock(.listItem(depth: 1), "point", pages: 1...1),
        RawBlock(.footnote, "Notes: say", pages: 1...1),
      ])
  }

  static func book(_ chapters: [String]) -> ZipWriter {
    var archive = ZipWriter()
    archive.add("mimetype", "application/epub+zip")
    archive.add(
      "META-INF/container.xml",
      "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>")
    let items = chapters.indices.map {
      "<item id=\"c\($0)\" href=\"text/ch%20\($0).xhtml\" media-type=\"application/xhtml+xml\"/>"
    }
    let spine = chapters.indices.map { "<itemref idref=\"c\($0)\"/>" }
    archive.add(
      "OEBPS/book.opf",
      """
      <package xmlns:dc="dc"><metadata><dc:title>The Book</dc:title><dc:language>fr</dc:language><dc:creator>Ada</dc:creator>\
      <dc:subject>Tale</dc:subject></metadata><manifest><item id="n" href="nav.xhtml" properties="nav" \
      media-type="application/xhtml+xml"/>\(items.joined())</manifest><spine>\(spine.reversed().joined())</spine></package>
      """)
    archive.add(
      "OEBPS/nav.xhtml",
      """
      <html xmlns:epub="e"><nav epub:type="toc"><ol><li><a href="text/ch%200.xhtml">Zero</a><ol><li>\
      <a href="text/ch%200.xhtml#x">Inner</a></li></ol></li><li><a href="text/ch%201.xhtml">One</a></li></ol></nav></html>
      """)
    for (index, chapter) in chapters.enumerated() {
      archive.add("OEBPS/text/ch \(index).xhtml", "<html><body>\(chapter)</body></html>")
    }
    return archive
  }

  @Test("a book reads in the order of its spine, and chapters without a heading take their name from the contents")
  func books() throws {
    let document = try extract(
      Self.book(["<p>zero text</p><aside>note</aside>", "<h1>First</h1><p>one text</p>"]), .epub)
    #expect(document.title == "The Book")
    #expect(document.language == "fr")
    #expect(document.tags == ["Tale"])
    #expect(document.blocks.map(\.text) == ["First", "one text", "Zero", "zero text", "note"])
    #expect(
      document.outline == [
        OutlineEntry(level: 1, title: "Zero"), OutlineEntry(level: 2, title: "Inner"),
        OutlineEntry(level: 1, title: "One"),
      ])
  }

  @Test("a book whose chapters are encrypted is refused; scrambled fonts are no reason")
  func rights() throws {
    func encrypted(_ path: String) -> ZipWriter {
      var archive = Self.book(["<p>text</p>"])
      archive.add(
        "META-INF/encryption.xml",
        "<encryption><CipherData><CipherReference URI=\"\(path)\"/></CipherData></encryption>")
      return archive
    }
    #expect(try extract(encrypted("OEBPS/font.otf"), .epub).blocks.map(\.text) == ["Zero", "text"])
    #expect(throws: ExtractionFailure.unsupported(kind: "an EPUB book under digital rights management")) {
      try extract(encrypted("OEBPS/text/ch%200.xhtml"), .epub)
    }
  }

  @Test(
    "a bomb ends at the limit, whatever the archive says", arguments: [DocumentFormat.docx, .xlsx, .pptx, .odt, .epub])
  func bombs(format: DocumentFormat) {
    var archive = ZipWriter()
    for name in [
      "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "content.xml", "META-INF/container.xml",
    ] { archive.addBomb(name, length: 64 << 20) }
    var request = ExtractionRequest(bytes: archive.bytes, name: "bomb", format: format)
    request.limits.entryBytes = 4 << 20
    #expect(archive.bytes.count < 4 << 20)
    #expect {
      try OfficeExtractor().extract(request)
    } throws: { error in
      if case ExtractionFailure.tooLarge(_, limit: 4 << 20) = error { true } else { false }
    }
  }

  @Test("entities that multiply and elements that nest without end are refused")
  func hostileMarkup() {
    let lol = (1..<20).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
    var entities = ZipWriter()
    entities.add("content.xml", "<!DOCTYPE d [<!ENTITY l0 \"lol\">\(lol)]><d>&l19;</d>")
    #expect(throws: ExtractionFailure.self) { try extract(entities, .odt) }
    var deep = ZipWriter()
    deep.add("content.xml", String(repeating: "<d>", count: 1_000_000))
    #expect(throws: ExtractionFailure.self) { try extract(deep, .odt) }
  }

  @Test("the promises of every extractor hold")
  func conformance() {
    let samples = [
      ConformanceSample("text", .odt, Self.content("<text:h>H</text:h><text:p>a</text:p>", kind: "text").bytes),
      ConformanceSample(
        "sheet", .ods,
        Self.content(
          "<table:table table:name=\"T\"><table:table-row><table:table-cell><text:p>abc</text:p></table:table-cell>"
            + "</table:table-row></table:table>", kind: "spreadsheet"
        ).bytes),
      ConformanceSample(
        "slides", .odp,
        Self.content("<draw:page><draw:text-box><text:p>abc</text:p></draw:text-box></draw:page>", kind: "presentation")
          .bytes),
      ConformanceSample("book", .epub, Self.book(["<p>zero</p>", "<h1>One</h1><p>one</p>"]).bytes),
    ]
    #expect(ExtractorConformance(OfficeExtractor(), samples: samples).violations() == [])
  }
}
