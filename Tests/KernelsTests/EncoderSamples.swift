import CKernels
import Kernels
import TestSupport

/// Random rows and a random linear layer, some codes at the limits.
struct LinearSample {
  let inputs: Int
  let outputs: Int
  let count: Int
  let stride: Int
  let rows: [UInt8]
  let scales: [Float]
  let lows: [Float]
  let weights: [UInt8]
  let linear: kb_linear

  init(seed: UInt64, inputs: Int, outputs: Int, count: Int) {
    var random = SeededGenerator(seed: seed)
    self.inputs = inputs
    self.outputs = outputs
    self.count = count
    stride = EncoderLayout.padded(inputs)
    var rows = [UInt8](repeating: 0, count: stride * count)
    for row in 0..<count {
      for input in 0..<inputs { rows[row * stride + input] = row == 0 ? 255 : UInt8(truncatingIfNeeded: random.next()) }
    }
    self.rows = rows
    scales = (0..<count).map { _ in random.normal().magnitude * 0.01 }
    lows = (0..<count).map { _ in random.normal() }
    var writer = WeightWriter(random: random)
    linear = writer.linear(inputs: inputs, outputs: outputs)
    weights = writer.bytes
  }
}

/// A random network of any shape, as the kernels read it.
struct NetworkSample {
  let shape: EncoderShape
  let encoder: kb_encoder
  let layers: [kb_layer]
  let weights: [UInt8]

  init(seed: UInt64, shape: EncoderShape) {
    self.shape = shape
    var writer = WeightWriter(random: SeededGenerator(seed: seed))
    let row = EncoderLayout.padded(shape.width)
    let words = writer.codes(rows: shape.vocabulary, used: shape.width, stride: row, wide: false)
    let wordScales = writer.floats(shape.vocabulary, padded: shape.vocabulary, around: 0.02, spread: 0)
    let places = writer.codes(rows: shape.positions, used: shape.width, stride: row, wide: true)
    let placeScales = writer.floats(shape.positions, padded: shape.positions, around: 1e-5, spread: 0)
    encoder = kb_encoder(
      width: Int32(shape.width), heads: Int32(shape.heads), intermediate: Int32(shape.intermediate),
      layers: Int32(shape.layers), vocabulary: Int32(shape.vocabulary), positions: Int32(shape.positions),
      activation: Int32(shape.activation.rawValue), pooling: Int32(shape.pooling.rawValue),
      normalizes: shape.normalizes ? 1 : 0, epsilon: shape.epsilon, words: words, word_scales: wordScales,
      places: places, place_scales: placeScales, embedding_norm: writer.norm(shape.width))
    layers = (0..<shape.layers).map { _ in
      kb_layer(
        query: writer.linear(inputs: shape.width, outputs: shape.width),
        key: writer.linear(inputs: shape.width, outputs: shape.width),
        value: writer.linear(inputs: shape.width, outputs: shape.width),
        attention_output: writer.linear(inputs: shape.width, outputs: shape.width),
        attention_norm: writer.norm(shape.width),
        up: writer.linear(inputs: shape.width, outputs: shape.intermediate),
        down: writer.linear(inputs: shape.intermediate, outputs: shape.width),
        output_norm: writer.norm(shape.width))
    }
    weights = writer.bytes
  }
}

/// Appends random arrays, from multiples of 64 bytes.
private struct WeightWriter {
  var random: SeededGenerator
  private(set) var bytes: [UInt8] = []

  init(random: SeededGenerator) { self.random = random }

  private mutating func begin() -> UInt64 {
    while bytes.count % 64 != 0 { bytes.append(0) }
    return UInt64(bytes.count)
  }

  private mutating func append(_ word: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  mutating func floats(_ count: Int, padded: Int, around: Float, spread: Float) -> UInt64 {
    let start = begin()
    for index in 0..<padded { append((index < count ? around + spread * random.normal() : 0).bitPattern) }
    return start
  }

  mutating func codes(rows: Int, used: Int, stride: Int, wide: Bool) -> UInt64 {
    let start = begin()
    for _ in 0..<rows {
      for column in 0..<stride {
        let code = column < used ? Int(random.normal() * (wide ? 8000 : 30)) : 0
        bytes.append(UInt8(truncatingIfNeeded: code))
        if wide { bytes.append(UInt8(truncatingIfNeeded: code >> 8)) }
      }
    }
    return start
  }

  mutating func norm(_ width: Int) -> kb_norm {
    let padded = EncoderLayout.padded(width)
    let gains = floats(width, padded: padded, around: 1, spread: 0.1)
    return kb_norm(gains: gains, biases: floats(width, padded: padded, around: 0, spread: 0.05))
  }

  mutating func linear(inputs: Int, outputs: Int) -> kb_linear {
    let columns = EncoderLayout.padded(outputs)
    let groups = (inputs + 3) / 4
    var codes = [UInt8](repeating: 0, count: columns * groups * 4)
    var sums = [Int32](repeating: 0, count: columns)
    for output in 0..<outputs {
      for input in 0..<inputs {
        let extreme: Int8 = input % 2 == 0 ? 127 : -127
        let code = output == 0 ? extreme : Int8(truncatingIfNeeded: Int(random.normal() * 40))
        codes[output / 32 * groups * 128 + input / 4 * 128 + output % 32 * 4 + input % 4] = UInt8(bitPattern: code)
        sums[output] += Int32(code)
      }
    }
    let start = begin()
    bytes += codes
    let scales = floats(outputs, padded: columns, around: 0.002, spread: 0.0002)
    let sumStart = begin()
    for sum in sums { append((Float(sum) * 0.002).bitPattern) }
    return kb_linear(
      codes: start, scales: scales, sums: sumStart,
      biases: floats(outputs, padded: columns, around: 0, spread: 0.05), inputs: Int32(inputs),
      outputs: Int32(outputs))
  }
}
