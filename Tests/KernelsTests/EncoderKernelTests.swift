import CKernels
import CKernelsEmulated
import Glibc
import Kernels
import TestSupport
import Testing

/// Lengths around whole lanes, panels and blocks.
private let awkwardLengths = [1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100, 127, 384]

@Suite struct EncoderKernelTests {
  private func row(_ count: Int, seed: UInt64, spread: Float = 1) -> [Float] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in random.normal() * spread }
  }

  @Test(arguments: EncoderLevel.others, awkwardLengths)
  func `Quantising a row gives scalar's bits`(_ level: EncoderLevel, _ count: Int) {
    let rows: [[Float]] = [
      row(count, seed: 1), row(count, seed: 2, spread: 1e-20), row(count, seed: 3).map(\.magnitude),
      row(count, seed: 4).map { -$0.magnitude - 3 }, .init(repeating: 0, count: count),
      .init(repeating: -2.5, count: count),
    ]
    for row in rows {
      let padded = row + [Float](repeating: 0, count: EncoderLayout.padded(count) - count)
      let got = level.quantize(padded, count: count)
      let expected = EncoderLevel.scalar.quantize(padded, count: count)
      #expect(got == expected)
      #expect(got.codes.allSatisfy { (0...255).contains($0) })
    }
  }

  @Test func `Codes stand for their numbers to within half a step`() {
    let row = row(384, seed: 9)
    let got = EncoderLevel.scalar.quantize(row, count: 384)
    let scale = Float(bitPattern: got.scale)
    for (number, code) in zip(row, got.codes) {
      #expect(abs(Float(code) * scale + Float(bitPattern: got.low) - number) <= scale * 0.501)
    }
  }

  @Test(arguments: EncoderLevel.others, awkwardLengths)
  func `Layer normalisation gives scalar's bits`(_ level: EncoderLevel, _ count: Int) {
    let width = EncoderLayout.padded(count)
    let zeros = [Float](repeating: 0, count: width - count)
    let numbers = row(count, seed: 5) + zeros
    let gains = row(count, seed: 6) + zeros
    let biases = row(count, seed: 7) + zeros
    #expect(
      level.norm(numbers, count: count, gains: gains, biases: biases)
        == EncoderLevel.scalar.norm(numbers, count: count, gains: gains, biases: biases))
  }

  @Test(arguments: EncoderLevel.others, EncoderShape.Activation.allCases)
  func `Activations give scalar's bits`(_ level: EncoderLevel, _ kind: EncoderShape.Activation) {
    let numbers =
      row(1600, seed: 8, spread: 3) + [0, -0.0, 1e30, -1e30, 1e-37, 4.5, -4.5, 88, -88, 0, 0, 0, 0, 0, 0, 0]
    #expect(
      level.activation(kind, numbers).map(\.bitPattern)
        == EncoderLevel.scalar.activation(kind, numbers).map(\.bitPattern))
  }

  /// x · Φ(x) in double precision, against the bound that encoder_ops.h and docs/encoder.md state: a tenth of half a step
  /// of the codes that GELU's results become, in a token whose largest is 3 (3 / 255 / 2 = 5.9·10⁻³).
  @Test func `GELU follows the normal distribution to 5.5e-4 everywhere`() {
    let numbers = (0..<(1 << 16)).map { Float($0 - (1 << 15)) / 512 }
    var largest = 0.0
    for (x, got) in zip(numbers, EncoderLevel.scalar.activation(.gelu, numbers)) {
      let exact = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
      largest = max(largest, abs(Double(got) - exact))
    }
    #expect(largest < 5.5e-4)
    #expect(EncoderLevel.scalar.activation(.gelu, [Float](repeating: 0, count: 16)) == .init(repeating: 0, count: 16))
  }

  @Test func `The hyperbolic form of GELU follows its formula`() {
    let numbers = (0..<(1 << 14)).map { Float($0 - (1 << 13)) / 512 }
    for (x, got) in zip(numbers, EncoderLevel.scalar.activation(.geluTanh, numbers)) {
      let x = Double(x)
      let exact = 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      #expect(abs(Double(got) - exact) < 1e-5)
    }
  }

  @Test(arguments: EncoderLevel.others, awkwardLengths)
  func `Softmax gives scalar's codes and sum`(_ level: EncoderLevel, _ count: Int) {
    let padding = [Float](repeating: -.infinity, count: EncoderLayout.padded(count) - count)
    for (spread, scale): (Float, Float) in [(0, 1), (1, 3), (8, 0.4), (1e20, 1), (1, 0)] {
      let scores = row(count, seed: 11, spread: spread) + padding
      let got = level.softmax(scores, count: count, scale: scale)
      let expected = EncoderLevel.scalar.softmax(scores, count: count, scale: scale)
      #expect(got == expected)
      #expect(got.codes.max() == 255)
      #expect(got.codes.dropFirst(count).allSatisfy { $0 == 0 })
      #expect(got.inverseSum == 1 / Float(got.codes.reduce(0, +)))
    }
  }

  @Test(arguments: EncoderLevel.others, [1, 3, 4, 5, 12, 16, 63, 64, 65, 384])
  func `Linear layers give scalar's bits`(_ level: EncoderLevel, _ inputs: Int) {
    for (outputs, count) in [(1, 1), (15, 2), (16, 6), (17, 7), (48, 5), (64, 13), (80, 4), (112, 3), (144, 12)] {
      let sample = LinearSample(seed: UInt64(inputs * 1000 + outputs), inputs: inputs, outputs: outputs, count: count)
      #expect(level.linear(sample) == EncoderLevel.scalar.linear(sample), "\(outputs) outputs, \(count) rows")
    }
  }

  static let shapes: [EncoderShape] = [
    shape(width: 48, heads: 4, intermediate: 88), shape(width: 40, heads: 8, intermediate: 33, pooling: .cls),
    shape(width: 64, heads: 1, intermediate: 200, activation: .geluTanh, normalizes: false),
    shape(width: 18, heads: 2, intermediate: 16, activation: .relu), shape(width: 96, heads: 3, intermediate: 384),
  ]

  private static func shape(
    width: Int, heads: Int, intermediate: Int, activation: EncoderShape.Activation = .gelu,
    pooling: EncoderShape.Pooling = .mean, normalizes: Bool = true
  ) -> EncoderShape {
    EncoderShape(
      width: width, heads: heads, intermediate: intermediate, layers: 2, vocabulary: 50, positions: 128,
      activation: activation, pooling: pooling, normalizes: normalizes, epsilon: 1e-12)
  }

  static let texts: [[Int32]] = {
    var random = SeededGenerator(seed: 77)
    return [1, 2, 3, 15, 16, 17, 50, 100].map { count in (0..<count).map { _ in Int32(random.next() % 50) } }
  }()

  @Test(arguments: EncoderLevel.others, shapes)
  func `A whole network gives scalar's bits`(_ level: EncoderLevel, _ shape: EncoderShape) {
    let sample = NetworkSample(seed: 3, shape: shape)
    let expected = EncoderLevel.scalar.encode(sample, Self.texts)
    #expect(!expected.contains { !Float(bitPattern: $0).isFinite })
    #expect(level.encode(sample, Self.texts) == expected)
  }

  @Test(arguments: shapes)
  func `A text's vector does not depend on its neighbours`(_ shape: EncoderShape) {
    let sample = NetworkSample(seed: 4, shape: shape)
    let level = EncoderLevel.others[0]
    let together = level.encode(sample, Self.texts)
    for (index, text) in Self.texts.enumerated() {
      #expect(level.encode(sample, [text])[...] == together[(index * shape.width)..<((index + 1) * shape.width)])
    }
  }

  @Test func `An id outside of the vocabulary counts as 0`() {
    let sample = NetworkSample(seed: 5, shape: Self.shapes[0])
    let level = EncoderLevel.others[0]
    #expect(level.encode(sample, [[1, -7, 50, .max]]) == level.encode(sample, [[1, 0, 0, 0]]))
  }

  @Test(arguments: [16, 32, 48, 64, 80, 384], [0, 1, 2, 3, 7, 33])
  func `The emulated dot product gives scalar's bits`(_ stride: Int, _ rows: Int) {
    var random = SeededGenerator(seed: UInt64(stride + rows))
    let query = (0..<stride).map { _ in random.normal() }
    let codes = (0..<(stride * rows)).map { _ in Int8(truncatingIfNeeded: random.next()) }
    let scales = (0..<rows).map { _ in random.normal() }
    var expected = [Float](repeating: 0, count: rows)
    var got = expected
    unsafe kb_dot_f32_i8_scalar(query, codes, scales, rows, stride, &expected)
    unsafe kb_dot_f32_i8_emulated(query, codes, scales, rows, stride, &got)
    #expect(got.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(arguments: [16, 32, 48, 384], [1, 3, 4, 5, 9])
  func `The emulated bounds are scalar's bits`(_ stride: Int, _ rows: Int) {
    var random = SeededGenerator(seed: UInt64(stride + rows))
    let count = 7
    let queries = (0..<(stride * count)).map { _ in Int16(truncatingIfNeeded: random.next()) >> 1 }
    let units = (0..<count).map { _ in random.normal() }
    let margins = (0..<count).map { _ in random.normal() }
    let codes = (0..<(stride * rows)).map { _ in Int8(truncatingIfNeeded: random.next()) }
    let scales = (0..<rows).map { _ in random.normal() }
    var expected = [Float](repeating: 0, count: count * rows)
    var got = expected
    unsafe kb_bound_i16_i8_scalar(queries, units, margins, count, codes, scales, rows, stride, &expected)
    unsafe kb_bound_i16_i8_emulated(queries, units, margins, count, codes, scales, rows, stride, &got)
    #expect(got.map(\.bitPattern) == expected.map(\.bitPattern))
  }
}
