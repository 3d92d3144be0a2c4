import Common
import Extraction
import TestSupport
import Testing

@Suite struct DocumentNormalizerTests {
  func normalized(_ blocks: RawBlock...) throws -> ExtractedDocument {
    try DocumentNormalizer.normalize(RawDocument(blocks: blocks), format: .text)
  }

  func text(_ blocks: RawBlock...) throws -> String {
    let document = try DocumentNormalizer.normalize(RawDocument(blocks: blocks), format: .text)
    #expect(RawDocumentCheck.violations(of: document) == [])
    return String(decoding: document.text, as: UTF8.self)
  }

  @Test(arguments: [
    ("a\u{A0}\u{2009}b", "a b"), ("  a \t\r\n b\u{3000}", "a b"), ("a\r\nb\u{2028}c\u{B}d", "a b c d"),
    ("trans\u{AD}mit", "transmit"), ("zero\u{200B}width\u{FEFF}", "zerowidth"), ("a\u{0}\u{1}\u{7F}\u{9C}b", "ab"),
    ("ﬁnd ﬂow oﬃce baﬄe ﬀ ﬆ", "find flow office baffle ff st"),
    // "Salaam aleikum" and "Allah" as files hold them that were made for old renderers; a sign stays a sign.
    ("\u{FEB3}\u{FEFC}\u{FEE1} \u{FDF2} \u{FDFA}", "سلام الله \u{FDFA}"), ("a\u{200D}b\u{200C}c", "abc"),
    ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("👩\u{200D}🔬", "👩\u{200D}🔬"), ("क\u{94D}\u{200D}ष", "क\u{94D}\u{200D}ष"),
    ("x\u{202E}evil\u{202C}", "xevil"), ("a\u{E0041}\u{E007F}b", "ab"),
    ("e\u{AD}\u{301} \u{1100}\u{1161}\u{11A8} \u{212B}", "é 각 Å"),
    ("½ ² ™ ﬓ Ĳ", "½ ² ™ ﬓ Ĳ"), ("😀\u{10FFFD}", "😀\u{10FFFD}"),
  ])
  func cleansCharacters(raw: String, clean: String) throws {
    // Compared as scalars: strings are equal in any normal form.
    #expect(Array(try text(RawBlock(.paragraph, raw)).unicodeScalars) == Array(clean.unicodeScalars))
  }

  @Test(arguments: [0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xFDD0, 0xFDEF] as [UInt32])
  func dropsNoncharacters(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    #expect(try text(RawBlock(.paragraph, "a\(Character(scalar))b")) == "ab")
  }

  @Test func `regions follow the text through the cleaning`() throws {
    // Two lines that shrink: a ligature grows by a letter, spaces go, accents compose.
    let lines = ["\u{200B}eﬃcient  work ", "cafe\u{301} au lait"]
    let first = lines[0].utf8.count
    let rectangle = PageRectangle(page: 1, left: 0, top: 0, right: 10, bottom: 10)
    let regions = [
      TextRegion(0..<first, rectangle), TextRegion(first..<(first + lines[1].utf8.count), rectangle),
    ]
    let document = try normalized(
      RawBlock(.heading(level: 1), "Head"), RawBlock(.paragraph, lines.joined(), pages: 1...1, regions: regions))
    let parts = document.blocks[1].regions.map {
      String(decoding: document.text[$0.range], as: UTF8.self).unicodeScalars.filter { $0 != " " }
    }
    #expect(parts.map(Array.init) == ["efficientwork", "caf\u{E9}aulait"].map { Array($0.unicodeScalars) })
  }

  @Test func keepsTheLayoutOfCodeOnly() throws {
    #expect(try text(RawBlock(.code, "\n  \n  if x {\r\n\ty\u{A0}()\n\n  }  \n\n")) == "  if x {\n\ty ()\n\n  }")
  }

  @Test func joinsListsAndTablesByOneLineBreakAndOtherBlocksByTwo() throws {
    let document = try normalized(
      RawBlock(.heading(level: 1), "H"), RawBlock(.listItem(depth: 1), "a"), RawBlock(.listItem(depth: 2), "b"),
      RawBlock(.tableHeader, "x | y"), RawBlock(.tableRow, "1 | 2"), RawBlock(.tableHeader, "z"),
      RawBlock(.paragraph, " \u{200B} "), RawBlock(.paragraph, "end", pages: 2...3, anchor: "here"))
    #expect(String(decoding: document.text, as: UTF8.self) == "H\n\na\nb\n\nx | y\n1 | 2\n\nz\n\nend")
    #expect(document.blocks.map(document.text(of:)) == ["H", "a", "b", "x | y", "1 | 2", "z", "end"])
    #expect(document.blocks.last == DocumentBlock(.paragraph, 24..<27, pages: 2...3, anchor: "here"))
  }

  @Test func takesTheTitleFromTheOutermostHeadingWhenThereIsNone() throws {
    #expect(try normalized(RawBlock(.heading(level: 2), "Two"), RawBlock(.heading(level: 1), "One")).title == "One")
    #expect(try normalized(RawBlock(.paragraph, "text")).title == nil)
    let titled = RawDocument(title: " My\n title ", blocks: [RawBlock(.heading(level: 1), "One")])
    #expect(try DocumentNormalizer.normalize(titled, format: .text).title == "My title")
  }

  @Test func sortsMetadataAndDropsDoublesAndEmptyValues() throws {
    let raw = RawDocument(
      metadata: [.init("b", "2"), .init("a", " 1 "), .init("a", "1"), .init("c", " ")], tags: ["y", "x", "y", ""],
      outline: [.init(level: 1, title: "\u{AD}"), .init(level: 1, title: "One", page: 1)],
      blocks: [RawBlock(.paragraph, "text")])
    let document = try DocumentNormalizer.normalize(raw, format: .text)
    #expect(document.metadata == [.init("a", "1"), .init("b", "2")])
    #expect(document.tags == ["y", "x"])
    #expect(document.outline == [.init(level: 1, title: "One", page: 1)])
  }

  @Test func aDocumentWithoutVisibleTextIsAFailure() {
    #expect(throws: ExtractionFailure.noText(detail: "2 pages without any")) {
      try DocumentNormalizer.normalize(
        RawDocument(pageCount: 2, blocks: [RawBlock(.paragraph, " \u{200B}\n")]), format: .pdf)
    }
  }

  @Test(arguments: 1...20) func cleaningCleanTextChangesNothing(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let alphabet: [Unicode.Scalar] = [
      "a", "e", "\u{301}", "\u{316}", "\u{200D}", "\u{200C}", "م", "ि", "क", "\u{AD}", " ", "\n", "\r", "\t", "ﬁ", "가",
      "\u{1100}", "\u{1161}", "\u{11A8}", "👩", "\u{FE0F}", "\u{1E0A}", "\u{323}", "\u{0}", "\u{212B}", "\u{3000}",
    ]
    for kind in [BlockKind.paragraph, .code] {
      var raw = String.UnicodeScalarView()
      for _ in 0..<200 { raw.append(alphabet.randomElement(using: &random) ?? "a") }
      let once = try text(RawBlock(kind, String(raw)))
      #expect(Array(try text(RawBlock(kind, once)).utf8) == Array(once.utf8), "seed \(seed)")
    }
  }
}
