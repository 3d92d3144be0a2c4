import BundleFormat
import PassageStore
import TestSupport
import Testing

@Suite struct FormatDocumentPassageTests {
  let page: FormatDocument

  init() throws { page = try FormatDocument() }

  private func expect<Field: Layout>(_ type: Field.Type, under heading: String) {
    let rows = page.table(under: heading).map { Array($0.prefix(3)) }
    #expect(rows == Field.allCases.map { ["\($0.offset)", "\($0.size)", $0.rawValue] })
  }

  @Test func theTablesOfTheSectionsAreThoseOfTheCode() {
    expect(DocumentField.self, under: "### Documents (`DOCS`)")
    expect(ChunkField.self, under: "### Chunks (`CHNK`)")
    expect(QuestionField.self, under: "### Questions (`QAND`)")
    expect(FrameHeaderField.self, under: "#### Start of the text frames")
    expect(FrameField.self, under: "#### Row of the text frames")
    expect(MetadataHeaderField.self, under: "#### Start of the metadata")
    expect(MetadataField.self, under: "#### Row of the metadata")
  }

  @Test func theLengthsOfTheRowsAreThoseOfTheText() {
    let text = page.lines.joined(separator: "\n")
    #expect(text.contains("Rows of \(DocumentField.length) bytes; document *n*"))
    #expect(text.contains("Rows of \(ChunkField.length) bytes; chunk *n*"))
    #expect(text.contains("Rows of \(QuestionField.length) bytes. The section"))
  }
}
