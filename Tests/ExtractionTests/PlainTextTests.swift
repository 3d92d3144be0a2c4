import Common
import Extraction
import TestSupport
import Testing

@Suite struct PlainTextTests {
  func blocks(_ text: String) throws -> [RawBlock] {
    try PlainTextExtractor().extract(ExtractionRequest(bytes: Array(text.utf8), name: "a.txt", format: .text)).blocks
  }

  @Test func joinsLinesThatWereWrappedAtAMargin() throws {
    let text = """
      A knowledge base is compiled once and opened for free. Every cost that
      can be paid at compile time is. Opening a bundle maps the file and
      reads its header, and nothing is parsed or built.

      The end.
      """
    #expect(
      try blocks(text) == [
        RawBlock(
          .paragraph,
          "A knowledge base is compiled once and opened for free. Every cost that can be paid at compile time is. "
            + "Opening a bundle maps the file and reads its header, and nothing is parsed or built."),
        RawBlock(.paragraph, "The end."),
      ])
  }

  @Test func keepsLinesApartThatWereNotWrapped() throws {
    #expect(
      try blocks("12:00 started\n12:01 read 5 files\n12:02 done\n") == [
        RawBlock(.paragraph, "12:00 started"), RawBlock(.paragraph, "12:01 read 5 files"),
        RawBlock(.paragraph, "12:02 done"),
      ])
  }

  @Test func takesColumnsAndIndentedLinesAsCode() throws {
    #expect(
      try blocks("name      size\nalpha     12\nbeta      7\n") == [
        RawBlock(.code, "name      size\nalpha     12\nbeta      7")
      ])
    #expect(try blocks("  if x:\r\n      y()\r\n") == [RawBlock(.code, "if x:\n    y()")])
  }

  @Test func findsListsWithTheirDepthAndUnderlinedHeadings() throws {
    let text = "Title\n=====\nIntro:\n- one\n  more\n  * deeper\n- two\n\n1. first\n10) tenth\n\nPart\n----\n\u{C}\nx"
    #expect(
      try blocks(text) == [
        RawBlock(.heading(level: 1), "Title"), RawBlock(.paragraph, "Intro:"),
        RawBlock(.listItem(depth: 1), "one more"),
        RawBlock(.listItem(depth: 2), "deeper"), RawBlock(.listItem(depth: 1), "two"),
        RawBlock(.listItem(depth: 1), "1. first"), RawBlock(.listItem(depth: 1), "10) tenth"),
        RawBlock(.heading(level: 2), "Part"), RawBlock(.paragraph, "x"),
      ])
  }

  @Test func joinsChineseLinesWithoutSpaces() throws {
    let line = String(repeating: "知识库", count: 14)
    #expect(try blocks("\(line)\n\(line)\n完") == [RawBlock(.paragraph, line + line + "完")])
  }

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF, 0x68, 0x69], "hi", "UTF-8", false),
      ([0xFF, 0xFE, 0x68, 0, 0xE9, 0], "hé", "UTF-16LE", false),
      ([0xFE, 0xFF, 0, 0x68, 0xD8, 0x3D, 0xDE, 0], "h😀", "UTF-16BE", false),
      ([0xFF, 0xFE, 0, 0, 0x68, 0, 0, 0], "h", "UTF-32LE", false),
      ([0x68, 0, 0x69, 0, 0x20, 0, 0x6A, 0], "hi j", "UTF-16LE", true),
      ([0, 0x68, 0, 0x69, 0, 0x20, 0, 0x6A], "hi j", "UTF-16BE", true),
      ([0, 0, 0, 0x68, 0, 0, 0, 0x69], "hi", "UTF-32BE", true), ([], "", "UTF-8", false),
    ] as [([UInt8], String, String, Bool)])
  func readsMarkedAndUnmarkedUnicode(bytes: [UInt8], text: String, charset: String, isGuessed: Bool) throws {
    let decoded = try #require(DecodedText(decoding: bytes))
    #expect(decoded.text == text)
    #expect(decoded.charset == charset)
    #expect(decoded.isGuessed == isGuessed)
    #expect(decoded.replacements == 0)
  }

  @Test func guessesOldCharsetsAndSaysSo() throws {
    let russian = Array("База знаний собирается один раз и открывается мгновенно".unicodeScalars).map { scalar in
      scalar.value < 0x80 ? UInt8(scalar.value) : UInt8(scalar.value - 0x410 + 0xC0)
    }
    let document = try PlainTextExtractor().extract(
      ExtractionRequest(bytes: russian, name: "a.txt", format: .text))
    #expect(document.blocks.map(\.text) == ["База знаний собирается один раз и открывается мгновенно"])
    #expect(document.diagnostics.map(\.identifier) == ["guessed-charset"])
  }

  @Test func aFewBadBytesInUTF8AreMarkedAndReported() throws {
    let bytes = Array(String(repeating: "déjà vu ", count: 20).utf8) + [0xFF, 0x21]
    let document = try PlainTextExtractor().extract(ExtractionRequest(bytes: bytes, name: "a.txt", format: .text))
    #expect(document.blocks.first?.text.hasSuffix("vu \u{FFFD}!") == true)
    #expect(document.diagnostics.map(\.reason) == ["1 place in the text cannot be read as UTF-8"])
  }

  @Test(
    arguments: [
      (Array("text\u{0}with\u{0}zeros".utf8), "binary data"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1], "a PNG image"),
      ([0x1F, 0x8B, 0x08, 0, 0], "a gzip archive"),
      (Array(repeating: 0, count: 1_000), "binary data"), (Array(repeating: 1, count: 1_000), "binary data"),
    ] as [([UInt8], String)])
  func binaryDataIsRefusedAsWhatItLooksLike(bytes: [UInt8], kind: String) {
    #expect(throws: ExtractionFailure.unsupported(kind: kind)) {
      try PlainTextExtractor().extract(ExtractionRequest(bytes: bytes, name: "a.txt", format: .text))
    }
  }

  @Test func conforms() {
    let samples = [
      ConformanceSample(
        "prose", .text, Array("Héading\n=====\n\nA line.\n\n- item\n  * deep\n1. x\n\na   b\nc   d\n".utf8)),
      ConformanceSample(
        "wide", .text,
        [0xFF, 0xFE] + "Wide text, ünïcode\n\nagain".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }),
    ]
    #expect(ExtractorConformance(PlainTextExtractor(), samples: samples).violations() == [])
  }

  @Test func aLineOf16MegabytesIsOneParagraph() throws {
    let line = String(decoding: [UInt8](repeating: 0x61, count: 16 << 20), as: UTF8.self)
    let document = try DocumentNormalizer.normalize(RawDocument(blocks: try blocks(line)), format: .text)
    #expect(document.text.count == 16 << 20)
    #expect(document.blocks.count == 1)
  }

  @Test func theCharsetOfTheServerCountsWhereTheBytesAreSilent() {
    #expect(DecodedText.utf8([0x63, 0xE9], declaredAs: "ISO-8859-1") == Array("cé".utf8))
    #expect(DecodedText.utf8([0xD0, 0xC1], declaredAs: "koi8-r") == Array("пa".utf8.dropLast()) + Array("а".utf8))
    #expect(DecodedText.utf8([0x61, 0, 0x62, 0], declaredAs: "utf-16le") == Array("ab".utf8))
    #expect(DecodedText.utf8(Array("é".utf8), declaredAs: "iso-8859-1") == nil)
    #expect(DecodedText.utf8([0xEF, 0xBB, 0xBF, 0xE9], declaredAs: "iso-8859-1") == nil)
    #expect(DecodedText.utf8([0xE9], declaredAs: "ISO-2022-CN-EXT") == nil)
    #expect(DecodedText.utf8([0xE9], declaredAs: "utf-8") == nil)
  }
}
