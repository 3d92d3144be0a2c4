import TestSupport
import Testing
import TextAnalysis

private func sentences(_ text: String, _ lineBreaks: SentenceSegmenter.LineBreaks = .emptyLines) -> [String] {
  let bytes = Array(text.utf8)
  return SentenceSegmenter(lineBreaks: lineBreaks).sentences(in: bytes).map {
    String(decoding: bytes[$0], as: UTF8.self)
  }
}

@Suite struct SentenceSegmenterTests {
  /// Each text is written with `|` where it must be split.
  @Test(arguments: [
    "One. |Two! |Three? |Four.",
    "It rose by 3.14 percent. |The rest fell.",
    "Dr. Smith met Mrs. Jones on Monday. |They spoke.",
    "See Fig. 3 and Sec. 4.2 for details. |It works.",
    "He said no. |Then he left.",
    "J. R. R. Tolkien wrote it. |C. S. Lewis read it.",
    "J.R.R. Tolkien wrote it.",
    "The U.S. Army came. |It left the U.S. |The end.",
    "At 5 p.m. Paris time it closed. |We left at 6 p.m. |They stayed.",
    "Use e.g. Swift, i.e. a language. |It compiles.",
    "Smith et al. (2010) found nothing. |Others did, etc. |This is all.",
    "“Really?” she asked. |“Yes.” |He nodded.",
    "\"Stop!\" |Nobody moved.",
    "(It was late.) |We went home.",
    "Wait... what? |Nothing... |Then it rang.",
    "Visit example.org. |Then call foo.bar() twice.",
    "1. First item |\n\n2. Second item",
    "In 2010. |Then in 2011.",
    "Am 3. Oktober ist Feiertag. |Das gilt z. B. auch hier.",
    "Das gilt z.B. auch hier, usw. |Die Regel steht in Abs. 3.",
    "M. Dupont est venu. |Il est parti.",
    "今日は晴れです。|明日は雨です！|本当？|はい。",
    "彼は「行く。」|と言った。",
    "这是第一句。|这是第二句！|OK。",
    "Κείμενο πρώτο. |Δεύτερο κείμενο;",
    "यह पहला वाक्य है। |यह दूसरा है।",
    "هل هذا سؤال؟ |نعم.",
    "A heading\n\n|A paragraph that\nis wrapped. |It has two sentences.\n\n|Another",
    "Version 2.0.1 is out. |Upgrade now!",
    "What?! |No way.",
    "No. 5 is alive. |No. |I said no.",
    "Was it you? |I did not see.",
    "It was I. |You saw me.",
    "  leading and trailing space.  ",
    "no stop at all",
    "**Bold.** |Next.",
    "A list: a, b, c; d. |Next",
    "",
    " \n\n ",
  ])
  func textSplitsAtTheBars(marked: String) {
    let expected = marked.split(separator: "|").map { trimmed(String($0)) }.filter { !$0.isEmpty }
    #expect(sentences(marked.replacing("|", with: "")) == expected)
  }

  private func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  @Test func lineBreaksCountAsAskedFor() {
    let text = "first line\nsecond line\r\n\r\nthird. Fourth"
    #expect(sentences(text, .never) == ["first line\nsecond line\r\n\r\nthird.", "Fourth"])
    #expect(sentences(text, .emptyLines) == ["first line\nsecond line", "third.", "Fourth"])
    #expect(sentences(text, .always) == ["first line", "second line", "third.", "Fourth"])
  }

  @Test func aPartIsSegmentedByItself() {
    let bytes = Array("One. Two. Three.".utf8)
    #expect(SentenceSegmenter().sentences(in: bytes, 5..<12) == [5..<9, 10..<12])
    #expect(SentenceSegmenter().sentences(in: bytes, 10..<99) == [10..<16])
    #expect(SentenceSegmenter().sentences(in: bytes, 90..<99) == [])
  }

  @Test func noTextIsLostWhateverTheBytes() {
    var generator = SeededGenerator(seed: 5)
    let parts: [[UInt8]] =
      [
        "Dr", ".", " ", "\n", "A", "b", "3", "。", "！", "\u{3000}", "é", "\"", ")", "etc", "!", "…", "U.S", "\u{A0}",
        "。", "z",
      ].map { Array($0.utf8) } + [[0xFF], [0xE3], [0xE3, 0x80], [0xC2], [0xF0, 0x9F]]
    for _ in 0..<4000 {
      let count = Int.random(in: 0...24, using: &generator)
      let text = (0..<count).flatMap { _ in parts.randomElement(using: &generator) ?? [] }
      let mode: SentenceSegmenter.LineBreaks = [.never, .emptyLines, .always][count % 3]
      var covered = Array(repeating: false, count: text.count)
      var last = 0
      for range in SentenceSegmenter(lineBreaks: mode).sentences(in: text) {
        #expect(range.lowerBound >= last && !range.isEmpty && range.upperBound <= text.count)
        last = range.upperBound
        for index in range { covered[index] = true }
      }
      let rest = String(decoding: text.indices.map { covered[$0] ? UInt8(ascii: " ") : text[$0] }, as: UTF8.self)
      let isCovered = rest.allSatisfy { $0.isWhitespace }
      #expect(isCovered, "\(text)")
    }
  }
}
