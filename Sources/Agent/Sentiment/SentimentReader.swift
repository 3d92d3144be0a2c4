/// How a message feels.
package struct SentimentReading: Equatable, Sendable {
  /// `positive`, `neutral` or `negative`.
  package var label: String
  /// −1…1.
  package var score: Double
  /// 0…1.
  package var confidence: Double
  /// `joy`, `sadness`, `anger`, `fear`, `surprise`, `disgust` or `neutral`.
  package var emotion: String

  package init(label: String, score: Double, confidence: Double, emotion: String) {
    self.label = label
    self.score = score
    self.confidence = confidence
    self.emotion = emotion
  }
}

/// Reads the sentiment of messages; the tone of answers and the tool `sentiment_analysis` use it.
package protocol SentimentReader: Sendable {
  func reading(of text: String) -> SentimentReading
}
