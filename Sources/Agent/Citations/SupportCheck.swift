internal import Common
package import LanguageModels
package import Retrieval
internal import TextAnalysis

/// Whether cited passages support the sentences of an answer.
///
/// This is a check of the surface, not of entailment: every number of a sentence must stand in a cited passage, its names must, and not where the passage has another name,
/// enough of its other words must stand near to each other, and it must not say "not" where the passage does not. A sentence may
/// therefore pass that combines true words into something false, and a free paraphrase may be marked though it is true;
/// docs/agent.md has the measured precision and recall.
package struct SupportCheck: Sendable {
  /// What speaks for a sentence being supported by passages.
  package struct Evidence: Equatable, Sendable {
    /// The share of the content words that the best window of the passages has, 0…1.
    package var coverage: Double
    /// Numbers of the sentence that no passage has.
    package var strangeNumbers: Int
    /// Names of the sentence that the best window does not have, or that stand between the same words as another name there.
    package var strangeNames: Int
    /// Whether sentence and window differ in being negated.
    package var isNegationDifferent: Bool

    package init(coverage: Double, strangeNumbers: Int, strangeNames: Int, isNegationDifferent: Bool) {
      self.coverage = coverage
      self.strangeNumbers = strangeNumbers
      self.strangeNames = strangeNames
      self.isNegationDifferent = isNegationDifferent
    }
  }

  /// The coverage from which a sentence counts as supported, 0…1.
  package var minimumCoverage: Double

  package init(minimumCoverage: Double = 0.6) { self.minimumCoverage = minimumCoverage }

  package func isSupported(_ evidence: Evidence) -> Bool {
    evidence.coverage >= minimumCoverage && evidence.strangeNumbers == 0 && evidence.strangeNames == 0
      && !evidence.isNegationDifferent
  }

  /// Whether `sentence` is supported by `passages`; a sentence that states nothing is.
  package func isSupported(_ sentence: String, by passages: [String]) -> Bool {
    let claim = ClaimTerms(sentence)
    guard claim.statesSomething else { return true }
    return isSupported(evidence(claim, passages))
  }

  /// The evidence for a sentence.
  package func evidence(_ sentence: String, by passages: [String]) -> Evidence {
    evidence(ClaimTerms(sentence), passages)
  }
}

// MARK: Answers

extension SupportCheck {
  /// The sentences of an answer that state something which no passage they cite supports.
  ///
  /// A sentence without a mark belongs to the next mark in its paragraph, or else the last one; in a paragraph without marks it is held
  /// to all passages of the answer.
  package func unsupportedSentences(of text: String, citations: [Citation]) -> [TextRange] {
    let utf8 = Array(text.utf8)
    var ranges: [TextRange] = []
    for paragraph in Self.paragraphs(utf8) {
      let sentences = SentenceSegmenter(lineBreaks: .always).sentences(in: utf8, paragraph)
        .map { (range: $0, numbers: Self.marks(in: utf8[$0])) }
      for (index, sentence) in sentences.enumerated() {
        var numbers = sentence.numbers
        if numbers.isEmpty {
          numbers =
            sentences[(index + 1)...].first { !$0.numbers.isEmpty }?.numbers
            ?? sentences[..<index].last { !$0.numbers.isEmpty }?.numbers ?? []
        }
        let cited = citations.filter { numbers.contains($0.number) }
        let words = String(decoding: utf8[sentence.range], as: UTF8.self).withoutMarks
        guard !isSupported(words, by: (cited.isEmpty ? citations : cited).map(\.context)) else { continue }
        let before = String(decoding: utf8[..<sentence.range.lowerBound], as: UTF8.self).utf16.count
        let length = String(decoding: utf8[sentence.range], as: UTF8.self).utf16.count
        ranges.append(TextRange(utf8: sentence.range, utf16: before..<(before + length)))
      }
    }
    return ranges
  }

  private static func paragraphs(_ utf8: [UInt8]) -> [Range<Int>] {
    var paragraphs: [Range<Int>] = []
    var start = 0
    for index in utf8.indices where utf8[index] == 0x0A && index + 1 < utf8.count && utf8[index + 1] == 0x0A {
      paragraphs.append(start..<index)
      start = index + 1
    }
    paragraphs.append(start..<utf8.count)
    return paragraphs.filter { !$0.isEmpty }
  }

