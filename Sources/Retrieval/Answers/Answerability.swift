/// What speaks for the bundle answering a question. Every number is comparable between bundles.
package struct AnswerEvidence: Equatable, Sendable {
  /// Cosine similarity of the best chunk to the question, −1…1.
  package var chunkSimilarity: Double
  /// Cosine similarity of the best sentence to the question, −1…1.
  package var sentenceSimilarity: Double
  /// Share of the question's weight that the best chunk covers, 0…1.
  package var chunkCoverage: Double
  /// Share of the question's weight that the best sentence covers, 0…1.
  package var sentenceCoverage: Double
  /// How far the best chunk's similarity stands out from the other candidates', in standard deviations.
  package var similarityLead: Double
  /// The same of the keyword score.
  package var keywordLead: Double

  package init(
    chunkSimilarity: Double, sentenceSimilarity: Double, chunkCoverage: Double, sentenceCoverage: Double,
    similarityLead: Double, keywordLead: Double
  ) {
    self.chunkSimilarity = chunkSimilarity
    self.sentenceSimilarity = sentenceSimilarity
    self.chunkCoverage = chunkCoverage
    self.sentenceCoverage = sentenceCoverage
    self.similarityLead = similarityLead
    self.keywordLead = keywordLead
  }

  /// The numbers with their names, in the order of the model's weights.
  package var features: [(name: String, value: Double)] {
    [
      ("chunkSimilarity", chunkSimilarity), ("sentenceSimilarity", sentenceSimilarity),
      ("chunkCoverage", chunkCoverage), ("sentenceCoverage", sentenceCoverage), ("similarityLead", similarityLead),
      ("keywordLead", keywordLead),
    ]
  }
}
