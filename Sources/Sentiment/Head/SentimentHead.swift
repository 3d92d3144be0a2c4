package import Common

/// A network with one hidden layer over an encoder's vector and the lexicon's scores.
///
/// scores = relu(x A + a) B + b over x = (20 · vector, 1.5 · lexicon), in float32, one addition after another in the order of the inputs, so that every
/// machine gives the same bits. The calibration's temperatures are part of B and b.
package struct SentimentHead: Sendable {
  /// The digest of the packed model whose vectors the head was fitted on; others mean nothing to it.
  package let encoder: Digest
  /// Numbers in the encoder's vector.
  package let dimensions: Int
  private let hidden: Int
  /// A, `[(dimensions + 10) × hidden]`, without the scales of its columns.
  private let inputWeights: [Float]
  /// The scales of A's columns.
  private let inputScales: [Float]
  private let inputBias: [Float]
  /// B, `[hidden × 10]`.
  private let outputWeights: [Float]
  private let outputBias: [Float]
  package let emotionFactors: [Double]
  /// What the probability of neutral is multiplied with before the polarity is chosen: the comments that the head was
  /// fitted on make it call opinions from elsewhere neutral too often.
  package static let neutralFactor = 0.75

  /// What brings both inputs to about the same size.
  private static let vectorScale: Float = 20
  private static let lexiconScale: Float = 1.5

  package static let trained = SentimentHead(
    encoder: TrainedHead.encoder, dimensions: TrainedHead.dimensions,
    inputWeights: Base64.bytes(of: TrainedHead.inputWeights), inputScales: TrainedHead.inputScales,
    inputBias: TrainedHead.inputBias, outputWeights: TrainedHead.outputWeights, outputBias: TrainedHead.outputBias,
    emotionFactors: TrainedHead.emotionFactors)

  /// - Parameter inputWeights: a signed byte a weight, in row order.
  package init(
    encoder: String, dimensions: Int, inputWeights: [UInt8], inputScales: [Float], inputBias: [Float],
    outputWeights: [Float], outputBias: [Float], emotionFactors: [Double]
  ) {
    hidden = inputBias.count
    precondition(inputWeights.count == (dimensions + ClassScores.count) * hidden, "one weight an input and unit")
    precondition(inputScales.count == hidden && outputWeights.count == hidden * ClassScores.count)
    guard let digest = Digest(hex: encoder) else { preconditionFailure("a digest of 64 digits") }
    self.encoder = digest
    self.dimensions = dimensions
    self.inputWeights = inputWeights.map { Float(Int8(bitPattern: $0)) }
    self.inputScales = inputScales
    self.inputBias = inputBias
    self.outputWeights = outputWeights
    self.outputBias = outputBias
    self.emotionFactors = emotionFactors
  }

  /// The scores of a message; `nil` for a vector of another length or with numbers that are not finite.
  ///
  /// - Parameters:
  ///   - vector: `[dimensions]`, of length 1.
  ///   - lexicon: the lexicon's scores of the same message.
  package func scores(vector: some Collection<Float>, lexicon: ClassScores) -> ClassScores? {
    guard vector.count == dimensions, vector.allSatisfy(\.isFinite) else { return nil }
    let inputs = vector.map { $0 * Self.vectorScale } + lexicon.values.map { $0 * Self.lexiconScale }
    var units = [Float](repeating: 0, count: hidden)
    var weight = 0
    for input in inputs {
      for unit in 0..<hidden { units[unit] += input * inputWeights[weight + unit] }
      weight += hidden
    }
    var scores = outputBias
    for unit in 0..<hidden {
      let activation = max(units[unit] * inputScales[unit] + inputBias[unit], 0)
      if activation == 0 { continue }
      for column in 0..<ClassScores.count {
        scores[column] += activation * outputWeights[unit * ClassScores.count + column]
      }
    }
    return ClassScores(values: scores)
  }
}
