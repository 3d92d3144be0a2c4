/// Where each array of an encoder's weights lies: a function of the shape alone, so that a file needs no table.
///
/// Arrays follow one another in the order of this type's members, each from a multiple of 64 bytes. `LinearLayout` and
/// the members say what is in them; all numbers are little-endian.
package struct EncoderLayout: Hashable, Sendable {
  /// Columns of a panel; rows of numbers are padded with zeros to a multiple of it.
  package static let panel = 32

  /// `count` rounded up to whole panels.
  package static func padded(_ count: Int) -> Int { (count + panel - 1) / panel * panel }

  /// A linear layer: int8 codes in panels, and a scale, a sum of weights and a bias for every output.
  ///
  /// Byte (p, g, c, i) of the codes `[outputs to 32 / 32][⌈inputs / 4⌉][32][4]` belongs to output 32p + c, input 4g + i.
  package struct Linear: Hashable, Sendable {
    package var inputs: Int
    package var outputs: Int
    /// Int8 codes.
    package var codes: Range<Int>
    /// Float, one an output.
    package var scales: Range<Int>
    /// Float, one an output: the sum of its codes times its scale.
    package var sums: Range<Int>
    /// Float, one an output.
    package var biases: Range<Int>
  }

  /// Layer normalisation: Float gains and biases.
  package struct Norm: Hashable, Sendable {
    package var gains: Range<Int>
    package var biases: Range<Int>
  }

  package struct Layer: Hashable, Sendable {
    package var query: Linear
    package var key: Linear
    package var value: Linear
    package var attentionOutput: Linear
    package var attentionNorm: Norm
    package var up: Linear
    package var down: Linear
    package var outputNorm: Norm
  }

  /// Int8 `[vocabulary × width to 32]`.
  package let words: Range<Int>
  /// Float `[vocabulary]`.
  package let wordScales: Range<Int>
  /// Int16 `[positions × width to 32]`, the first token type added.
  package let places: Range<Int>
  /// Float `[positions]`.
  package let placeScales: Range<Int>
  package let embeddingNorm: Norm
  package let layers: [Layer]
  /// Bytes of all arrays.
  package let byteCount: Int

  /// - Parameter shape: a shape without a violation.
  package init(shape: EncoderShape) {
    var cursor = Cursor()
    let row = Self.padded(shape.width)
    words = cursor.take(shape.vocabulary * row)
    wordScales = cursor.take(shape.vocabulary * 4)
    places = cursor.take(shape.positions * row * 2)
    placeScales = cursor.take(shape.positions * 4)
    embeddingNorm = cursor.norm(shape.width)
    var layers: [Layer] = []
    for _ in 0..<shape.layers {
      let query = cursor.linear(inputs: shape.width, outputs: shape.width)
      let key = cursor.linear(inputs: shape.width, outputs: shape.width)
      let value = cursor.linear(inputs: shape.width, outputs: shape.width)
      let attentionOutput = cursor.linear(inputs: shape.width, outputs: shape.width)
      let attentionNorm = cursor.norm(shape.width)
      let up = cursor.linear(inputs: shape.width, outputs: shape.intermediate)
      let down = cursor.linear(inputs: shape.intermediate, outputs: shape.width)
      let outputNorm = cursor.norm(shape.width)
      layers.append(
        Layer(
          query: query, key: key, value: value, attentionOutput: attentionOutput, attentionNorm: attentionNorm,
          up: up, down: down, outputNorm: outputNorm))
    }
    self.layers = layers
    byteCount = cursor.end
  }

  /// Hands out ranges one after another.
  private struct Cursor {
    var end = 0

    mutating func take(_ count: Int) -> Range<Int> {
      let start = end
      end = (start + count + 63) / 64 * 64
      return start..<(start + count)
    }

    mutating func norm(_ width: Int) -> Norm {
      let bytes = EncoderLayout.padded(width) * 4
      let gains = take(bytes)
      return Norm(gains: gains, biases: take(bytes))
    }

    mutating func linear(inputs: Int, outputs: Int) -> Linear {
      let columns = EncoderLayout.padded(outputs)
      let codes = take(columns * ((inputs + 3) / 4) * 4)
      let scales = take(columns * 4)
      let sums = take(columns * 4)
      return Linear(
        inputs: inputs, outputs: outputs, codes: codes, scales: scales, sums: sums, biases: take(columns * 4))
    }
  }
}
