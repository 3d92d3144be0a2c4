/// What a message feels like: which side it takes, how strongly, and what emotion it shows.
package struct Sentiment: Equatable, Sendable {
  /// What the judgement rests on.
  package enum Basis: String, Sendable {
    /// The encoder's vector and the lexicon.
    case encoder
    /// The lexicon alone.
    case lexicon
    /// Nothing that the lexicon knows: neutral, with confidence 0.
    case nothing
  }

  /// The side chosen: the likeliest, but for a neutral that is hardly likelier than another.
  package var polarity: Polarity
  /// P(positive) − P(negative), −1…1.
  package var score: Double
  /// The probability of `polarity`, 0…1, calibrated: of judgements with 0.8, about 80 % are right.
  package var confidence: Double
  package var emotion: Emotion
  /// The probability of `emotion`, 0…1, calibrated. Rare emotions are chosen at lower probabilities than common ones.
  package var emotionConfidence: Double
  package var basis: Basis

  package init(
    polarity: Polarity, score: Double, confidence: Double, emotion: Emotion, emotionConfidence: Double, basis: Basis
  ) {
    self.polarity = polarity
    self.score = score
    self.confidence = confidence
    self.emotion = emotion
    self.emotionConfidence = emotionConfidence
    self.basis = basis
  }

  /// Of a message that says nothing.
  package static let none = Sentiment(
    polarity: .neutral, score: 0, confidence: 0, emotion: .neutral, emotionConfidence: 0, basis: .nothing)

  /// How to answer somebody who feels like this.
  package var tone: ToneAdvice { ToneAdvice(for: self) }
}
