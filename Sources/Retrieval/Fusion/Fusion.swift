/// How a keyword list and a vector list become one.
package enum Fusion: Equatable, Sendable {
  /// A weighted sum of each side's standard scores (z-scores over the side's own list).
  ///
  /// `weight` is the vector side's share, 0…1; 0.5 sums both alike. A chunk that one side did not return counts there
  /// as much as the last chunk that the side did return: "at most this good" is all that is known of it. Counting it as
  /// average instead changes nDCG@10 by 0.001 at depth 1,000 (SciFact 0.739 and 0.740, Cranfield 0.5645 both) and
  /// loses 0.003 to 0.007 at depth 100, where the average of a list is far above what lies below it.
  /// This keeps how far ahead a hit is, which ranks forget; it needs lists deep enough that their mean and deviation
  /// describe the background (hundreds of chunks).
  case zScore(weight: Double)
  /// Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): a chunk's score is the sum over the lists of
  /// 1 / (k + rank), ranks from 1. It uses no scores at all, so nothing can upset it and nothing can inform it.
  case reciprocalRank(k: Double)

  /// Equal weights.
  package static let standard = Fusion.zScore(weight: 0.5)

  /// The constant that the paper on reciprocal ranks settles on.
  package static let usualK = 60.0

  /// Merges two lists that are in order, best first; no list has a candidate twice.
  ///
  /// - Parameter limit: how many to return at most.
  /// - Returns: the candidates of either list, best first, ties by candidate.
  /// - Complexity: O(n) in the lengths of the lists, and O(n log n) when most of what there is shall be returned.
  package func merged(
    keyword: [(candidate: Candidate, score: Float)], vector: [(candidate: Candidate, score: Float)], limit: Int = .max
  ) -> [RankedCandidate] {
    let (keywordShares, keywordMissing) = shares(of: keyword.map(\.score), weight: keywordWeight)
    let (vectorShares, vectorMissing) = shares(of: vector.map(\.score), weight: vectorWeight)
    var merged: [RankedCandidate] = []
    merged.reserveCapacity(keyword.count + vector.count)
    var places = CandidatePlaces(capacity: keyword.count)
    for (index, found) in keyword.enumerated() {
      places.insert(found.candidate, at: index)
      merged.append(
        RankedCandidate(
          candidate: found.candidate, score: Float(keywordShares[index] + vectorMissing), keyword: found.score))
    }
    for (index, found) in vector.enumerated() {
      if let place = places.place(of: found.candidate, isAt: { merged[$0].candidate == found.candidate }) {
        merged[place].vector = found.score
        merged[place].score = Float(keywordShares[place] + vectorMissing + (vectorShares[index] - vectorMissing))
      } else {
        merged.append(
          RankedCandidate(
            candidate: found.candidate, score: Float(keywordMissing + vectorShares[index]), vector: found.score))
      }
    }
    return Self.best(of: merged, limit: limit)
  }

  /// The first `limit` of the candidates in their order.
  private static func best(of candidates: [RankedCandidate], limit: Int) -> [RankedCandidate] {
    guard limit < candidates.count / 8 else {
      return Array(candidates.sorted(by: RankedCandidate.precedes).prefix(limit))
    }
    guard limit > 0 else { return [] }
    // Few of many: most fall behind the last of the best so far at once.
    var best: [RankedCandidate] = []
    best.reserveCapacity(limit + 1)
    for candidate in candidates {
      if best.count == limit {
        guard RankedCandidate.precedes(candidate, best[limit - 1]) else { continue }
        best.removeLast()
      }
      var place = best.count
      while place > 0, RankedCandidate.precedes(candidate, best[place - 1]) { place -= 1 }
      best.insert(candidate, at: place)
    }
    return best
  }

  private var vectorWeight: Double {
    if case .zScore(let weight) = self { weight } else { 1 }
  }

  private var keywordWeight: Double {
    if case .zScore(let weight) = self { 1 - weight } else { 1 }
  }

  /// What each element of one side's list adds to the sum, and what a chunk adds that is not in it.
  private func shares(of scores: [Float], weight: Double) -> (shares: [Double], missing: Double) {
    switch self {
    case .reciprocalRank(let k):
      return (scores.indices.map { 1 / (k + Double($0 + 1)) }, 0)
    case .zScore:
      let standard = standardScores(of: scores)
      return (standard.map { weight * $0 }, weight * (standard.last ?? 0))
    }
  }
}

/// How many standard deviations each score lies above the mean; zeros when all are the same.
package func standardScores(of scores: [Float]) -> [Double] {
  guard !scores.isEmpty else { return [] }
  let count = Double(scores.count)
  let mean = scores.reduce(0.0) { $0 + Double($1) } / count
  let variance = scores.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
  // Below a millionth of the scores' size a deviation is rounding, not information.
  guard variance.squareRoot() > 1e-6 * max(mean.magnitude, 1e-30) else { return scores.map { _ in 0 } }
  return scores.map { (Double($0) - mean) / variance.squareRoot() }
}
