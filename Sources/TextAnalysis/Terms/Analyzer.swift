/// How text becomes terms; the same for a corpus and the questions to it.
package struct AnalyzerOptions: Hashable, Sendable {
  package var stemming: StemmingAlgorithm
  /// Leave out the function words of English.
  package var removesStopWords: Bool

  package init(stemming: StemmingAlgorithm = .english, removesStopWords: Bool = false) {
    self.stemming = stemming
    self.removesStopWords = removesStopWords
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
/// Not thread-safe, as the stemmer is not; making one is cheap, and a cache of stems comes only with long texts.
package final class Analyzer {
  package static let maximumTermLength = 120

  package let options: AnalyzerOptions
  private let stemmer: Stemmer
  private let splitsAtApostrophes: Bool
  private var word: [UInt8] = []
  private var cache: TermCache?
  /// Words since the start; the cache is made when there were many.
  private var wordCount = 0

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
  /// - Complexity: O(n); words that came before cost a lookup.
  package func forEachTerm(in text: borrowing Span<UInt8>, _ body: ([UInt8], Range<Int>) -> Void) {
    var index = 0
    while let segment = WordSegmenter.next(in: text, from: &index) {
      switch segment.kind {
      case .word: analyze(text, segment.range, body)
      case .unspaced: analyzeRun(text, segment.range, body)
      }
    }
  }

  private func analyze(_ text: borrowing Span<UInt8>, _ range: Range<Int>, _ body: ([UInt8], Range<Int>) -> Void) {
    if splitsAtApostrophes {
      var start = range.lowerBound
      var index = start
      while index < range.upperBound {
        let scalar = DecodedScalar(text, at: index)
        if WordCharacter(scalar.value) == .apostrophe {
          if index > start { analyzeWord(text, start..<index, body) }
          start = index + scalar.length
        }
        index += scalar.length
      }
      if start < range.upperBound { analyzeWord(text, start..<range.upperBound, body) }
    } else {
      analyzeWord(text, range, body)
    }
  }

  @inline(__always)
  private func analyzeWord(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ body: ([UInt8], Range<Int>) -> Void
  ) {
    wordCount &+= 1
    guard range.count <= TermCache.maximumWordLength, wordCount > 256 else {
      makeTerm(text, range)
      if !word.isEmpty { body(word, range) }
      return
    }
    if cache == nil { cache = TermCache() }
    guard let place = cache?.place(of: text, range) else { return }
    if place.isHit {
      cache?.copyTerm(at: place, into: &word)
    } else {
      makeTerm(text, range)
      cache?.store(word, for: text, range, at: place)
    }
    if !word.isEmpty { body(word, range) }
  }

  /// Leaves the term of a word in `word`; nothing for a stop word.
  private func makeTerm(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    TermFolding.lowercase(
      text, range, isTurkish: options.stemming == .turkish, limit: Self.maximumTermLength, into: &word)
    if options.removesStopWords, StopWords.contains(word) {
      word.removeAll(keepingCapacity: true)
      return
    }
    stemmer.stem(&word)
    TermFolding.fold(&word)
    truncate()
  }

  /// Cuts the term at the start of a scalar.
  private func truncate() {
    guard word.count > Self.maximumTermLength else { return }
    var end = Self.maximumTermLength
    while end > 0, word[end] & 0xC0 == 0x80 { end -= 1 }
    word.removeLast(word.count - end)
  }

  /// The characters of a run, each with its marks, and the pairs of neighbours.
  private func analyzeRun(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ body: ([UInt8], Range<Int>) -> Void
  ) {
    var previous: Range<Int>?
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + DecodedScalar(text, at: start).length
      while end < range.upperBound, end - start < 32 {
        let scalar = DecodedScalar(text, at: end)
        if WordCharacter(scalar.value) != .extend { break }
        end += scalar.length
      }
      end = min(end, range.upperBound)
      let character = start..<end
      if let previous { emit(text, previous.lowerBound..<end, body) }
      emit(text, character, body)
      previous = character
      start = end
    }
  }

  private func emit(_ text: borrowing Span<UInt8>, _ range: Range<Int>, _ body: ([UInt8], Range<Int>) -> Void) {
    TermFolding.lowercase(text, range, isTurkish: false, limit: Self.maximumTermLength, into: &word)
    truncate()
    if !word.isEmpty { body(word, range) }
  }
}