  /// The numbers of the marks `[n]` in a sentence.
  private static func marks(in sentence: ArraySlice<UInt8>) -> [Int] {
    var numbers: [Int] = []
    var number: Int?
    for byte in sentence {
      if byte == UInt8(ascii: "[") {
        number = 0
      } else if let value = number, (0x30...0x39).contains(byte), value < 10_000 {
        number = value * 10 + Int(byte - 0x30)
      } else {
        if byte == UInt8(ascii: "]"), let value = number, value > 0 { numbers.append(value) }
        number = nil
      }
    }
    return numbers
  }
}

extension Citation {
  /// The passage with what a reader knows when reading it: the title and the headings above.
  var context: String { ([source.title] + headings + [text]).joined(separator: "\n") }
}

// MARK: Evidence

extension SupportCheck {
  /// Sentences that are looked at together: claims often join two.
  private static let windowLength = 2

  private func evidence(_ claim: ClaimTerms, _ passages: [String]) -> Evidence {
    var numbers: Set<String> = []
    var best: (coverage: Double, window: ClaimTerms)?
    for passage in passages {
      let utf8 = Array(passage.utf8)
      let sentences = SentenceSegmenter(lineBreaks: .emptyLines).sentences(in: utf8)
        .map { ClaimTerms(String(decoding: utf8[$0], as: UTF8.self)) }
      for start in sentences.indices {
        for length in 1...Self.windowLength where start + length <= sentences.count {
          let window = ClaimTerms(joining: sentences[start..<(start + length)])
          // A longer window must cover more to be preferred.
          let coverage = claim.coverage(by: window)
          if coverage > (best?.coverage ?? -1) + 0.02 { best = (coverage, window) }
        }
      }
      numbers.formUnion(ClaimTerms(passage).numbers)
    }
    guard let best else {
      return Evidence(
        coverage: 0, strangeNumbers: claim.numbers.count, strangeNames: claim.names.count, isNegationDifferent: false)
    }
    return Evidence(
      coverage: best.coverage, strangeNumbers: claim.numbers.subtracting(best.window.numbers).count,
      strangeNames: claim.names.subtracting(best.window.all).count + claim.misplacedNames(in: best.window),
      isNegationDifferent: claim.isNegatedDifferently(from: best.window))
  }
}

/// What a sentence is held to: its words, names, numbers and whether it is negated.
private struct ClaimTerms {
  private static let analyzerOptions = AnalyzerOptions(stemming: .english, removesStopWords: true)
  private static let negations: Set<String> = [
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "can't", "won't", "don't",
    "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "hasn't", "haven't", "hadn't", "shouldn't", "couldn't",
    "wouldn't", "unable", "lacks", "lack", "fails", "failed", "refuses", "impossible",
  ]

  /// Stems of content words, numbers left out.
  var words: Set<String> = []
  /// Stems of words that begin with a capital within the sentence.
  var names: Set<String> = []
  /// The content words in their order, names that stand together as one; `nil` between sentences.
  var runs: [Run?] = []
  /// In one form: `1,000` and `1000` are the same.
  var numbers: Set<String> = []
  /// Stems that a negation stands before.
  var negated: Set<String> = []

  /// A content word, or names that stand together.
  struct Run: Equatable {
    var terms: Set<String>
    var isName: Bool
  }

  var all: Set<String> { words.union(names) }
  /// Questions, greetings and pointers state nothing that a passage could support.
  var statesSomething: Bool { words.count + numbers.count >= 3 }

