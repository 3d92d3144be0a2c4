internal import BundleFormat
internal import Common
internal import PassageStore

extension SearchEngine {
  /// The best hits of a query, with what is needed to show them.
  package func search(_ query: String, _ options: SearchOptions = SearchOptions()) throws -> [Hit] {
    let request = SearchRequest(query: query, options: options)
    return try hits(of: reading { try plans(encoded([request]), [options], isLimited: true)[0] })
  }

  /// Does several searches together: each finds what it finds alone, and their queries share one pass through the encoder
  /// and one over the vectors.
  ///
  /// - Parameter found: called with the number of each request, in their order, when its hits are there.
  package func search(_ requests: [SearchRequest], found: (Int, Result<[Hit], any Error>) -> Void) {
    do {
      let plans = try reading { try self.plans(encoded(requests), requests.map(\.options), isLimited: true) }
      for (number, plan) in plans.enumerated() { found(number, Result { try hits(of: plan) }) }
    } catch {
      // What is wrong with one request must not fail the others.
      for (number, request) in requests.enumerated() {
        found(number, requests.count == 1 ? .failure(error) : Result { try search(request.query, request.options) })
      }
    }
  }

  private func hits(of plan: SearchPlan) throws -> [Hit] {
    let ranked = try reading { try self.ranked(plan) }
    return try ranked.prefix(plan.options.limit).map(hit)
  }

  /// The best documents of a query, each with the score of its best chunk.
  package func documents(_ query: String, _ options: SearchOptions) throws -> [RankedDocument] {
    var found: [RankedDocument] = []
    var seen: Set<RankedDocument.Key> = []
    for ranked in try ranked(encoded(query, options), options) where found.count < options.limit {
      let passages = try bundles[ranked.candidate.bundle].passages
      let document = passages.documentID(of: ranked.candidate.chunk)
      guard seen.insert(.init(bundle: ranked.candidate.bundle, document: document)).inserted else { continue }
      let record = try passages.document(document).record
      found.append(
        RankedDocument(
          identifier: record.externalID ?? record.source, bundle: ranked.candidate.bundle, document: document,
          score: ranked.score))
    }
    return found
  }

  /// The text and the place of a candidate.
  package func hit(_ ranked: RankedCandidate) throws -> Hit {
    try reading { try hitUnchecked(ranked) }
  }

  private func hitUnchecked(_ ranked: RankedCandidate) throws -> Hit {
    let bundle = bundles[ranked.candidate.bundle]
    let passages = try bundle.passages
    let chunk = try passages.chunk(ranked.candidate.chunk)
    let document = try passages.document(chunk.document)
    return Hit(
      bundle: try bundle.record.name, candidate: ranked.candidate, document: chunk.document,
      source: DocumentSource(document.record), pages: chunk.pages, regions: chunk.regions,
      headings: chunk.headings, anchor: chunk.anchor,
      range: TextRange(utf8: chunk.range, utf16: try passages.utf16Range(of: chunk.range, in: chunk.document)),
      score: ranked.score, keywordScore: ranked.keyword, vectorScore: ranked.vector,
      text: try passages.text(of: chunk.document, range: chunk.range))
  }

  /// Runs `body`, which reads weights, postings and vectors in place: when a bundle was cut short meanwhile, neither its
  /// result nor its error means anything.
  func reading<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      let result = try body()
      for bundle in bundles { try bundle.reader.requireWhole() }
      return result
    } catch {
      for bundle in bundles { try bundle.reader.requireWhole() }
      throw error
    }
  }
}
