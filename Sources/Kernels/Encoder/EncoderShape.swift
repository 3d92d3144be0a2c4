/// The sizes and choices that define a BERT-family sentence encoder, apart from its weights.
package struct EncoderShape: Hashable, Sendable {
  /// The function between the two linear layers of a block.
  package enum Activation: UInt32, CaseIterable, Sendable {
    /// x · Φ(x), with the error function.
    case gelu = 0
    /// The approximation by a hyperbolic tangent.
    case geluTanh = 1
    case relu = 2
  }

  /// How the vectors of a text's tokens become one.
  package enum Pooling: UInt32, CaseIterable, Sendable {
    case mean = 0
    /// The vector of the first token.
    case cls = 1
  }

  /// Numbers in a token's vector; the dimensions of the result.
  package var width: Int
  /// Attention heads, each `width / heads` wide.
  package var heads: Int
  /// Numbers between the two linear layers of a block.
  package var intermediate: Int
  package var layers: Int
  /// Tokens that have a vector.
  package var vocabulary: Int
  /// Positions that have a vector: the longest text, in tokens.
  package var positions: Int
  package var activation: Activation
  package var pooling: Pooling
  /// Whether results have length 1.
  package var normalizes: Bool
  /// The ε of layer normalisation.
  package var epsilon: Float

  package init(
    width: Int, heads: Int, intermediate: Int, layers: Int, vocabulary: Int, positions: Int, activation: Activation,
    pooling: Pooling, normalizes: Bool, epsilon: Float
  ) {
    self.width = width
    self.heads = heads
    self.intermediate = intermediate
    self.layers = layers
    self.vocabulary = vocabulary
    self.positions = positions
    self.activation = activation
    self.pooling = pooling
    self.normalizes = normalizes
    self.epsilon = epsilon
  }

  /// The first size that the kernels do not take, with its limits; `nil` when all are fine.
  ///
  /// The limits keep every sum of products of codes within 32 bits, and every byte count within 63.
  package var violation: (name: String, value: Int, limits: ClosedRange<Int>)? {
    let checks = [
      ("width", width, 1...16_384), ("heads", heads, 1...1024), ("intermediate", intermediate, 1...32_768),
      ("layers", layers, 1...256), ("vocabulary", vocabulary, 1...4_194_304), ("positions", positions, 1...32_768),
    ]
    for (name, value, limits) in checks where !limits.contains(value) { return (name, value, limits) }
    return width % heads == 0 ? nil : ("heads", heads, 1...width)
  }
}
