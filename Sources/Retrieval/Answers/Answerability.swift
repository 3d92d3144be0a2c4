internal import Common

/// What speaks for the bundle answering a question: numbers that mean the same in every bundle, whatever its size.
package struct AnswerEvidence: Equatable, Sendable {
  /// Cosine similarity of the best chunk to the question, −1…1.
  package var chunkSimilarity: Double
  /// Cosine similarity of the best sentence to the question, −1…1.
  package var sentenceSimilarity: Double
  /// Share of the question's weight that the best chunk covers, 0…1.
  package var chunkCoverage: Double
  /// Share of the question's weight that the best sentence covers, 0…1.
  package var sentenceCoverage: Double

  package init(
    chunkSimilarity: Double, sentenceSimilarity: Double, chunkCoverage: Double, sentenceCoverage: Double
  ) {
    self.chunkSimilarity = chunkSimilarity
    self.sentenceSimilarity = sentenceSimilarity
    self.chunkCoverage = chunkCoverage
    self.sentenceCoverage = sentenceCoverage
  }

  /// The numbers with their names, in the order of the model's weights.
  package var features: [(name: String, value: Double)] {
    [
      ("chunkSimilarity", chunkSimilarity), ("sentenceSimilarity", sentenceSimilarity),
      ("chunkCoverage", chunkCoverage), ("sentenceCoverage", sentenceCoverage),
    ]
  }
}

/// Whether evidence is enough for an answer: a logistic model and a threshold.
///
/// `Benchmarks/answerability` chose both on one half of a public set of answerable and unanswerable questions and measured
/// them on the other.
package struct Answerability: Equatable, Sendable {
  /// One weight a feature of `AnswerEvidence`.
  package var weights: [Double]
  package var bias: Double
  /// The confidence from which the bundle answers, 0…1.
  package var threshold: Double

  package init(weights: [Double], bias: Double, threshold: Double) {
    self.weights = weights
    self.bias = bias
    self.threshold = threshold
  }

  package static let standard = Answerability(weights: [6.449, 4.223, 0.157, 3.051], bias: -7.572, threshold: 0.735)

  /// How likely the bundle answers, 0…1.
  package func confidence(_ evidence: AnswerEvidence) -> Double {
    logistic(zip(weights, evidence.features).reduce(bias) { $0 + $1.0 * $1.1.value })
  }

  package func answers(_ evidence: AnswerEvidence) -> Bool { confidence(evidence) >= threshold }
}