  init(_ sentence: String) {
    let analyzer = Analyzer(Self.analyzerOptions)
    let utf8 = Array(sentence.utf8)
    var isFirst = true
    let negations = Self.negationEnds(in: utf8)
    var nextNegation = 0
    for term in analyzer.analyzedTerms(in: utf8) {
      let word = utf8[term.range]
      // The first content word after a negation is what it denies.
      var isNegated = false
      while nextNegation < negations.count, negations[nextNegation] <= term.range.lowerBound {
        isNegated.toggle()
        nextNegation += 1
      }
      if isNegated { negated.insert(term.term) }
      if word.contains(where: { (0x30...0x39).contains($0) }) {
        runs.append(Run(terms: [term.term], isName: false))
        continue
      }
      words.insert(term.term)
      let isCapital = word.first.map { (0x41...0x5A).contains($0) } ?? false
      // The first word has a capital whatever it is.
      if isCapital, !isFirst || word.dropFirst().contains(where: { (0x41...0x5A).contains($0) }) {
        names.insert(term.term)
        if let last = runs.last, last?.isName == true {
          runs[runs.count - 1]?.terms.insert(term.term)
        } else {
          runs.append(Run(terms: [term.term], isName: true))
        }
      } else {
        runs.append(Run(terms: [term.term], isName: false))
      }
      isFirst = false
    }
    numbers = Self.numbers(in: utf8)
  }

  init(joining parts: ArraySlice<ClaimTerms>) {
    for part in parts {
      words.formUnion(part.words)
      names.formUnion(part.names)
      numbers.formUnion(part.numbers)
      negated.formUnion(part.negated)
      runs += (runs.isEmpty ? [] : [nil]) + part.runs
    }
  }

  /// Names for which `window` has another one between the same words, and never this one.
  func misplacedNames(in window: ClaimTerms) -> Int {
    func neighbours(_ place: Int, _ runs: [Run?]) -> [Set<String>?] {
      [place - 1, place + 1].map { runs.indices.contains($0) ? runs[$0]?.terms : nil }
    }
    return runs.indices.count { place in
      guard let run = runs[place], run.isName else { return false }
      let own = neighbours(place, runs)
      guard own != [nil, nil] else { return false }
      let there = window.runs.indices.filter { window.runs[$0]?.isName == true && neighbours($0, window.runs) == own }
        .compactMap { window.runs[$0]?.terms }
      return !there.isEmpty && !there.contains { run.terms.isSubset(of: $0) }
    }
  }

  /// Whether a word that both have is denied by one of them only.
  func isNegatedDifferently(from window: ClaimTerms) -> Bool {
    !negated.symmetricDifference(window.negated).intersection(all).intersection(window.all).isEmpty
  }

  /// Where the negations of a text end, in order.
  private static func negationEnds(in utf8: [UInt8]) -> [Int] {
    var ends: [Int] = []
    var start = 0
    func isLetter(_ byte: UInt8) -> Bool {
      (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "'") || byte >= 0x80
    }
    for index in 0...utf8.count where index == utf8.count || !isLetter(utf8[index]) {
      if index > start {
        let word = String(decoding: utf8[start..<index], as: UTF8.self).lowercased().replacing("’", with: "'")
        if negations.contains(word) { ends.append(index) }
      }
      start = index + 1
    }
    return ends
  }

  /// The share of this sentence's words and numbers that `window` has, 0…1.
  func coverage(by window: ClaimTerms) -> Double {
    let count = words.count + numbers.count
    guard count > 0 else { return 1 }
    let found = words.intersection(window.words).count + numbers.intersection(window.numbers).count
    return Double(found) / Double(count)
  }

  /// Runs of digits with the points, commas and slashes between them; separators of thousands are taken out.
  private static func numbers(in utf8: [UInt8]) -> Set<String> {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    var numbers: Set<String> = []
    var index = 0
    while index < utf8.count {
      guard isDigit(utf8[index]) else {
        index += 1
        continue
      }
      var end = index
      var text: [UInt8] = []
      while end < utf8.count {
        if isDigit(utf8[end]) {
          text.append(utf8[end])
        } else if end + 1 < utf8.count, isDigit(utf8[end + 1]), ".:/".utf8.contains(utf8[end]) {
          text.append(utf8[end])
        } else if !(utf8[end] == UInt8(ascii: ",") && end + 3 < utf8.count
          && utf8[(end + 1)...(end + 3)].allSatisfy(isDigit))
        {
          break
        }
        end += 1
      }
      numbers.insert(String(decoding: text, as: UTF8.self))
      index = end
    }
    return numbers
  }
}
