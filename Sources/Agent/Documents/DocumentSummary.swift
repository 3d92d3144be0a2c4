internal import Common
internal import PassageStore
internal import Retrieval
internal import TextAnalysis

/// The sentences of a document that say most of what it says, in their order.
package struct DocumentSummary: Equatable, Sendable {
  package struct Sentence: Equatable, Sendable {
    package var text: String
    /// In the document's text, in UTF-8 bytes.
    package var range: Range<Int>
  }

  package var entry: DocumentEntry
  package var sentences: [Sentence]
}

extension DocumentLibrary {
  /// Bytes of a document that a summary is made from; what comes after is not seen.
  private static let summarisedLength = 200_000

  /// Picks the sentences nearest to the document's own vocabulary.
  ///
  /// Each sentence is scored by the mean weight of its terms, a term's weight being the logarithm of its count in the
  /// document (centroid-based extraction, Radev et al., 2004); code is left out; early sentences get up to a third more, and a sentence that shares most
  /// of its terms with one already chosen is left out.
  ///
  /// - Complexity: O(length of the text + sentences · count).
  package func summary(of entry: DocumentEntry, count: Int = 5) throws -> DocumentSummary {
    let passages = try engine.bundles[entry.bundle].passages
    let length = min(entry.textLength, Self.summarisedLength)
    let utf8 = try passages.utf8(of: entry.document, range: 0..<length)
    let analyzer = Analyzer(AnalyzerOptions(stemming: .english, removesStopWords: true))
    var frequency: [String: Int] = [:]
    var sentences: [(range: Range<Int>, terms: [String])] = []
    let segmenter = SentenceSegmenter(lineBreaks: .emptyLines)
    let found = try prose(of: entry, length: length).flatMap { segmenter.sentences(in: utf8, $0) }
    for range in found where (30...500).contains(range.count) {
      let terms = analyzer.analyzedTerms(in: Array(utf8[range])).map(\.term)
      guard terms.count >= 4 else { continue }
      for term in terms { frequency[term, default: 0] += 1 }
      sentences.append((range, terms))
    }
    func score(_ index: Int) -> Double {
      let terms = sentences[index].terms
      let weight = terms.reduce(0.0) {
        $0 + Double((frequency[$1] ?? 1).bitWidth - (frequency[$1] ?? 1).leadingZeroBitCount)
      }
      let place = 1 + (1.0 / 3) / (1 + Double(index) / 4)
      return weight / Double(terms.count) * place
    }
    let scores = sentences.indices.map(score)
    let ranked = sentences.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    var chosen: [Int] = []
    for index in ranked where chosen.count < count {
      let terms = Set(sentences[index].terms)
      let isNew = chosen.allSatisfy { other in
        let shared = terms.intersection(sentences[other].terms).count
        return Double(shared) < 0.6 * Double(terms.count)
      }
      if isNew { chosen.append(index) }
    }
    let picked = chosen.sorted().map { index -> DocumentSummary.Sentence in
      let range = sentences[index].range
      let text = String(decoding: utf8[range], as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
      return DocumentSummary.Sentence(text: text, range: range)
    }
    return DocumentSummary(entry: entry, sentences: picked)
  }

  /// The parts of a document's first `length` bytes that are no code.
  private func prose(of entry: DocumentEntry, length: Int) throws -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for block in try engine.bundles[entry.bundle].passages.blocks(of: entry.document) ?? []
    where block.role == .code && block.range.lowerBound < length {
      if start < block.range.lowerBound { parts.append(start..<block.range.lowerBound) }
      start = min(block.range.upperBound, length)
    }
    if start < length { parts.append(start..<length) }
    return parts
  }
}
