import BundleFormat
import Storage
import TestSupport
import Testing

@Suite struct FormatDocumentTests {
  let page: FormatDocument

  init() throws { page = try FormatDocument() }

  private func expect<Field: Layout>(_ type: Field.Type, under heading: String) {
    let rows = page.table(under: heading).map { Array($0.prefix(3)) }
    #expect(rows == Field.allCases.map { ["\($0.offset)", "\($0.size)", $0.rawValue] })
  }

  @Test func theTablesOfTheFixedPartsAreThoseOfTheCode() {
    expect(HeaderField.self, under: "## Header")
    expect(SignatureField.self, under: "## Signature")
    expect(EntryField.self, under: "## Entry of the table of contents")
  }

  @Test func kindsCodecsAndFlagsAreThoseOfTheCode() {
    let kinds = page.table(under: "### Kinds").map { Array($0.prefix(2)) }
    #expect(kinds == SectionKind.all.map { [$0.kind.code, $0.name] })
    let codecs = page.table(under: "### Codecs").map { Array($0.prefix(2)) }
    #expect(codecs == SectionCodec.allCases.map { ["\($0.rawValue)", $0.name] })
    let flags = page.table(under: "### Flags").map { Array($0.prefix(2)) }
    #expect(flags == SectionFlags.all.map { ["\($0.flag.rawValue.trailingZeroBitCount)", $0.name] })
  }

  @Test func theNumbersInTheTextAreThoseOfTheCode() {
    let text = page.lines.joined(separator: "\n")
    #expect(page.lines.first == "# The bundle format, version \(BundleConstants.version)")
    #expect(BundleConstants.blockLength == 65_536 && text.contains("A *block* is 65,536 bytes."))
    #expect(BundleConstants.bodyOffset == 384 && text.contains("    384    sections"))
    #expect(BundleConstants.maximumFrameLength == 1_048_576 && text.contains("at most 1,048,576 bytes"))
    #expect(BundleConstants.maximumSectionCount == 4096 && text.contains("at most 4,096 entries"))
    let magic = BundleConstants.magic.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
    #expect(text.contains("`\(magic.joined(separator: " "))`"))
  }

  @Test func theWorkedExampleIsWhatTheWriterMakes() throws {
    let folder = try TemporaryFolder()
    var writer = try BundleWriter(path: folder.file("tiny.kb"))
    try writer.addSection(.strings, bytes: Array("hello".utf8))
    _ = try writer.finish()
    #expect(try page.dump(under: "## A worked example") == readFile(folder.file("tiny.kb")))
  }
}
