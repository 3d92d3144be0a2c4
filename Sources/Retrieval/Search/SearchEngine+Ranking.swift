internal import BundleFormat
internal import Common
internal import Embedding
internal import LexicalIndex
internal import PassageStore
internal import VectorIndex

/// A candidate and what one side gives for it.
typealias ScoredCandidate = (candidate: Candidate, score: Float)

extension SearchEngine {
  /// The query as the encoders of the bundles see it; bundles without vectors and keyword search need none.
  package func encoded(_ query: String, _ options: SearchOptions = SearchOptions()) throws -> EncodedQuery {
    try encoded([SearchRequest(query: query, options: options)])[0]
  }

  /// The queries of several requests, which go through each encoder together.
  func encoded(_ requests: [SearchRequest]) throws -> [EncodedQuery] {
    try reading {
      var encoded = requests.map { EncodedQuery(text: $0.query, vectors: Array(repeating: nil, count: bundles.count)) }
      let wanting = requests.indices.filter { requests[$0].options.mode != .keyword }
      guard !wanting.isEmpty else { return encoded }
      let queries = wanting.map { requests[$0].query }
      var known: [(encoder: any TextEncoder, vectors: [Float])] = []
      for (index, bundle) in bundles.enumerated() where bundle.hasVectors {
        let encoder = try encoder(of: index)
        let vectors = try known.first { $0.encoder === encoder }?.vectors ?? encoder.encode(queries: queries)
        known.append((encoder, vectors))
        for (position, request) in wanting.enumerated() {
          let start = position * encoder.dimensions
          encoded[request].vectors[index] = Array(vectors[start..<(start + encoder.dimensions)])
        }
      }
      return encoded
    }
  }

  /// Every candidate of a query, best first.
  ///
  /// Each side gives `options.depth` chunks, or `options.limit` when that is more; `options.limit` cuts nothing here.
  package func ranked(_ query: EncodedQuery, _ options: SearchOptions) throws -> [RankedCandidate] {
    try reading { try ranked(plans([query], [options], isLimited: false)[0]) }
  }

  /// Does of several searches what is cheaper together: one pass over the vectors of each bundle.
  ///
  /// - Parameter isLimited: whether candidates beyond a search's limit may be missing.
  func plans(
    _ queries: [EncodedQuery], _ options: [SearchOptions], isLimited: Bool
  ) throws -> [SearchPlan] {
    var plans: [SearchPlan] = []
    for (query, options) in zip(queries, options) {
      let limit = isLimited ? options.limit : .max
      plans.append(SearchPlan(query: query, options: options, limit: limit, depth: try depth(options, limit: limit)))
    }
    for (index, bundle) in bundles.enumerated() {
      var asking: [Int] = []
      var vectorQueries: [VectorQuery] = []
      for number in plans.indices {
        let isIncluded = try inclusion(plans[number].options.filter, bundle)
        plans[number].inclusions.append(isIncluded)
        let mode = plans[number].options.mode
        guard mode != .keyword else { continue }
        guard let vector = plans[number].query.vectors[index] else {
          // Hybrid search of a bundle without vectors is keyword search.
          if mode == .vector { throw SearchError.noVectors(bundle: bundle.path) }
          continue
        }
        asking.append(number)
        vectorQueries.append(VectorQuery(vector: vector, limit: plans[number].depth, isIncluded: isIncluded))
      }
      guard !asking.isEmpty else { continue }
      for (number, found) in zip(asking, try bundle.vectors.search(vectorQueries)) {
        plans[number].vector += found.map { (Candidate(bundle: index, chunk: $0.chunk), $0.score) }
      }
    }
    return plans
  }

  /// Every candidate of a search whose vector side is there, best first.
  func ranked(_ plan: SearchPlan) throws -> [RankedCandidate] {
    let options = plan.options
    var keyword: [ScoredCandidate] = []
    if options.mode != .vector {
      for (index, bundle) in bundles.enumerated() {
        let found = try bundle.lexical.search(
          plan.query.text, limit: plan.depth, isIncluded: plan.inclusions[index])
        keyword += found.map { (Candidate(bundle: index, chunk: $0.chunk), $0.score) }
      }
    }
    var vector = plan.vector
    if bundles.count > 1 {
      keyword = Self.best(of: keyword, count: plan.depth)
      vector = Self.best(of: vector, count: plan.depth)
    }
    var ranked: [RankedCandidate]
    switch options.mode {
    case .keyword: ranked = keyword.map { RankedCandidate(candidate: $0.candidate, score: $0.score, keyword: $0.score) }
    case .vector: ranked = vector.map { RankedCandidate(candidate: $0.candidate, score: $0.score, vector: $0.score) }
    case .hybrid:
      ranked = try fusion(options).merged(
        keyword: keyword, vector: vector, limit: options.minimumSimilarity == nil ? plan.limit : .max)
    }
    if let minimum = options.minimumSimilarity, options.mode != .keyword {
      ranked.removeAll { $0.vector ?? -1 < minimum }
    }
    return ranked
  }

  /// Chunks that each side gives.
  private func depth(_ options: SearchOptions, limit: Int) throws -> Int {
    // One side alone is not fused: when nothing is left out afterwards, it gives no more than is needed.
    let isAlone = options.mode == .keyword || options.mode == .vector && options.minimumSimilarity == nil
    return isAlone && limit < .max ? limit : max(try options.depth ?? defaultDepth, options.limit)
  }

  private var defaultDepth: Int { get throws { try bundles[0].record.fusion.depth } }

  /// What the search asks for; what it leaves open is as the first bundle's build spec says.
  private func fusion(_ options: SearchOptions) throws -> Fusion {
    let recorded = try bundles[0].record.fusion
    // A weight alone asks for the fusion that has one.
    return switch options.fusion ?? (options.weight == nil ? recorded.method : .zScore) {
    case .zScore: .zScore(weight: options.weight ?? Double(recorded.weight) / 1000)
    case .reciprocalRank: .reciprocalRank(k: Fusion.usualK)
    }
  }

  private func inclusion(_ filter: DocumentFilter, _ bundle: SearchableBundle) throws -> ((ChunkID) -> Bool)? {
    guard let documents = try bundle.documents(passing: filter) else { return nil }
    let passages = try bundle.passages
    return { documents.contains(passages.documentID(of: $0)) }
  }

  private static func best(of list: [ScoredCandidate], count: Int) -> [ScoredCandidate] {
    let sorted = list.sorted { $0.score != $1.score ? $0.score > $1.score : $0.candidate < $1.candidate }
    return Array(sorted.prefix(count))
  }
}
