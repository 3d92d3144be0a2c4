/// How text becomes terms; the same for a corpus and the questions to it.
package struct AnalyzerOptions: Hashable, Sendable {
  package var stemming: StemmingAlgorithm
  /// Leave out the function words of English.
  package var removesStopWords: Bool

  package init(stemming: StemmingAlgorithm = .english, removesStopWords: Bool = false) {
    self.stemming = stemming
    self.removesStopWords = removesStopWords
  }

  /// The same for what a question is about: without function words, where they are not words of another language.
  package var ofQuestions: AnalyzerOptions {
    let isEnglish = [.english, .porter, .none].contains(stemming)
    return AnalyzerOptions(stemming: stemming, removesStopWords: removesStopWords || isEnglish)
  }
}

/// A term and where it comes from.
package struct AnalyzedTerm: Hashable, Sendable {
  package var term: String
  /// UTF-8 byte offsets of the word in the text.
  package var range: Range<Int>

  package init(term: String, range: Range<Int>) {
    self.term = term
    self.range = range
  }
}

/// Turns text into the terms of the lexical index: words, in lower case, stemmed, without accents.
///
/// A run of a script without spaces gives its characters and their overlapping pairs, which finds words of one and two
/// characters exactly and longer ones well. Terms have at most `maximumTermLength` bytes; longer words are cut.
///
/// Not thread-safe, as the stemmer is not; making one is cheap.
package final class Analyzer {
  package static let maximumTermLength = 120

  package let options: AnalyzerOptions
  private let stemmer: Stemmer
  private let splitsAtApostrophes: Bool

  package init(_ options: AnalyzerOptions = .init()) {
    self.options = options
    stemmer = Stemmer(options.stemming)
    // l'homme, dell'arte, l'home: articles.
    splitsAtApostrophes = [.french, .italian, .catalan].contains(options.stemming)
  }

  /// The distinct and repeated terms of `text`, in order.
  package func terms(in text: String) -> [String] {
    analyzedTerms(in: Array(text.utf8)).map(\.term)
  }

  /// The terms of UTF-8 text, in order, with their words' places.
  package func analyzedTerms(in text: [UInt8]) -> [AnalyzedTerm] {
    var terms: [AnalyzedTerm] = []
    forEachTerm(in: text.span) { term, range in
      terms.append(AnalyzedTerm(term: String(decoding: term, as: UTF8.self), range: range))
    }
    return terms
  }

  /// Calls `body` with the UTF-8 bytes of every term in order and the place of its word.
  ///
  /// - Complexity: O(n).
  package func forEachTerm(in text: borrowing Span<UInt8>, _ body: ([UInt8], Range<Int>) -> Void) {
    var term: [UInt8] = []
    forEachWord(in: text) { text, range, kind in
      makeTerm(text, range, kind, into: &term)
      if !term.isEmpty { body(term, range) }
    }
  }

  /// Calls `body` with the number of every term in order.
  ///
  /// - Parameters:
  ///   - cache: remembers the numbers of words; to be used with one `number` and with analyzers of equal options only.
  ///   - number: gives the number of a term.
  /// - Complexity: O(n); a word that came lately costs a lookup.
  package func forEachTermNumber(
    in text: borrowing Span<UInt8>, cache: inout TermNumberCache, number: ([UInt8]) -> UInt32,
    _ body: (UInt32) -> Void
  ) {
    var term: [UInt8] = []
    forEachWord(in: text) { text, range, kind in
      let place = cache.place(of: text, range)
      if let known = cache.number(at: place) {
        if known != TermNumberCache.noTerm { body(known) }
        return
      }
      makeTerm(text, range, kind, into: &term)
      let found = term.isEmpty ? TermNumberCache.noTerm : number(term)
      cache.store(found, for: text, range, at: place)
      if found != TermNumberCache.noTerm { body(found) }
    }
  }

  /// What a range is that becomes a term.
  private enum Kind { case word, unspaced }

  @inline(__always)
  private func forEachWord(
    in text: borrowing Span<UInt8>, _ body: (borrowing Span<UInt8>, Range<Int>, Kind) -> Void
  ) {
    var index = 0
    while let segment = WordSegmenter.next(in: text, from: &index) {
      switch segment.kind {
      case .word where splitsAtApostrophes:
        var start = segment.range.lowerBound
        while start < segment.range.upperBound {
          let end = Self.apostrophe(in: text, start..<segment.range.upperBound)
          if end.lowerBound > start { body(text, start..<end.lowerBound, .word) }
          start = end.upperBound
        }
      case .word:
        body(text, segment.range, .word)
      case .unspaced:
        // The characters of a run, each with its marks, and the pairs of neighbours.
        var previous: Int?
        var start = segment.range.lowerBound
        while start < segment.range.upperBound {
          let end = Self.endOfCharacter(in: text, start..<segment.range.upperBound)
          if let previous { body(text, previous..<end, .unspaced) }
          body(text, start..<end, .unspaced)
          previous = start
          start = end
        }
      }
    }
  }

  /// The first apostrophe of `range`, or its empty end.
  private static func apostrophe(in text: borrowing Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = DecodedScalar(text, at: index)
      if WordCharacter(scalar.value) == .apostrophe { return index..<(index + scalar.length) }
      index += scalar.length
    }
    return range.upperBound..<range.upperBound
  }

  private static func endOfCharacter(in text: borrowing Span<UInt8>, _ range: Range<Int>) -> Int {
    var end = range.lowerBound + DecodedScalar(text, at: range.lowerBound).length
    while end < range.upperBound, end - range.lowerBound < 32 {
      let scalar = DecodedScalar(text, at: end)
      if WordCharacter(scalar.value) != .extend { break }
      end += scalar.length
    }
    return min(end, range.upperBound)
  }

  /// Makes the term of a word; nothing for a stop word.
  private func makeTerm(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ kind: Kind, into term: inout [UInt8]
  ) {
    let isTurkish = kind == .word && options.stemming == .turkish
    TermFolding.lowercase(text, range, isTurkish: isTurkish, limit: Self.maximumTermLength, into: &term)
    if kind == .word {
      if options.removesStopWords, StopWords.contains(term) {
        term.removeAll(keepingCapacity: true)
        return
      }
      stemmer.stem(&term)
      TermFolding.fold(&term)
    }
    Self.truncate(&term)
  }

  /// Cuts a term at the start of a scalar.
  private static func truncate(_ term: inout [UInt8]) {
    guard term.count > maximumTermLength else { return }
    var end = maximumTermLength
    while end > 0, term[end] & 0xC0 == 0x80 { end -= 1 }
    term.removeLast(term.count - end)
  }
}
