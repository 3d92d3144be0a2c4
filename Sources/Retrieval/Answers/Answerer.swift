internal import Common
internal import Embedding
internal import LexicalIndex
internal import PassageStore
internal import TextAnalysis

/// How questions are answered.
package struct AnswerOptions: Sendable {
  /// How chunks are found; `limit` is how many of them are read for sentences.
  package var search: SearchOptions
  /// Sentences that the encoder looks at. They cost most of the time that an answer takes.
  package var sentences: Int
  /// Sentences quoted at most.
  package var quotations: Int
  package var answerability: Answerability
  /// The similarity from which a curated question asks the same.
  package var curatedSimilarity: Double
  /// The similarity from which a chunk is worth a look when the bundle does not answer.
  package var nearestSimilarity: Double

  package init(
    search: SearchOptions = SearchOptions(limit: 6), sentences: Int = 16, quotations: Int = 3,
    answerability: Answerability = .standard, curatedSimilarity: Double = 0.8,
    nearestSimilarity: Double = 0.3
  ) {
    self.search = search
    self.sentences = sentences
    self.quotations = quotations
    self.answerability = answerability
    self.curatedSimilarity = curatedSimilarity
    self.nearestSimilarity = nearestSimilarity
  }
}

/// Answers questions from bundles by quoting the sentences that answer best, or says that they do not.
package struct Answerer: Sendable {
  private let engine: SearchEngine
  private let options: AnswerOptions

  package init(_ engine: SearchEngine, _ options: AnswerOptions = AnswerOptions()) {
    self.engine = engine
    self.options = options
  }

  /// Answers `question`.
  ///
  /// - Throws: `SearchError.noVectors` when no bundle has vectors: sentences are compared by them.
  /// - Complexity: one hybrid search, then one pass of the encoder over at most `sentences` sentences.
  package func answer(_ question: String) throws -> Answer {
    let encoder = try sentenceEncoder()
    let query = try engine.encoded(question, options.search)
    let ranked = try engine.ranked(query, options.search)
    let hits = try ranked.prefix(options.search.limit).map(engine.hit)
    let analyzers = try engine.bundles.map { Analyzer(try $0.questionAnalysis) }
    let read = hits.map { ReadHit($0, analyzers[$0.candidate.bundle]) }
    let terms = try questionTerms(question, analyzers)
    let curated = try curatedCandidates(question, analyzers)
    var candidates = try sentences(of: read, terms: terms, analyzers)
    candidates = SentenceCandidate.mostPromising(candidates, count: options.sentences)

    // One ragged batch: the curated questions and the sentences.
    let texts = curated.map(\.question) + candidates.map(\.text)
    let vectors = try encoder.encoder.encode(texts: texts).rows(of: encoder.encoder.dimensions)
    let questionVector = try query.vectors[encoder.bundle] ?? encoder.encoder.encode(query: question)
    for index in candidates.indices {
      candidates[index].similarity = Double(cosine(questionVector, vectors[curated.count + index]))
    }
    let sentenceVectors = Array(vectors.dropFirst(curated.count))
    let chosen = SentenceCandidate.chosen(from: candidates, vectors: sentenceVectors, limit: options.quotations)
    let evidence = evidence(ranked: ranked, hits: read, terms: terms, best: chosen.first.map { candidates[$0] })
    let confidence = options.answerability.confidence(evidence)

    let closest = curated.indices.map { (index: $0, similarity: Double(cosine(questionVector, vectors[$0]))) }
      .max { $0.similarity != $1.similarity ? $0.similarity < $1.similarity : $0.index > $1.index }
    if let closest, closest.similarity >= options.curatedSimilarity {
      var answer = curated[closest.index]
      answer.similarity = closest.similarity
      return Answer(question: question, content: .curated(answer), confidence: confidence, evidence: evidence)
    }
    guard !chosen.isEmpty, options.answerability.answers(evidence) else {
      return Answer(
        question: question, content: .none, confidence: confidence, evidence: evidence, nearest: nearest(hits))
    }
    let quotations = try quotations(chosen.map { candidates[$0] }, hits: hits)
    return Answer(question: question, content: .quoted(quotations), confidence: confidence, evidence: evidence)
  }
}

extension Answerer {
  /// The encoder of the first bundle that has vectors; it compares sentences of all of them.
  private func sentenceEncoder() throws -> (encoder: any TextEncoder, bundle: Int) {
    guard let index = engine.bundles.firstIndex(where: \.hasVectors) else {
      throw SearchError.noVectors(bundle: engine.bundles[0].path)
    }
    return (try engine.encoder(of: index), index)
  }

  /// The sections of the best hits that are about the question, each once.
  private func nearest(_ hits: [Hit]) -> [Hit] {
    var nearest: [Hit] = []
    for hit in hits where Double(hit.vectorScore ?? 0) >= options.nearestSimilarity {
      let isNamed = nearest.contains {
        $0.candidate.bundle == hit.candidate.bundle && $0.document == hit.document && $0.headings == hit.headings
      }
      if !isNamed { nearest.append(hit) }
    }
    return Array(nearest.prefix(options.quotations))
  }

  /// The question's terms, weighed by the statistics of all bundles together.
  private func questionTerms(_ question: String, _ analyzers: [Analyzer]) throws -> QuestionTerms {
    var terms: [String] = []
    var chunkCount = 0
    for (bundle, analyzer) in zip(engine.bundles, analyzers) {
      chunkCount += try bundle.passages.chunkCount
      for term in analyzer.terms(in: question) where !terms.contains(term) { terms.append(term) }
    }
    var frequencies: [String: Int] = [:]
    for bundle in engine.bundles {
      let lexical = try bundle.lexical
      for term in terms { frequencies[term, default: 0] += lexical.documentFrequency(of: term) }
    }
    return QuestionTerms(terms: terms, chunkCount: chunkCount) { frequencies[$0] ?? 0 }
  }

