import Chunking
import Common
import Extraction
import TestSupport
import Testing

@Suite struct ChunkerTests {
  private func chunker(
    _ strategy: ChunkingPlan.Strategy = .structure, size: Int = 1000, overlap: Int = 200, tokens: Int = 256,
    prefix: String = "{title} — {headings}"
  ) -> Chunker {
    Chunker(
      plan: ChunkingPlan(
        strategy: strategy, size: size, overlap: overlap, maximumTokens: tokens, prefix: PrefixTemplate(prefix)),
      tokenCount: TestDocument.tokenCount)
  }

  private func guide() throws -> ExtractedDocument {
    try TestDocument.make(
      title: "Guide",
      [
        (.heading(level: 1), "Guide"),
        (.paragraph, "Almanac compiles documents. It makes one file of them! Does it need a network? It does not."),
        (.heading(level: 2), "Install"),
        (.heading(level: 3), "Linux"),
        (.paragraph, "Install the compiler first. Then install the libraries that it needs. They are many."),
        (.listItem(depth: 1), "1. Run the setup."),
        (.listItem(depth: 1), "2. Build."),
        (.code, "make setup\nmake build"),
        (.heading(level: 3), "Empty"),
        (.heading(level: 2), "Limits"),
        (.tableHeader, "What | How many"),
        (.tableRow, "documents | 1,000,000"),
        (.tableRow, "pages | 10,000,000"),
        (.heading(level: 2), "The end"),
      ])
  }

  private func shown(_ chunks: [Chunk], _ document: ExtractedDocument, _ chunker: Chunker) -> String {
    chunks.map { chunk in
      let text = String(decoding: document.text[chunk.range], as: UTF8.self)
      let input = String(decoding: chunker.encoderInput(chunk, of: document), as: UTF8.self)
      return
        "--- \(chunk.ordinal) \(chunk.range) body \(chunk.bodyStart) \(chunk.headings)\n\(text)\n... sees\n\(input)"
    }.joined(separator: "\n")
  }

  @Test(arguments: ChunkingPlan.Strategy.allCases)
  func aGuideIsCutAsExpected(_ strategy: ChunkingPlan.Strategy) throws {
    let document = try guide()
    let chunker = chunker(strategy, size: 120, overlap: 40)
    let text = shown(chunker.chunks(of: document), document, chunker)
    #expect(text == Golden.expected(for: text, "Chunking/guide-\(strategy.rawValue).txt"))
  }

  @Test func aDocumentWithoutTextHasNoChunks() {
    let empty = ExtractedDocument(format: .text, text: [], blocks: [])
    let blank = ExtractedDocument(format: .text, text: Array(" \n\t".utf8), blocks: [])
    for strategy in ChunkingPlan.Strategy.allCases {
      #expect(chunker(strategy).chunks(of: empty) == [])
      #expect(chunker(strategy).chunks(of: blank) == [])
    }
  }

  @Test func textWithoutBlocksIsAParagraph() {
    let document = ExtractedDocument(format: .text, title: "T", text: Array("One. Two.".utf8), blocks: [])
    for strategy in ChunkingPlan.Strategy.allCases {
      #expect(chunker(strategy).chunks(of: document) == [Chunk(ordinal: 0, range: 0..<9)])
    }
  }

  @Test func headingsAloneAreAChunk() throws {
    let document = try TestDocument.make([(.heading(level: 1), "One"), (.heading(level: 2), "Two")])
    let chunks = chunker().chunks(of: document)
    #expect(chunks.map(\.range) == [0..<8])
    #expect(chunks.map(\.headings) == [["One", "Two"]])
  }

  @Test func pagesAndAnchorsFollowTheBlocks() throws {
    let raw = RawDocument(
      pageCount: 5,
      blocks: [
        RawBlock(.heading(level: 1), "One", pages: 1...1, anchor: "one"),
        RawBlock(.paragraph, String(repeating: "Word after word. ", count: 20), pages: 1...2),
        RawBlock(.paragraph, String(repeating: "More and more. ", count: 20), pages: 3...3, anchor: "more"),
        RawBlock(.heading(level: 1), "Two", pages: 4...4),
        RawBlock(.paragraph, "The end.", pages: 5...5),
      ])
    let document = try DocumentNormalizer.normalize(raw, format: .text)
    let chunks = chunker(size: 350, overlap: 0).chunks(of: document)
    #expect(chunks.map(\.pages) == [1...2, 3...3, 4...5])
    #expect(chunks.map(\.anchor) == ["one", "more", "more"])
  }

