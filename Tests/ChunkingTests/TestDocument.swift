import Chunking
import Extraction
import TestSupport

/// Documents for the tests, and the rules that chunks of any document follow.
enum TestDocument {
  /// A document from blocks; between them stands what the normaliser would put there.
  static func make(title: String? = nil, _ blocks: [(BlockKind, String)]) throws -> ExtractedDocument {
    let raw = RawDocument(title: title, blocks: blocks.map { RawBlock($0.0, $0.1) })
    var document = try DocumentNormalizer.normalize(raw, format: .text)
    document.title = title
    return document
  }

  /// A token for every four bytes of a word.
  @Sendable static func tokenCount(_ text: [UInt8]) -> Int {
    text.split(whereSeparator: { $0 <= 32 }).reduce(0) { $0 + ($1.count + 3) / 4 }
  }

  private static let words = [
    "the", "kernel", "of", "a", "compiled", "bundle", "is", "mapped", "at", "3.14", "e.g.", "Überraschung", "naïve",
    "日本語のテキスト。", "と", "👩‍👩‍👧‍👦🇩🇪", "https://example.org/a/very/long/path?with=query&and=more",
    "x", "—", "e\u{301}\u{323}",
  ]

  static func sentence(_ generator: inout SeededGenerator, words count: Int) -> String {
    var words: [String] = []
    for _ in 0..<max(1, count) { words.append(Self.words.randomElement(using: &generator) ?? "") }
    return words.joined(separator: " ") + [".", "!", "?", "", ";"].randomElement(using: &generator)!
  }

  /// A document of any shape: headings in any order, long and short blocks, words longer than a chunk.
  static func random(_ generator: inout SeededGenerator) throws -> ExtractedDocument {
    var blocks: [(BlockKind, String)] = []
    for _ in 0..<Int.random(in: 1...25, using: &generator) {
      let roll = Int.random(in: 0..<20, using: &generator)
      let count = Int.random(in: 1...12, using: &generator)
      switch roll {
      case 0..<5:
        let level = Int.random(in: 1...4, using: &generator)
        blocks.append((.heading(level: level), sentence(&generator, words: roll == 0 ? 60 : min(count, 4))))
      case 5..<11:
        var text = ""
        for _ in 0..<count { text += sentence(&generator, words: Int.random(in: 1...30, using: &generator)) + " " }
        blocks.append((.paragraph, text))
      case 11..<13: blocks.append((.listItem(depth: 1), sentence(&generator, words: count)))
      case 13: blocks.append((.tableHeader, "Name | Value"))
      case 14..<16: blocks.append((.tableRow, "row \(count) | " + sentence(&generator, words: count)))
      case 16:
        let lines = (0..<count).map { "  let line\($0) = \(sentence(&generator, words: 5))" }
        blocks.append((.code, lines.joined(separator: "\n")))
      case 17: blocks.append((.paragraph, String(repeating: "語", count: count * 60)))
      case 18: blocks.append((.paragraph, String(repeating: "a", count: count * 300)))
      default: blocks.append((.quote, sentence(&generator, words: 100)))
      }
    }
    let title = Int.random(in: 0..<3, using: &generator) == 0 ? nil : sentence(&generator, words: 5)
    return try make(title: title, blocks)
  }

  /// The rules that `chunks` break.
  static func violations(_ chunks: [Chunk], of document: ExtractedDocument, by chunker: Chunker) -> [String] {
    var violations: [String] = []
    let plan = chunker.plan
    var covered = Array(repeating: false, count: document.text.count)
    for (index, chunk) in chunks.enumerated() {
      func fail(_ text: String) { violations.append("chunk \(index) \(chunk.range): \(text)") }
      if chunk.ordinal != index { fail("ordinal \(chunk.ordinal)") }
      guard !chunk.range.isEmpty, chunk.range.upperBound <= document.text.count else {
        fail("outside of the text")
        continue
      }
      if !(chunk.range.lowerBound...chunk.range.upperBound).contains(chunk.bodyStart) {
        fail("body at \(chunk.bodyStart)")
      }
      if String(validating: document.text[chunk.range], as: UTF8.self) == nil { fail("cuts a character") }
      // Code may start with spaces that matter.
      let startsBlock = document.blocks.contains { $0.range.lowerBound == chunk.range.lowerBound }
      let hasSpaceAtStart = document.text[chunk.range.lowerBound] <= 32 && !startsBlock
      if hasSpaceAtStart || document.text[chunk.range.upperBound - 1] <= 32 { fail("white space at an end") }
      for position in chunk.range { covered[position] = true }
      if index > 0 {
        let last = chunks[index - 1].range
        if chunk.range.lowerBound <= last.lowerBound || chunk.range.upperBound <= last.upperBound {
          fail("out of order")
        }
        let shared = max(0, last.upperBound - chunk.range.lowerBound)
        let text = String(decoding: document.text[(last.upperBound - shared)..<last.upperBound], as: UTF8.self)
        // A window goes back to the start of a character, which may have several scalars.
        let allowed = plan.overlap + (plan.strategy == .fixed ? 16 : 0)
        if text.unicodeScalars.count > allowed { fail("repeats \(text.unicodeScalars.count)") }
      }
      let tokens = chunker.tokenCount(chunker.encoderInput(chunk, of: document)) + 2
      if tokens > plan.maximumTokens { fail("\(tokens) tokens") }
      let scalars = String(decoding: document.text[chunk.range], as: UTF8.self).unicodeScalars.count
      if scalars > plan.size * 7 / 4 { fail("\(scalars) characters") }
      if plan.strategy == .structure {
        if let path = headings(of: chunk, in: document), chunk.headings != path {
          fail("headings \(chunk.headings), not \(path)")
        }
      }
    }
    for (position, byte) in document.text.enumerated() where byte > 32 && !covered[position] {
      violations.append("byte \(position) is in no chunk")
      break
    }
    return violations
  }

  /// The heading path of the first text in a chunk that is no heading; `nil` in chunks of headings alone.
  private static func headings(of chunk: Chunk, in document: ExtractedDocument) -> [String]? {
    var path: [(level: Int, text: String)] = []
    for block in document.blocks {
      if case .heading(let level) = block.kind {
        while let last = path.last, last.level >= level { path.removeLast() }
        path.append((level, document.text(of: block)))
      } else if block.range.overlaps(chunk.range) {
        return path.map { shortened($0.text) }
      }
    }
    return nil
  }

  private static func shortened(_ heading: String) -> String {
    let scalars = Array(heading.unicodeScalars)
    guard scalars.count > 300 else { return heading }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[..<299])
    return String(text) + "…"
  }
}
