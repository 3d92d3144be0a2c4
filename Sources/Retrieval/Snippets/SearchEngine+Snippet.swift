internal import LexicalIndex
internal import TextAnalysis

extension SearchEngine {
  /// The piece of a hit's text that shows best why it was found.
  package func snippet(of hit: Hit, query: String, maximumBytes: Int = 280) throws -> Snippet {
    let analyzer = Analyzer(try bundles[hit.candidate.bundle].questionAnalysis)
    return Snippet(of: hit.text, query: Set(analyzer.terms(in: query)), maximumBytes: maximumBytes) { utf8 in
      analyzer.analyzedTerms(in: utf8).map { ($0.term, $0.range) }
    }
  }
}
