import Retrieval
import Testing

@Suite struct SnippetTests {
  private func snippet(_ text: String, _ query: Set<String>, maximumBytes: Int = 40) -> Snippet {
    Snippet(of: text, query: query, maximumBytes: maximumBytes) { utf8 in
      var words: [(term: String, range: Range<Int>)] = []
      for part in utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x2C }) {
        words.append((String(decoding: part, as: UTF8.self).lowercased(), part.startIndex..<part.endIndex))
      }
      return words
    }
  }

  private func marked(_ snippet: Snippet) -> [String] {
    let utf8 = Array(snippet.text.utf8)
    return snippet.highlights.map { String(decoding: utf8[$0], as: UTF8.self) }
  }

  @Test func `A short text is shown whole, on one line`() {
    let short = snippet("  One\n\ttwo  three ", ["two"])
    #expect(short.text == "One two three")
    #expect(marked(short) == ["two"])
  }

  @Test func `The window holds the most different words of the query`() {
    let text =
      "alpha alpha alpha alpha, then a long stretch of nothing, then Beta meets gamma at last, and then it ends"
    let cut = snippet(text, ["alpha", "beta", "gamma"])
    #expect(marked(cut) == ["Beta", "gamma"])
    #expect(cut.text.hasPrefix("… "))
    #expect(cut.text.hasSuffix(" …"))
  }

  @Test func `A text without matches shows its beginning`() {
    let cut = snippet("one two three four five six seven eight nine ten eleven twelve", ["zebra"])
    #expect(cut.text == "one two three four five six seven eight …")
    #expect(cut.highlights.isEmpty)
  }

  @Test(arguments: ["", "…", "日本語のとても長い文章がここにあります。とても長いのでどこかで切らなければなりません。とても長い。", "!!!"])
  func `Any text gives a snippet`(text: String) {
    let cut = snippet(text, ["x"])
    #expect(cut.highlights.isEmpty)
    #expect(cut.text.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" })
  }
}
