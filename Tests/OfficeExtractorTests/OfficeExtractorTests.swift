import Common
import Extraction
import OfficeExtractor
import TestSupport
import Testing

@Suite("Word documents")
struct OfficeExtractorTests {
  private func extract(_ sample: WordSample) throws -> RawDocument {
    try extract(sample.bytes)
  }

  private func extract(_ bytes: [UInt8], limits: ExtractionLimits = .init()) throws -> RawDocument {
    try OfficeExtractor().extract(
      ExtractionRequest(bytes: bytes, name: "sample.docx", format: .docx, limits: limits))
  }

  private func blocks(_ body: String) throws -> [RawBlock] { try extract(WordSample(body)).blocks }

  private func failure(_ bytes: [UInt8], limits: ExtractionLimits = .init()) -> ExtractionFailure? {
    #expect(throws: ExtractionFailure.self) { try extract(bytes, limits: limits) }
  }

  @Test("a style makes a heading by its name or its outline level, through the styles that it is based on")
  func headings() throws {
    var sample = WordSample(
      WordSample.paragraph("One", "<w:pStyle w:val=\"berschrift1\"/>")
        + WordSample.paragraph("Two", "<w:pStyle w:val=\"Own\"/>")
        + WordSample.paragraph("Three", "<w:outlineLvl w:val=\"2\"/>"))
    sample.styles = """
      <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
      <w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
      <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Base"/></w:style>
      """
    #expect(
      try extract(sample).blocks == [
        RawBlock(.heading(level: 1), "One"), RawBlock(.heading(level: 2), "Two"),
        RawBlock(.heading(level: 3), "Three"),
      ])
  }

  @Test("the items of a list have their depth and their number")
  func lists() throws {
    func item(_ text: String, _ list: Int, _ level: Int) -> String {
      WordSample.paragraph(text, "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(list)\"/></w:numPr>")
    }
    var sample = WordSample(
      item("a", 1, 0) + item("b", 1, 0) + item("c", 1, 1) + item("d", 1, 0) + item("dot", 2, 1) + item("no", 0, 0))
    sample.numbering = """
      <w:abstractNum w:abstractNumId="5">
      <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
      <w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl>
      </w:abstractNum>
      <w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>
      <w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>
      """
    #expect(
      try extract(sample).blocks == [
        RawBlock(.listItem(depth: 1), "1. a"), RawBlock(.listItem(depth: 1), "2. b"),
        RawBlock(.listItem(depth: 2), "2.iii) c"), RawBlock(.listItem(depth: 1), "3. d"),
        RawBlock(.listItem(depth: 2), "dot"), RawBlock(.paragraph, "no"),
      ])
  }

  @Test("rows join their cells, and the look of a table marks its header")
  func tables() throws {
    let rows = [["Name", "Size"], ["left", ""], ["", ""]]
    #expect(
      try blocks(WordSample.table(rows, look: "<w:tblLook w:val=\"04A0\"/>")) == [
        RawBlock(.tableHeader, "Name | Size"), RawBlock(.tableRow, "left | "),
      ])
    #expect(try blocks(WordSample.table(rows)).first == RawBlock(.tableRow, "Name | Size"))
    #expect(try blocks(WordSample.table([["framed"]])) == [RawBlock(.paragraph, "framed")])
  }

  @Test("deleted and hidden text is dropped; insertions, links, tabs and breaks are kept")
  func runs() throws {
    let body = """
      <w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>x</w:delText><w:t>x</w:t></w:r></w:del>\
      <w:ins><w:r><w:t>b</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>c</w:t><w:tab/><w:t>d</w:t><w:br/></w:r>\
      </w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
      <w:r><w:t>e</w:t></w:r></w:p>
      """
    #expect(try blocks(body) == [RawBlock(.paragraph, "abc\td\ne")])
  }

  @Test("a paragraph whose end is deleted goes on in the next")
  func deletedEnds() throws {
    let body = WordSample.paragraph("one ", "<w:rPr><w:del/></w:rPr>") + WordSample.paragraph("two")
    #expect(try blocks(body) == [RawBlock(.paragraph, "one two")])
  }

  @Test("a footnote follows the paragraph that refers to it")
  func footnotes() throws {
    var sample = WordSample(
      "<w:p><w:r><w:t>said</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>" + WordSample.paragraph("next"))
    sample.footnotes = """
      <w:footnote w:type="separator" w:id="0">\(WordSample.paragraph("no"))</w:footnote>
      <w:footnote w:id="2">\(WordSample.paragraph("source"))</w:footnote>
      """
    #expect(
      try extract(sample).blocks == [
        RawBlock(.paragraph, "said"), RawBlock(.footnote, "source"), RawBlock(.paragraph, "next"),
      ])
  }

  @Test("a text box follows its paragraph, once")
  func textBoxes() throws {
    let box = "<w:txbxContent>\(WordSample.paragraph("boxed"))</w:txbxContent>"
    let body = """
      <w:p><w:r><w:t>before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice>\(box)</mc:Choice>\
      <mc:Fallback>\(box)</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p>
      """
    #expect(try blocks(body) == [RawBlock(.paragraph, "before after"), RawBlock(.paragraph, "boxed")])
  }

  @Test("properties give title, author, dates and tags")
  func properties() throws {
    var sample = WordSample(WordSample.paragraph("text"))
    sample.core = """
      <dc:title>The  Title</dc:title><dc:creator>A. Nother</dc:creator><keywords>one, two</keywords>\
      <created>2026-01-02T03:04:05Z</created>
      """
    let document = try extract(sample)
    #expect(document.title == "The Title")
    #expect(document.tags == ["one", "two"])
    #expect(
      document.metadata == [MetadataEntry("author", "A. Nother"), MetadataEntry("created", "2026-01-02T03:04:05Z")])
  }

  @Test("the strict edition of the format reads the same")
  func strictEdition() throws {
    var sample = WordSample(WordSample.paragraph("text"))
    sample.namespace = WordSample.strict
    #expect(try extract(sample).blocks == [RawBlock(.paragraph, "text")])
  }

  @Test("an entry that unpacks to more than the limit is refused")
  func bombs() {
    var limits = ExtractionLimits()
    limits.entryBytes = 1 << 10
    let sample = WordSample(WordSample.paragraph(String(repeating: "long ", count: 1_000)))
    #expect(failure(sample.bytes, limits: limits) == .tooLarge(what: "word/document.xml", limit: 1 << 10))
  }

  @Test("entities that a document declares are refused, and nothing outside is read")
  func entities() {
    var archive = ZipWriter()
    archive.add("word/document.xml", "<!DOCTYPE d [<!ENTITY e SYSTEM \"/etc/hostname\">]><d>&e;</d>")
    #expect(failure(archive.bytes) == .malformed(detail: "word/document.xml has a document type declaration"))
  }

  @Test("what is no Word document says why")
  func strangers() {
    #expect(failure([]) == .empty)
    #expect(failure(ZipWriter().bytes) != nil)
    #expect(failure([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])?.identifier == "unsupported-document")
    #expect(failure(WordSample("<w:p/>").bytes)?.identifier == "no-text")
  }

  @Test("the promises of every extractor hold")
  func conformance() {
    var rich = WordSample(
      WordSample.paragraph("Head", "<w:pStyle w:val=\"Heading1\"/>") + WordSample.table([["a", "b"], ["c", "d"]]))
    rich.core = "<dc:title>Rich</dc:title>"
    let samples = [
      ConformanceSample("plain", .docx, WordSample(WordSample.paragraph("text")).bytes),
      ConformanceSample("rich", .docx, rich.bytes),
    ]
    #expect(ExtractorConformance(OfficeExtractor(), samples: samples).violations() == [])
  }
}
