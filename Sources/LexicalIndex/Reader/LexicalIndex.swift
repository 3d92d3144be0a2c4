package import BundleFormat
package import Common
package import Storage
package import TextAnalysis

/// The lexical index of a bundle, read in place: BM25 over title, headings and body of every chunk.
///
/// Opening checks lengths and numbers; a search reads the dictionary and the lists of its terms. Whatever the bytes, reads
/// stay inside; a damaged list ends early. Whether the bytes are the right ones is the hash trees' matter.
package struct LexicalIndex: Sendable {
  package let statistics: LexicalStatistics
  private let scoring: BM25
  private let commonFrequency: UInt32
  private let dictionary: TermDictionary
  private let postings: MappedBytes
  private let lengths: MappedBytes

  /// More distinct terms than this in a query are left out, the last ones first.
  package static let maximumQueryTerms = 1024

  /// Opens the index of `bundle`.
  ///
  /// - Complexity: O(1).
  package init(bundle: BundleReader) throws(BundleError) {
    try self.init(
      parameters: try bundle.section(.lexicalParameters), terms: try bundle.section(.lexicalTerms),
      postings: try bundle.section(.lexicalPostings), lengths: try bundle.section(.lexicalLengths))
  }

  /// Opens an index from its sections.
  package init(
    parameters: MappedBytes, terms: MappedBytes, postings: MappedBytes, lengths: MappedBytes
  ) throws(BundleError) {
    statistics = try LexicalStatistics(parameters)
    guard lengths.count == statistics.chunkCount * 4 else {
      throw .wrongLength(.section(.lexicalLengths), expected: statistics.chunkCount * 4, got: lengths.count)
    }
    let padding = LexicalConstants.postingsPadding
    guard postings.count >= padding else {
      throw .wrongLength(.section(.lexicalPostings), expected: padding, got: postings.count)
    }
    guard
      let dictionary = TermDictionary(
        terms, termCount: statistics.termCount, chunkCount: statistics.chunkCount,
        postingsLength: postings.count - padding)
    else {
      throw .wrongLength(.section(.lexicalTerms), expected: statistics.termCount / 4, got: terms.count)
    }
    self.dictionary = dictionary
    self.postings = postings
    self.lengths = lengths
    scoring = BM25(statistics)
    commonFrequency = statistics.parameters.weights.inUnits.body
  }

  package var chunkCount: Int { statistics.chunkCount }

  /// An analyzer that makes the terms of this index.
  package func makeAnalyzer() -> Analyzer { Analyzer(statistics.analysis) }

  /// The terms of a query in order, repeated ones included; function words only where it has nothing else.
  ///
  /// In a small bundle "do" and "I" are rarer than the words that a question is about, and would decide its hits.
  package func terms(of query: String) -> [String] {
    let terms = Analyzer(statistics.analysis.ofQuestions).terms(in: query)
    return terms.isEmpty ? makeAnalyzer().terms(in: query) : terms
  }

  /// In how many chunks a term is, 0 when in none.
  package func documentFrequency(of term: String) -> Int {
    dictionary.entry(of: Array(term.utf8))?.documentFrequency ?? 0
  }

  /// ln(1 + (N − n + ½) / (n + ½)) of N chunks of which n have the term.
  package func inverseDocumentFrequency(of term: String) -> Float {
    scoring.inverseDocumentFrequency(documentFrequency(of: term))
  }

  /// The chunks with the highest scores, best first, ties by chunk id; only chunks that have a term of the query.
  ///
  /// A term that the query repeats counts as often.
  ///
  /// - Parameters:
  ///   - query: as the user wrote it.
  ///   - limit: how many chunks at most.
  ///   - isIncluded: chunks for which this is false are left out; asked only for those that would be in the result.
  package func search(_ query: String, limit: Int, isIncluded: ((ChunkID) -> Bool)? = nil) -> [ScoredChunk] {
    search(terms: terms(of: query), limit: limit, isIncluded: isIncluded)
  }

  /// As `search(_:limit:isIncluded:)`, for terms that are analysed already.
  package func search(terms: [String], limit: Int, isIncluded: ((ChunkID) -> Bool)? = nil) -> [ScoredChunk] {
    guard limit > 0 else { return [] }
    var distinct: [String] = []
    var counts: [String: Int] = [:]
    for term in terms {
      if counts[term] == nil { distinct.append(term) }
      counts[term, default: 0] += 1
    }
    return postings.withBytes { postings in
      lengths.withBytes { lengths in
        var cursors: [PostingCursor] = []
        for term in distinct.prefix(Self.maximumQueryTerms) {
          guard let entry = dictionary.entry(of: Array(term.utf8)) else { continue }
          let idf = scoring.inverseDocumentFrequency(entry.documentFrequency)
          let cursor = PostingCursor(
            entry, weight: idf * Float(counts[term] ?? 1) * BM25.one, chunkCount: chunkCount,
            commonFrequency: commonFrequency, scoring: scoring, in: postings, lengths: lengths)
          cursors.append(cursor)
        }
        var search = WindowedSearch(
          cursors: cursors, scoring: scoring, chunkCount: chunkCount, limit: limit, isIncluded: isIncluded)
        return search.run(postings, lengths: lengths).map { score, chunk in
          ScoredChunk(chunk: ChunkID(rawValue: chunk), score: Float(score) / BM25.one)
        }
      }
    }
  }
}
