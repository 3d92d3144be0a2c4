internal import Common
internal import Retrieval

/// A measure of one query's list against its judgements, as trec_eval defines it.
package enum Measure: Hashable, Sendable {
  /// Normalised discounted cumulative gain of the first `cutoff` documents: gain is the grade, the discount of rank r is
  /// log2(r + 1) (Järvelin and Kekäläinen, 2002, in the form of trec_eval's `ndcg_cut`).
  case nDCG(cutoff: Int)
  /// Share of the relevant documents among the first `cutoff`.
  case recall(cutoff: Int)
  /// Share of relevant documents among the first `cutoff`.
  case precision(cutoff: Int)
  /// One over the rank of the first relevant document; 0 when there is none.
  case reciprocalRank
  /// Mean over the relevant documents of the precision at their ranks.
  case averagePrecision

  package var name: String {
    switch self {
    case .nDCG(let cutoff): "nDCG@\(cutoff)"
    case .recall(let cutoff): "recall@\(cutoff)"
    case .precision(let cutoff): "P@\(cutoff)"
    case .reciprocalRank: "MRR"
    case .averagePrecision: "MAP"
    }
  }

  /// The value for one query, 0…1.
  ///
  /// - Parameters:
  ///   - grades: grades of the returned documents in rank order, 0 for those nobody judged.
  ///   - relevant: grades above zero of all of the query's documents, best first.
  package func value(grades: [Int], relevant: [Int]) -> Double {
    guard !relevant.isEmpty else { return 0 }
    switch self {
    case .nDCG(let cutoff):
      return Self.gain(grades, cutoff) / Self.gain(relevant, cutoff)
    case .recall(let cutoff):
      return Double(grades.prefix(cutoff).count { $0 > 0 }) / Double(relevant.count)
    case .precision(let cutoff):
      return Double(grades.prefix(cutoff).count { $0 > 0 }) / Double(max(cutoff, 1))
    case .reciprocalRank:
      return grades.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    case .averagePrecision:
      var found = 0.0
      var sum = 0.0
      for (index, grade) in grades.enumerated() where grade > 0 {
        found += 1
        sum += found / Double(index + 1)
      }
      return sum / Double(relevant.count)
    }
  }

  private static func gain(_ grades: [Int], _ cutoff: Int) -> Double {
    var sum = 0.0
    for (index, grade) in grades.prefix(cutoff).enumerated() where grade > 0 {
      sum += Double(grade) / binaryLogarithm(Double(index + 2))
    }
    return sum
  }
}
