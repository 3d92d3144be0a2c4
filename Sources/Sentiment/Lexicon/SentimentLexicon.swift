/// English words, marks, emoji groups and what each says for every polarity and emotion.
///
/// Scores add up over the features of a message, times their strengths. Fitted by `Benchmarks/sentiment`: multinomial
/// logistic regression, which is naive Bayes' log-odds corrected for words that come together.
package struct SentimentLexicon: Sendable {
  /// The names one after another, sorted bytewise.
  private let text: [UInt8]
  /// Where each name begins, and the end of the last.
  private let starts: [Int32]
  /// `[names × 10]`.
  private let weights: [Int8]
  private let scale: Float
  /// The scores of a message without features.
  private let bias: [Float]
  /// What the sums are divided by so that their softmax is calibrated when no head follows: polarities, emotions.
  private let temperatures: (polarity: Float, emotion: Float)
  package let emotionFactors: [Double]

  package static let trained = SentimentLexicon(
    names: TrainedLexicon.names, weights: Base64.bytes(of: TrainedLexicon.weights), scale: TrainedLexicon.scale,
    bias: TrainedLexicon.bias, temperatures: TrainedLexicon.temperatures,
    emotionFactors: TrainedLexicon.emotionFactors)

  /// - Parameters:
  ///   - names: in bytewise order, each ended by white space.
  ///   - weights: ten signed bytes a name.
  package init(
    names: String, weights: [UInt8], scale: Float, bias: [Float], temperatures: (polarity: Float, emotion: Float),
    emotionFactors: [Double]
  ) {
    var text: [UInt8] = []
    var starts: [Int32] = []
    for name in names.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
      starts.append(Int32(text.count))
      text.append(contentsOf: name)
    }
    precondition(weights.count == starts.count * ClassScores.count, "ten weights a name")
    self.text = text
    self.starts = starts + [Int32(text.count)]
    self.weights = weights.map { Int8(bitPattern: $0) }
    self.scale = scale
    self.bias = bias
    self.temperatures = temperatures
    self.emotionFactors = emotionFactors
  }

  package var count: Int { starts.count - 1 }

  /// The scores of a message, and how much of it the lexicon knows.
  package func evidence(in text: String) -> LexicalEvidence {
    let features = MessageFeatures(text).features
    var sums = [Float](repeating: 0, count: ClassScores.count)
    var known = 0
    var knownWords = 0
    for feature in features {
      guard let place = place(of: feature.name) else { continue }
      known += 1
      if feature.isWord { knownWords += 1 }
      for column in sums.indices {
        sums[column] += feature.strength * Float(weights[place * ClassScores.count + column])
      }
    }
    return LexicalEvidence(
      scores: ClassScores(values: zip(sums, bias).map { $0 * scale + $1 }), knownFeatures: known,
      words: features.count { $0.isWord }, knownWords: knownWords,
      foreignWords: features.count { $0.isWord && $0.name.contains { $0 >= 0x80 } })
  }

  /// Scores to judge by when no head follows.
  package func calibrated(_ scores: ClassScores) -> ClassScores {
    let polarities = Polarity.allCases.count
    return ClassScores(
      values: scores.values.enumerated().map {
        $1 / ($0 < polarities ? temperatures.polarity : temperatures.emotion)
      })
  }

  package func contains(_ name: [UInt8]) -> Bool { place(of: name) != nil }

  /// Binary search. O(log n).
  private func place(of name: [UInt8]) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let candidate = text[Int(starts[middle])..<Int(starts[middle + 1])]
      if candidate.lexicographicallyPrecedes(name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < count, text[Int(starts[low])..<Int(starts[low + 1])].elementsEqual(name) else { return nil }
    return low
  }
}
