internal import Common

/// A score for each polarity and each emotion; their softmax is the probability.
package struct ClassScores: Equatable, Sendable {
  package static let count = Polarity.allCases.count + Emotion.allCases.count

  /// The polarities in their order, then the emotions in theirs: `[10]`.
  package var values: [Float]

  /// - Parameter values: `[10]`.
  package init(values: [Float]) { self.values = values }

  /// The probability of each polarity, 0…1, in the order of `Polarity.allCases`.
  package var polarities: [Double] { Self.softmax(values.prefix(Polarity.allCases.count)) }

  /// The probability of each emotion, 0…1, in the order of `Emotion.allCases`.
  package var emotions: [Double] { Self.softmax(values.suffix(Emotion.allCases.count)) }

  private static func softmax(_ scores: ArraySlice<Float>) -> [Double] {
    let largest = Double(scores.max() ?? 0)
    let powers = scores.map { exponential(Double($0) - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}

extension ClassScores {
  /// The judgement that the scores give.
  ///
  /// Each is the one whose probability is largest after multiplication with its factor. The factors of emotions favour
  /// the rare ones, which would hardly ever be chosen without.
  ///
  /// - Parameters:
  ///   - neutralFactor: the factor of the neutral polarity; the others have 1.
  ///   - emotionFactors: one an emotion.
  package func sentiment(neutralFactor: Double, emotionFactors: [Double], basis: Sentiment.Basis) -> Sentiment {
    let polarities = polarities
    let emotions = emotions
    let side = Self.largest([polarities[0], polarities[1] * neutralFactor, polarities[2]])
    let emotion = Self.largest(zip(emotions, emotionFactors).map(*))
    return Sentiment(
      polarity: Polarity.allCases[side], score: polarities[2] - polarities[0], confidence: polarities[side],
      emotion: Emotion.allCases[emotion], emotionConfidence: emotions[emotion], basis: basis)
  }

  /// The place of the largest number, the first of equal ones.
  private static func largest(_ numbers: [Double]) -> Int {
    var best = 0
    for index in numbers.indices where numbers[index] > numbers[best] { best = index }
    return best
  }
}
