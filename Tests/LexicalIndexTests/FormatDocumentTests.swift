import BundleFormat
import LexicalIndex
import TestSupport
import Testing

@Suite struct FormatDocumentLexicalTests {
  let page: FormatDocument

  init() throws { page = try FormatDocument() }

  private func expect<Field: Layout>(_ type: Field.Type, under heading: String) {
    let rows = page.table(under: heading).map { Array($0.prefix(3)) }
    #expect(rows == Field.allCases.map { ["\($0.offset)", "\($0.size)", $0.rawValue] })
  }

  @Test func theTablesOfTheSectionsAreThoseOfTheCode() {
    expect(LexicalField.self, under: "### Lexical parameters (`LPAR`)")
    expect(PostingBlockField.self, under: "### Lexical postings (`LPST`)")
    #expect(PostingBlockField.length == LexicalConstants.blockEntryLength)
  }

  @Test func theNumbersOfTheTextAreThoseOfTheCode() {
    let text = page.lines.joined(separator: " ")
    #expect(text.contains("ascend bytewise, in blocks of \(LexicalConstants.termsPerBlock);"))
    #expect(text.contains("A list of fewer than \(LexicalConstants.postingsPerBlock) postings"))
    #expect(text.contains("`version` | \(LexicalConstants.version);"))
  }
}
