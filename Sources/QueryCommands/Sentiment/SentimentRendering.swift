internal import Common
internal import Sentiment
internal import Terminal

/// A judgement for people: side, emotion, tone.
func renderedSentiment(_ sentiment: Sentiment, style: TextStyle) -> [String] {
  let score = (sentiment.score < 0 ? "−" : "+") + rounded(sentiment.score.magnitude, digits: 2)
  return [
    "\(style.bold(sentiment.polarity.rawValue)) \(score), confidence \(rounded(sentiment.confidence, digits: 2))",
    "\(style.bold(sentiment.emotion.rawValue)), confidence \(rounded(sentiment.emotionConfidence, digits: 2))",
    style.dim("tone \(sentiment.tone.rawValue), by the \(sentiment.basis.rawValue)"),
  ]
}

extension Sentiment {
  var json: JSONValue {
    .object([
      "polarity": .string(polarity.rawValue), "score": .number(score), "confidence": .number(confidence),
      "emotion": .string(emotion.rawValue), "emotionConfidence": .number(emotionConfidence),
      "tone": .string(tone.rawValue), "basis": .string(basis.rawValue),
    ])
  }
}
