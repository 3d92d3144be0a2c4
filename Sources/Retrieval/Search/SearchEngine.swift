package import BundleFormat
internal import Common
package import Embedding
internal import LexicalIndex
internal import PassageStore
internal import Storage
internal import VectorIndex

/// Searches one or more bundles as one.
///
/// Opening reads headers and tables of contents only; indexes and the encoder open with the first search that needs
/// them. BM25 scores of several bundles are compared as they are, each with its own corpus's statistics.
package final class SearchEngine: Sendable {
  package let bundles: [SearchableBundle]
  private let modelPath: String?
  private let transport: (any EmbeddingsTransport)?
  private let threads: Int
  private let lazyEncoders: [Lazy<any TextEncoder>]

  /// - Parameters:
  ///   - paths: the bundles, at least one; their order breaks ties.
  ///   - model: a packed model or a model's folder for bundles whose model lies outside; the address of the service for
  ///     bundles with a remote encoder. A bundle is untrusted: what it says alone opens no connection.
  ///   - transport: the way to a remote encoder.
  ///   - threads: of the encoder.
  ///   - textCache: bytes of each bundle's text that stay decompressed.
  package init(
    paths: [String], model: String? = nil, transport: (any EmbeddingsTransport)? = nil, threads: Int = 1,
    textCache: Int = 512 << 10
  ) throws(BundleError) {
    var bundles: [SearchableBundle] = []
    for path in paths { bundles.append(try SearchableBundle(path: path, textCache: textCache)) }
    self.bundles = bundles
    modelPath = model
    self.transport = transport
    self.threads = threads
    lazyEncoders = bundles.map { _ in Lazy() }
  }

  /// The encoder that made the vectors of a bundle; bundles of the same model share one.
  package func encoder(of index: Int) throws -> any TextEncoder {
    try lazyEncoders[index].value { () throws -> any TextEncoder in
      let digest = try modelDigest(of: index)
      for other in 0..<index where try bundles[other].hasVectors && modelDigest(of: other) == digest {
        return try encoder(of: other)
      }
      if let remote = try bundles[index].remoteModel() { return try remoteEncoder(remote, of: bundles[index]) }
      return SentenceEncoder(model: try model(of: index), threads: threads)
    }
  }

  private func remoteEncoder(_ record: RemoteModelRecord, of bundle: SearchableBundle) throws -> RemoteEncoder {
    guard let modelPath, Self.isAddress(modelPath), let transport else {
      throw SearchError.serviceNeeded(
        bundle: bundle.path, name: record.model.name, dimensions: record.model.dimensions,
        endpoint: record.model.endpoint)
    }
    guard try bundle.record.model?.digest == record.digest else {
      throw SearchError.wrongModel(
        bundle: bundle.path, expected: try bundle.record.model?.digest ?? Digest(hashing: []), got: record.digest)
    }
    guard try bundle.vectors.dimensions == record.model.dimensions else {
      throw try otherDimensions(record.model.dimensions, bundle)
    }
    var model = record.model
    model.endpoint = RemoteModel(endpoint: modelPath, name: "", dimensions: 0).endpoint
    return RemoteEncoder(model: model, probe: record.probe, transport: transport)
  }

  private static func isAddress(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

  private func otherDimensions(_ expected: Int, _ bundle: SearchableBundle) throws(BundleError) -> BundleError {
    BundleError.malformedSection(
      .vectorParameters, field: VectorField.dimensions.rawValue, expected: "\(expected)",
      got: "\(try bundle.vectors.dimensions)"
    ).located(in: bundle.path)
  }

  private func modelDigest(of index: Int) throws -> Digest? { try bundles[index].record.model?.digest }

  private func model(of index: Int) throws -> EncoderModel {
    let bundle = bundles[index]
    let record = try bundle.record
    let model: EncoderModel
    if let inside = try bundle.model() {
      model = inside
    } else if let modelPath, !Self.isAddress(modelPath) {
      model = try EncoderModel.open(path: modelPath)
    } else {
      throw SearchError.modelNeeded(
        bundle: bundle.path, name: record.model?.name ?? "a model", digest: record.model?.digest ?? Digest(hashing: []))
    }
    if let expected = record.model?.digest, expected != model.digest {
      throw SearchError.wrongModel(bundle: bundle.path, expected: expected, got: model.digest)
    }
    guard try bundle.vectors.dimensions == model.dimensions else { throw try otherDimensions(model.dimensions, bundle) }
    return model
  }
}

extension SearchEngine {
  /// The query as the encoders of the bundles see it; bundles without vectors and keyword search need none.
  package func encoded(_ query: String, _ options: SearchOptions = SearchOptions()) throws -> EncodedQuery {
    try reading { try encodedUnchecked(query, options) }
  }

  private func encodedUnchecked(_ query: String, _ options: SearchOptions) throws -> EncodedQuery {
    var encoded = EncodedQuery(text: query, vectors: Array(repeating: nil, count: bundles.count))
    guard options.mode != .keyword else { return encoded }
    var known: [(encoder: any TextEncoder, vector: [Float])] = []
    for (index, bundle) in bundles.enumerated() where bundle.hasVectors {
      let encoder = try encoder(of: index)
      let vector = try known.first { $0.encoder === encoder }?.vector ?? encoder.encode(query: query)
      known.append((encoder, vector))
      encoded.vectors[index] = vector
    }
    return encoded
  }

  /// Every candidate of a query, best first.
  ///
  /// Each side gives `options.depth` chunks, or `options.limit` when that is more; `options.limit` cuts nothing here.
  package func ranked(_ query: EncodedQuery, _ options: SearchOptions) throws -> [RankedCandidate] {
    try reading { try rankedUnchecked(query, options, limit: .max) }
  }

  /// - Parameter limit: how many candidates are needed; those that a side or the fusion gives beyond it may be missing.
  private func rankedUnchecked(
    _ query: EncodedQuery, _ options: SearchOptions, limit: Int
  ) throws -> [RankedCandidate] {
    let depth = try depth(options, limit: limit)
    var keyword: [(candidate: Candidate, score: Float)] = []
    var vector: [(candidate: Candidate, score: Float)] = []
    for (index, bundle) in bundles.enumerated() {
      let isIncluded = try inclusion(options.filter, bundle)
      if options.mode != .vector {
        let found = try bundle.lexical.search(query.text, limit: depth, isIncluded: isIncluded)
        keyword += found.map { (Candidate(bundle: index, chunk: $0.chunk), $0.score) }
      }
      if options.mode != .keyword {
        guard let encoded = query.vectors[index] else {
          // Hybrid search of a bundle without vectors is keyword search.
          if options.mode == .vector { throw SearchError.noVectors(bundle: bundle.path) }
          continue
        }
        let found = try bundle.vectors.search(query: encoded, limit: depth, isIncluded: isIncluded)
        vector += found.map { (Candidate(bundle: index, chunk: $0.chunk), $0.score) }
      }
    }
    if bundles.count > 1 {
      keyword = Self.best(of: keyword, count: depth)
      vector = Self.best(of: vector, count: depth)
    }
    var ranked: [RankedCandidate]
    switch options.mode {
    case .keyword: ranked = keyword.map { RankedCandidate(candidate: $0.candidate, score: $0.score, keyword: $0.score) }
    case .vector: ranked = vector.map { RankedCandidate(candidate: $0.candidate, score: $0.score, vector: $0.score) }
    case .hybrid:
      ranked = try fusion(options).merged(
        keyword: keyword, vector: vector, limit: options.minimumSimilarity == nil ? limit : .max)
    }
    if let minimum = options.minimumSimilarity, options.mode != .keyword {
      ranked.removeAll { $0.vector ?? -1 < minimum }
    }
    return ranked
  }

  /// The best hits of a query, with what is needed to show them.
  package func search(_ query: String, _ options: SearchOptions = SearchOptions()) throws -> [Hit] {
    let encoded = try encoded(query, options)
    let ranked = try reading { try rankedUnchecked(encoded, options, limit: options.limit) }
    return try ranked.prefix(options.limit).map(hit)
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
  private func reading<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      let result = try body()
      for bundle in bundles { try bundle.reader.requireWhole() }
      return result
    } catch {
      for bundle in bundles { try bundle.reader.requireWhole() }
      throw error
    }
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

  private static func best(
    of list: [(candidate: Candidate, score: Float)], count: Int
  ) -> [(candidate: Candidate, score: Float)] {
    let sorted = list.sorted { $0.score != $1.score ? $0.score > $1.score : $0.candidate < $1.candidate }
    return Array(sorted.prefix(count))
  }
}
