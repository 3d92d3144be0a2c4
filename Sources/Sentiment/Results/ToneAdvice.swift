/// How an answer should sound, given how the question felt.
package enum ToneAdvice: String, CaseIterable, Sendable {
  /// As usual.
  case plain
  /// For a user who is pleased or thankful.
  case warm
  /// For a user who is angry, disgusted or frustrated.
  case calm
  /// For a user who is worried.
  case reassuring
  /// For a user who is sad or disappointed.
  case sympathetic

  /// Below this confidence a side is not taken up: answering a plain question in a special tone is worse than
  /// answering an upset one plainly.
  static let minimumConfidence = 0.55

  init(for sentiment: Sentiment) {
    guard sentiment.confidence >= Self.minimumConfidence else {
      self = .plain
      return
    }
    switch (sentiment.polarity, sentiment.emotion) {
    case (.positive, _): self = .warm
    case (.negative, .fear): self = .reassuring
    case (.negative, .sadness): self = .sympathetic
    case (.negative, _): self = .calm
    case (.neutral, _): self = .plain
    }
  }

  /// A sentence for the model's instructions; `nil` when nothing need be said.
  package var instruction: String? {
    switch self {
    case .plain: nil
    case .warm: "The user is pleased: answer warmly and briefly."
    case .calm:
      "The user is frustrated: stay calm, acknowledge the trouble in one short sentence, then give concrete steps."
    case .reassuring: "The user is worried: reassure them with facts, then give the safest next step."
    case .sympathetic: "The user is disappointed: show understanding in one short sentence, then help."
    }
  }
}