  @Test func aLongWordIsCutBetweenCharacters() throws {
    let family = "👩‍👩‍👧‍👦"
    let document = try TestDocument.make([(.paragraph, String(repeating: family, count: 40))])
    for strategy in ChunkingPlan.Strategy.allCases {
      let chunks = chunker(strategy, size: 50, overlap: 0, prefix: "").chunks(of: document)
      #expect(chunks.count > 1)
      for chunk in chunks { #expect(chunk.range.lowerBound % family.utf8.count == 0) }
    }
  }

  @Test func `a chunk knows the regions of its own part of a block, and from them its pages`() throws {
    let lines = (0..<8).map { "This is line \($0) of a long paragraph that goes on over two pages of it." }
    var text = ""
    var regions: [TextRegion] = []
    for (index, line) in lines.enumerated() {
      let start = text.utf8.count
      text += line
      regions.append(
        TextRegion(
          start..<text.utf8.count,
          PageRectangle(page: 1 + index / 4, left: 0, top: 10 * index, right: 100, bottom: 10 * index + 9)))
      text += " "
    }
    let raw = RawDocument(blocks: [RawBlock(.paragraph, text, pages: 1...2, regions: regions)])
    let document = try DocumentNormalizer.normalize(raw, format: .pdf)
    let chunks = chunker(size: 150, overlap: 0).chunks(of: document)
    #expect(chunks.map(\.pages) == [1...1, 1...1, 2...2, 2...2])
    #expect(chunks.flatMap(\.regions) == document.blocks[0].regions)
    for chunk in chunks {
      #expect(
        chunk.regions.allSatisfy { chunk.range.contains($0.range.lowerBound) && $0.range.count == lines[0].utf8.count })
    }
  }

  @Test func longSentencesAreCutAtClauses() throws {
    let clause = "this is a clause of a sentence that does not end, "
    let document = try TestDocument.make([(.paragraph, String(repeating: clause, count: 20))])
    for chunk in chunker(size: 300, overlap: 0).chunks(of: document).dropLast() {
      #expect(document.text[chunk.range.upperBound - 1] == UInt8(ascii: ","))
    }
  }

  @Test func aLongTitleLeavesRoomForTheText() throws {
    let title = String(repeating: "title ", count: 200)
    let heading = String(repeating: "heading ", count: 40)
    let document = try TestDocument.make(
      title: title,
      [
        (.heading(level: 1), heading), (.heading(level: 2), "Inner"),
        (.paragraph, String(repeating: "Word after word. ", count: 100)),
      ])
    let chunker = chunker(tokens: 64)
    let chunks = chunker.chunks(of: document)
    let inputs = chunks.map { String(decoding: chunker.encoderInput($0, of: document), as: UTF8.self) }
    #expect(inputs.allSatisfy { $0.hasPrefix("title title title title title title — Inner\nWord") })
    #expect(TestDocument.violations(chunks, of: document, by: chunker) == [])
  }

  @Test(arguments: [
    ("{title} — {headings}", "T", "H", "T — H"), ("{title} — {headings}", "T", "", "T"),
    ("{title} — {headings}", "", "H", "H"), ("{title} — {headings}", "", "", ""),
    ("passage: {title} ({headings})", "", "", "passage: "),
    ("passage: {title} ({headings})", "T", "H", "passage: T (H)"),
    ("passage: {title} ({headings})", "T", "", "passage: T"), ("{headings}", "T", "H", "H"), ("", "T", "H", ""),
    ("{other} {title}", "T", "", "{other} T"),
  ])
  func emptyPartsOfThePrefixCollapse(_ template: String, _ title: String, _ headings: String, _ expected: String) {
    #expect(PrefixTemplate(template).filled(title: title, headings: headings) == expected)
  }
}
