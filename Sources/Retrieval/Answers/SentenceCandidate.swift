/// A sentence that might answer a question.
package struct SentenceCandidate: Equatable, Sendable {
  /// The rank of the hit that it comes from, from 0.
  package var hit: Int
  /// In UTF-8 bytes of the hit's document.
  package var range: Range<Int>
  package var text: String
  /// Share of the question's weight that the sentence covers, 0…1.
  package var coverage: Double
  /// How the hit's score compares with the best one's, 0…1.
  package var standing: Double
  /// Cosine similarity to the question, −1…1.
  package var similarity: Double

  package init(
    hit: Int, range: Range<Int>, text: String, coverage: Double, standing: Double, similarity: Double = 0
  ) {
    self.hit = hit
    self.range = range
    self.text = text
    self.coverage = coverage
    self.standing = standing
    self.similarity = similarity
  }

  /// What is known before the encoder has seen the sentence; it decides which sentences are encoded.
  package var promise: Double { 0.6 * coverage + 0.4 * standing }

  /// How well the sentence answers, by meaning first, then by the question's own words and by its chunk.
  package var score: Double { 0.6 * similarity + 0.25 * coverage + 0.15 * standing }
}

extension SentenceCandidate {
  /// The `count` most promising sentences, in the order given; ties go to the earlier one.
  package static func mostPromising(_ candidates: [SentenceCandidate], count: Int) -> [SentenceCandidate] {
    let ranked = candidates.indices.sorted {
      candidates[$0].promise != candidates[$1].promise
        ? candidates[$0].promise > candidates[$1].promise : $0 < $1
    }
    return ranked.prefix(count).sorted().map { candidates[$0] }
  }

  /// Chooses the sentences to quote: the best one, then others nearly as good that say something else.
  ///
  /// - Parameters:
  ///   - vectors: a vector of length 1 for every candidate.
  ///   - limit: sentences at most.
  ///   - share: the share of the best score that the others must reach.
  ///   - redundancy: cosine similarity from which two sentences say the same.
  /// - Returns: Indices of candidates, best first.
  package static func chosen(
    from candidates: [SentenceCandidate], vectors: [[Float]], limit: Int = 3, share: Double = 0.75,
    redundancy: Float = 0.85
  ) -> [Int] {
    let ranked = candidates.indices.sorted {
      candidates[$0].score != candidates[$1].score ? candidates[$0].score > candidates[$1].score : $0 < $1
    }
    guard let best = ranked.first else { return [] }
    var chosen: [Int] = []
    for index in ranked where chosen.count < limit {
      guard index == best || candidates[index].score >= share * candidates[best].score else { break }
      let isNew = chosen.allSatisfy { cosine(vectors[index], vectors[$0]) < redundancy }
      if isNew { chosen.append(index) }
    }
    return chosen
  }
}

/// The dot product of two vectors of length 1, summed in order.
package func cosine(_ left: [Float], _ right: [Float]) -> Float {
  zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}
