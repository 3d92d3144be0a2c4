internal import Common

/// What speaks for the bundle answering a question: numbers that mean the same in every bundle, whatever its size.
package struct AnswerEvidence: Equatable, Sendable {
  /// Cosine similarity of the best chunk to the question, −1…1.
  package var chunkSimilarity: Double
  /// How far the best chunk's similarity is above that of the tenth best, or of the last where there are fewer, 0…2: a
  /// question that nothing answers is about equally far from all.
  package var chunkMargin: Double
  /// Cosine similarity of the best sentence to the question, −1…1.
  package var sentenceSimilarity: Double
  /// Share of the question's weight that the best chunk covers, 0…1.
  package var chunkCoverage: Double
  /// Share of the question's weight that the best sentence covers, 0…1.
  package var sentenceCoverage: Double

  package init(
    chunkSimilarity: Double, chunkMargin: Double, sentenceSimilarity: Double, chunkCoverage: Double,
    sentenceCoverage: Double
  ) {
    self.chunkSimilarity = chunkSimilarity
    self.chunkMargin = chunkMargin
    self.sentenceSimilarity = sentenceSimilarity
    self.chunkCoverage = chunkCoverage
    self.sentenceCoverage = sentenceCoverage
  }

  /// The numbers with their names, in the order of the model's weights.
  package var features: [(name: String, value: Double)] {
    [
      ("chunkSimilarity", chunkSimilarity), ("chunkMargin", chunkMargin), ("sentenceSimilarity", sentenceSimilarity),
      ("chunkCoverage", chunkCoverage), ("sentenceCoverage", sentenceCoverage),
    ]
  }
}

/// Whether evidence is enough for an answer: a logistic model and a threshold.
///
/// `Benchmarks/answerability` chose both on public sets of answerable and unanswerable questions, and measured them on
/// others.
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

  package static let standard = Answerability(
    weights: [1.704, 3.809, 3.953, 1.025, 0.660], bias: -5.002, threshold: 0.605)

  /// How likely the bundle answers, 0…1.
  package func confidence(_ evidence: AnswerEvidence) -> Double {
    logistic(zip(weights, evidence.features).reduce(bias) { $0 + $1.0 * $1.1.value })
  }

  package func answers(_ evidence: AnswerEvidence) -> Bool { confidence(evidence) >= threshold }
}
