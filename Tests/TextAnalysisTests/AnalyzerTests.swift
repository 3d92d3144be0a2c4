import TestSupport
import Testing
import TextAnalysis

private func words(_ text: String) -> [String] {
  let bytes = Array(text.utf8)
  return WordSegmenter.words(in: bytes).map { String(decoding: bytes[$0.range], as: UTF8.self) }
}

private func terms(_ text: String, _ stemming: StemmingAlgorithm = .none) -> [String] {
  Analyzer(AnalyzerOptions(stemming: stemming)).terms(in: text)
}

@Suite struct WordSegmenterTests {
  @Test(arguments: [
    ("The quick, brown fox!", ["The", "quick", "brown", "fox"]),
    ("don't rock’n’roll 'quoted'", ["don't", "rock’n’roll", "quoted"]),
    ("3.14 1,000,000 1,00 v2.0 10:30", ["3.14", "1,000,000", "1", "00", "v2.0", "10", "30"]),
    ("U.S.A. e.g. example.org end.Next", ["U.S.A", "e.g", "example", "org", "end", "Next"]),
    ("pg_stat_activity state-of-the-art", ["pg", "stat", "activity", "state", "of", "the", "art"]),
    ("C++, C# and C, F#7", ["C++", "C#", "and", "C", "F", "7"]),
    ("naïve cafe\u{301} co\u{AD}op", ["naïve", "cafe\u{301}", "co\u{AD}op"]),
    ("北京abc大学", ["北京", "abc", "大学"]),
    ("한국어 텍스트", ["한국어", "텍스트"]),
    ("ภาษาไทย 2563", ["ภาษาไทย", "2563"]),
    ("Привет, мир! שלום العربية", ["Привет", "мир", "שלום", "العربية"]),
    ("😀 → ✓", []),
    ("", []),
  ])
  func textDividesIntoTheseWords(text: String, expected: [String]) {
    #expect(words(text) == expected)
  }
}

@Suite struct AnalyzerTests {
  @Test(arguments: [
    ("Running runners RAN", StemmingAlgorithm.english, ["run", "runner", "ran"]),
    ("the nation's nationality", .english, ["the", "nation", "nation"]),
    ("U.S.A. 1,000 3.14", .english, ["usa", "1000", "3.14"]),
    ("Café ﬁnance Ｆｕｌｌ", .none, ["cafe", "finance", "full"]),
    ("Straße Ærø", .none, ["strasse", "aero"]),
    ("Häuser Häusern", .german, ["haus", "haus"]),
    ("l’homme d'été", .french, ["l", "homm", "d", "ete"]),
    ("ΛΟΓΟΣ λόγος", .none, ["λογοσ", "λογοσ"]),
    ("ёлка край", .none, ["елка", "край"]),
    ("が हिन्दी", .none, ["が", "हिन्दी"]),
    ("東京都", .none, ["東", "東京", "京", "京都", "都"]),
    ("ISTANBUL İZMİR", .turkish, ["istanbul", "izmir"]),
    ("don’t Don't", .english, ["don't", "don't"]),
    ("שָׁלוֹם", .none, ["שלום"]),
  ])
  func wordsBecomeTheseTerms(text: String, stemming: StemmingAlgorithm, expected: [String]) {
    #expect(terms(text, stemming) == expected)
  }

  @Test func stopWordsStayUnlessAskedFor() {
    #expect(terms("This is the way", .english) == ["this", "is", "the", "way"])
    let analyzer = Analyzer(AnalyzerOptions(removesStopWords: true))
    #expect(analyzer.terms(in: "This is the way") == ["way"])
  }

  @Test func languagesAreKnownByNameAndCode() {
    #expect(StemmingAlgorithm(language: "German") == .german)
    #expect(StemmingAlgorithm(language: "de-AT") == .german)
    #expect(StemmingAlgorithm(language: "pt_BR") == .portuguese)
    #expect(StemmingAlgorithm(language: "eng") == .english)
    #expect(StemmingAlgorithm(language: "ja") == nil)
    #expect(StemmingAlgorithm(language: "none") == StemmingAlgorithm.none)
  }

  @Test(arguments: StemmingAlgorithm.allCases)
  func theLibraryHasEveryStemmer(algorithm: StemmingAlgorithm) {
    #expect(!Stemmer(algorithm).stem("word").isEmpty)
  }

  @Test func theCacheDoesNotChangeTerms() {
    var generator = SeededGenerator(seed: 17)
    let stems = ["walk", "talk", "nation", "café", "über", "Straße", "x"]
    let ends = ["", "s", "ed", "ing", "al", "ly", "ization", "’s"]
    let text = (0..<5000).map { _ in
      (stems.randomElement(using: &generator) ?? "") + (ends.randomElement(using: &generator) ?? "")
    }
    var numbers: [[UInt8]: UInt32] = [:]
    func number(_ term: [UInt8]) -> UInt32 {
      let new = UInt32(numbers.count)
      return numbers[term, default: new]
    }
    func note(_ term: [UInt8]) -> UInt32 {
      let result = number(term)
      numbers[term] = result
      return result
    }
    var cache = TermNumberCache()
    var cached: [UInt32] = []
    let analyzer = Analyzer()
    let bytes = Array(text.joined(separator: " ").utf8)
    analyzer.forEachTermNumber(in: bytes.span, cache: &cache, number: note) { cached.append($0) }
    let plain = analyzer.analyzedTerms(in: bytes).map { number(Array($0.term.utf8)) }
    #expect(cached == plain)
    #expect(numbers.count > 20)
  }

  @Test func longWordsAreCut() {
    let term = terms(String(repeating: "é", count: 500) + " ok")
    #expect(term.count == 2)
    #expect(term[0].utf8.count <= Analyzer.maximumTermLength)
    #expect(terms(String(repeating: "字", count: 3)).count == 5)
  }

  @Test func bytesThatAreNotTextGiveNoCrash() {
    var generator = SeededGenerator(seed: 19)
    for _ in 0..<2000 {
      let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
      for term in Analyzer().analyzedTerms(in: bytes) { #expect(term.range.upperBound <= bytes.count) }
    }
  }
}