  /// The quotable sentences of the hits, each once though chunks overlap.
  private func sentences(
    of hits: [ReadHit], terms: QuestionTerms, _ analyzers: [Analyzer]
  ) throws -> [SentenceCandidate] {
    struct Place: Hashable {
      var bundle: Int
      var document: DocumentID
      var range: Range<Int>
    }
    var seen: Set<Place> = []
    var candidates: [SentenceCandidate] = []
    let scores = hits.map { Double($0.hit.score) }
    let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
    for (rank, read) in hits.enumerated() {
      let hit = read.hit
      let standing = high > low ? (Double(hit.score) - low) / (high - low) : 1
      let blocks = try engine.bundles[hit.candidate.bundle].passages.blocks(of: hit.document)
      for sentence in quotableSentences(of: Array(hit.text.utf8), offset: hit.range.utf8.lowerBound, blocks: blocks) {
        let place = Place(bundle: hit.candidate.bundle, document: hit.document, range: sentence.range)
        guard seen.insert(place).inserted else { continue }
        let text = String(decoding: sentence.utf8, as: UTF8.self)
        let words = Set(analyzers[hit.candidate.bundle].terms(in: text))
        candidates.append(
          SentenceCandidate(
            hit: rank, range: sentence.range, text: text,
            coverage: terms.coverage(by: words, context: read.contextTerms), standing: standing))
      }
    }
    return candidates
  }

  private func evidence(
    ranked: [RankedCandidate], hits: [ReadHit], terms: QuestionTerms, best: SentenceCandidate?
  ) -> AnswerEvidence {
    var coverage = 0.0
    for hit in hits.prefix(3) {
      coverage = max(coverage, terms.coverage(by: hit.textTerms.union(hit.contextTerms)))
    }
    let similarities = ranked.compactMap(\.vector).sorted(by: >).prefix(10).map(Double.init)
    let (highest, tenth) = (similarities.first ?? 0, similarities.last ?? 0)
    return AnswerEvidence(
      chunkSimilarity: highest, chunkMargin: highest - tenth, sentenceSimilarity: best?.similarity ?? 0,
      chunkCoverage: coverage, sentenceCoverage: best?.coverage ?? 0)
  }

  /// The sentences in reading order: documents by their best rank, sentences by place.
  private func quotations(_ chosen: [SentenceCandidate], hits: [Hit]) throws -> [Quotation] {
    func documentRank(_ candidate: SentenceCandidate) -> Int {
      let own = hits[candidate.hit]
      return chosen.map(\.hit).filter {
        hits[$0].document == own.document && hits[$0].candidate.bundle == own.candidate.bundle
      }.min() ?? candidate.hit
    }
    let ordered = chosen.map { (rank: documentRank($0), candidate: $0) }.sorted {
      ($0.rank, $0.candidate.range.lowerBound) < ($1.rank, $1.candidate.range.lowerBound)
    }
    return try ordered.enumerated().map { index, entry in
      let hit = hits[entry.candidate.hit]
      let passages = try engine.bundles[hit.candidate.bundle].passages
      let utf16 = try passages.utf16Range(of: entry.candidate.range, in: hit.document)
      let regions = hit.regions.regions(in: entry.candidate.range)
      return Quotation(
        number: index + 1, text: entry.candidate.text, bundle: hit.bundle, document: hit.document,
        chunk: hit.candidate.chunk, source: hit.source, pages: regions.pages ?? hit.pages, regions: regions,
        headings: hit.headings, anchor: hit.anchor,
        range: TextRange(utf8: entry.candidate.range, utf16: utf16), similarity: entry.candidate.similarity)
    }
  }

  /// The curated questions that share most with the question, for the encoder to compare.
  private func curatedCandidates(
    _ question: String, _ analyzers: [Analyzer], count: Int = 8
  ) throws -> [CuratedAnswer] {
    var candidates: [(answer: CuratedAnswer, overlap: Double)] = []
    for (bundle, analyzer) in zip(engine.bundles, analyzers) {
      let passages = try bundle.passages
      guard passages.questionCount > 0 else { continue }
      let asked = Set(analyzer.terms(in: question))
      for entry in try passages.questions {
        let terms = Set(analyzer.terms(in: entry.question))
        let shared = asked.intersection(terms).count
        guard shared > 0 else { continue }
        let answer = CuratedAnswer(
          question: entry.question, answer: entry.answer, category: entry.category, tags: entry.tags,
          source: entry.source, similarity: 0)
        candidates.append((answer, Double(shared) / Double(asked.union(terms).count)))
      }
    }
    let ranked = candidates.indices.sorted {
      candidates[$0].overlap != candidates[$1].overlap ? candidates[$0].overlap > candidates[$1].overlap : $0 < $1
    }
    return ranked.prefix(count).map { candidates[$0].answer }
  }
}

/// A hit with the terms of what it says and of what stands above it.
private struct ReadHit {
  var hit: Hit
  var textTerms: Set<String>
  /// Of the title and the headings.
  var contextTerms: Set<String>

  init(_ hit: Hit, _ analyzer: Analyzer) {
    self.hit = hit
    textTerms = Set(analyzer.terms(in: hit.text))
    contextTerms = Set(analyzer.terms(in: ([hit.source.title] + hit.headings).joined(separator: "\n")))
  }
}

extension [Float] {
  /// The rows of a matrix of `width` columns.
  func rows(of width: Int) -> [[Float]] {
    stride(from: 0, to: count, by: width).map { Array(self[$0..<($0 + width)]) }
  }
}
