import Common
import Extraction
import PDFExtractor
import Testing

/// The order and the roles of what stands on a page.
@Suite(.serialized) struct LayoutTests {
  static let left = [
    "The first column begins here and it", "has lines that fill its width, as the",
    "lines of a book do, so that what is",
    "in it can be told from a table; it", "goes on over to the second",
  ]
  static let right = [
    "column without a break in between.", "Then another sentence follows that", "has nothing to do with the left one",
    "but stands beside it on the page,", "line by line, to the end of it all.",
  ]

  private func blocks(_ writer: PDFWriter) throws -> [RawBlock] {
    try PDFExtractor().extract(ExtractionRequest(bytes: writer.bytes, name: "a.pdf", format: .pdf)).blocks
  }

  private func texts(_ writer: PDFWriter) throws -> [String] { try blocks(writer).map(\.text) }

  @Test func `columns are read one after the other, and a sentence goes on from one to the next`() throws {
    let title = [PDFWriter.Line(text: "A title that stands across both of the columns", x: 72, y: 740, size: 20)]
    let page = title + PDFWriter.lines(Self.left) + PDFWriter.lines(Self.right, x: 320)
    #expect(
      try texts(PDFWriter(pages: [page])) == [
        "A title that stands across both of the columns", (Self.left + Self.right).joined(separator: " "),
      ])
  }

  @Test func `a line across the columns parts them into bands`() throws {
    let across = PDFWriter.Line(
      text: "A line across the page that both of the columns stand above and below of", y: 600)
    let below =
      PDFWriter.lines(
        ["Below it the first column begins", "again, and is full of text for its", "three lines."], top: 560)
      + PDFWriter.lines(
        ["And the second one stands beside it", "with three lines of its own, which are", "its last."], x: 320, top: 560
      )
    let page = PDFWriter.lines(Self.left) + PDFWriter.lines(Self.right, x: 320) + [across] + below
    let texts = try texts(PDFWriter(pages: [page]))
    #expect(texts.count == 4)
    #expect(texts.first == (Self.left + Self.right).joined(separator: " "))
    #expect(texts.dropFirst().first == across.text)
    #expect(texts.last?.hasPrefix("And the second one") ?? false)
  }

  @Test func `running heads, footers and page numbers are left out`() throws {
    let pages = (1...6).map { number in
      [PDFWriter.Line(text: "The manual", y: 780), PDFWriter.Line(text: "\(number)", x: 300, y: 20)]
        + PDFWriter.lines(["This is page \(["one", "two", "three", "four", "five", "six"][number - 1]) of it."])
    }
    #expect(
      try texts(PDFWriter(pages: pages))
        == ["one", "two", "three", "four", "five", "six"].map { "This is page \($0) of it." })
  }

  @Test func `a running head of one page is left out where all pages have one at that height`() throws {
    let pages = (1...8).map { number in
      [PDFWriter.Line(text: number == 5 ? "A short chapter" : "The manual", y: 780)]
        + PDFWriter.lines(["Sentence \(["a", "b", "c", "d", "e", "f", "g", "h"][number - 1])."])
    }
    #expect(try !texts(PDFWriter(pages: pages)).contains("A short chapter"))
  }

  @Test func `titles of slides at one height are no running heads`() throws {
    let names = ["Apples", "Pears", "Plums", "Cherries", "Quinces"]
    let pages = names.map { PDFWriter.lines([$0], top: 740, size: 24) + PDFWriter.lines(["They are a fruit, \($0)."]) }
    let blocks = try blocks(PDFWriter(pages: pages))
    #expect(blocks.filter { $0.kind == .heading(level: 1) }.map(\.text) == names)
  }

  @Test(arguments: [
    (["We ask for per-", "missions here."], "We ask for permissions here."),
    (["This is a well-", "known fact of it."], "This is a well-known fact of it."),
    (["A hard-to-", "find thing it is."], "A hard-to-find thing it is."),
    (["The Anglo-", "Saxon people came."], "The Anglo-Saxon people came."),
    (["It is user-defined, and user-", "defined it stays."], "It is user-defined, and user-defined it stays."),
    (["A nonstop flight is a non-", "stop flight."], "A nonstop flight is a nonstop flight."),
    (["Pages 10-", "20 of it."], "Pages 10- 20 of it."),
  ])
  func `a hyphen at the end of a line goes where it parts a word`(lines: [String], text: String) throws {
    #expect(try texts(PDFWriter(pages: [PDFWriter.lines(lines)])) == [text])
  }

  @Test func `larger and bold lines are headings, and their sizes give the levels`() throws {
    let page =
      [PDFWriter.Line(text: "The handbook", y: 740, size: 24), PDFWriter.Line(text: "First steps", y: 700, size: 16)]
      + PDFWriter.lines(
        ["Running text of the size that most of the text has, which is what", "others are compared with."], top: 670)
      + [PDFWriter.Line(text: "Before you start", y: 620, font: .bold)]
      + PDFWriter.lines(["More running text of this size."], top: 600)
    #expect(
      try blocks(PDFWriter(pages: [page])).map(\.kind) == [
        .heading(level: 1), .heading(level: 2), .paragraph, .heading(level: 3), .paragraph,
      ])
  }

  @Test func `the cells of a row stay together, wrapped ones too`() throws {
    func row(_ y: Int, _ cells: [String], font: PDFWriter.Font = .regular) -> [PDFWriter.Line] {
      zip([72, 180, 400], cells).filter { !$0.1.isEmpty }.map { PDFWriter.Line(text: $0.1, x: $0.0, y: y, font: font) }
    }
    let page =
      PDFWriter.lines(["The table below has three columns, and one of its cells is wrapped."])
      + row(680, ["Option", "Meaning", "Default"], font: .bold)
      + row(660, ["size", "How large the pieces are,", "1000"])
      + row(646, ["", "in characters"]) + row(626, ["overlap", "How much they share", "200"])
      + PDFWriter.lines(["Text goes on below the table as if nothing had been."], top: 580)
    let blocks = try blocks(PDFWriter(pages: [page]))
    #expect(
      blocks.map(\.text) == [
        "The table below has three columns, and one of its cells is wrapped.", "Option | Meaning | Default",
        "size | How large the pieces are, in characters | 1000", "overlap | How much they share | 200",
        "Text goes on below the table as if nothing had been.",
      ])
    #expect(blocks.map(\.kind) == [.paragraph, .tableHeader, .tableRow, .tableRow, .paragraph])
  }

  @Test func `items of lists are blocks, without bullets and with their wrapped lines`() throws {
    let page =
      PDFWriter.lines(["What is needed:"])
      + PDFWriter.lines(["\\225", "", "\\225"], top: 700)
      + PDFWriter.lines(["a computer with a network that is fast", "and cheap", "some time"], x: 90, top: 700)
      + PDFWriter.lines(["1. Switch it on.", "2. Wait for it."], top: 640)
    let blocks = try blocks(PDFWriter(pages: [page]))
    #expect(
      blocks.map(\.text) == [
        "What is needed:", "a computer with a network that is fast and cheap", "some time", "1. Switch it on.",
        "2. Wait for it.",
      ])
    #expect(blocks.dropFirst().allSatisfy { $0.kind == .listItem(depth: 1) })
  }

  @Test func `lists lie in one another as their markers are indented, over a page as well`() throws {
    func items(_ lines: [(x: Int, text: String)], top: Int) -> [PDFWriter.Line] {
      lines.enumerated().flatMap { PDFWriter.lines([$1.text], x: $1.x, top: top - 14 * $0) }
    }
    let first = items(
      [
        (72, "9. Open the box."), (90, "a\\) Cut the tape."), (108, "\\225 Mind the blade."),
        (90, "b\\) Lift the lid."), (66, "10. Take it out."), (90, "a\\) Use both hands."),
      ], top: 700)
    let second =
      items([(90, "b\\) Put it down."), (72, "11. Switch it on.")], top: 700)
      + PDFWriter.lines(["It is ready now."], top: 640)
    let blocks = try blocks(PDFWriter(pages: [first, second]))
    let depths = blocks.map { if case .listItem(let depth) = $0.kind { depth } else { 0 } }
    #expect(depths == [1, 2, 3, 2, 1, 2, 2, 1, 0], "\(blocks.map(\.text))")
  }

  @Test func `an item that goes on in the next column leaves the depth of those after it alone`() throws {
    let left =
      Self.left.dropLast() + ["1. Switch the pump on and wait a while", "2. Look at the gauge, which shows how"]
    let right = [
      "full the tank is and what is left.", "3. Close the valve of the tank at the",
      "4. Open the tap and let it run for a",
    ]
    let page = PDFWriter.lines(Array(left)) + PDFWriter.lines(right + Self.right, x: 320)
    let items = try blocks(PDFWriter(pages: [page])).filter { if case .listItem = $0.kind { true } else { false } }
    #expect(items.map { $0.text.prefix(2) } == ["1.", "2.", "3.", "4."])
    #expect(items.allSatisfy { $0.kind == .listItem(depth: 1) }, "\(items)")
  }

  @Test func `a footnote follows the paragraph with its mark, also where that goes on over the page`() throws {
    let first =
      PDFWriter.lines(["A paragraph of its own, which has", "two lines of text.", "", "The claim", ""], top: 314)
      + [
        PDFWriter.Line(text: "1", x: 126, y: 277, size: 7),
        PDFWriter.Line(text: "is made here and the sentence goes", x: 136, y: 272),
      ]
      + [
        PDFWriter.Line(text: "1", x: 72, y: 63, size: 6),
        PDFWriter.Line(text: "A source for the claim.", x: 80, y: 60, size: 9),
      ]
    let blocks = try blocks(PDFWriter(pages: [first, PDFWriter.lines(["on over the page.", "", "The end."])]))
    #expect(blocks.map(\.kind) == [.paragraph, .paragraph, .footnote, .paragraph])
    #expect(blocks[1].text.hasSuffix("the sentence goes on over the page."))
    #expect(blocks[1].pages == 1...2)
    #expect(blocks[1].text.hasPrefix("The claim is made"))
    #expect(blocks[2].text == "A source for the claim.")
  }

  @Test func `lines of a font of fixed width are code, with their indentation`() throws {
    let page =
      PDFWriter.lines(["Type this into a terminal, and then see what comes of it:"])
      + PDFWriter.lines(["for x in y {", "  print\\(x\\)", "}"], top: 690, font: .monospaced)
      + PDFWriter.lines(["Then go on with the text of the manual."], top: 630)
    let blocks = try blocks(PDFWriter(pages: [page]))
    #expect(blocks.map(\.kind) == [.paragraph, .code, .paragraph])
    #expect(blocks[1].text == "for x in y {\n  print(x)\n}")
  }

  @Test func `text that runs from the right is in the order in which it is read`() throws {
    // Drawn from the left: the last letter first, as files have it.
    let line = PDFWriter.Line(text: "dcba hgfe", x: 300, y: 700, font: .hebrew)
    #expect(
      try texts(PDFWriter(pages: [[line]])) == ["אבגד הוזח".split(separator: " ").reversed().joined(separator: " ")])
  }

  @Test func `text up the side of a page is a block of its own`() throws {
    let turned = PDFWriter.Line(text: "Printed in the margin", x: 30, y: 300, isTurned: true)
    let texts = try texts(PDFWriter(pages: [PDFWriter.lines(["A line of text.", "And the next one."]) + [turned]]))
    #expect(texts == ["A line of text. And the next one.", "Printed in the margin"])
  }

  @Test func `every line has a rectangle, in points from the upper left corner`() throws {
    let blocks = try blocks(PDFWriter(pages: [PDFWriter.lines(["The first line of", "a paragraph."])]))
    let regions = try #require(blocks.first).regions
    #expect(regions.map(\.range) == [0..<17, 18..<30])
    for (region, baseline) in zip(regions, [80, 94]) {
      let rectangle = region.rectangle
      #expect(rectangle.page == 1 && rectangle.left == 720)
      #expect(rectangle.top < 10 * baseline && rectangle.top > 10 * (baseline - 14))
      #expect(rectangle.bottom > 10 * baseline && rectangle.bottom < 10 * (baseline + 5))
    }
    #expect(regions[0].rectangle.right > regions[1].rectangle.right)
  }
}
