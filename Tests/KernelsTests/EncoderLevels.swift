import CKernels
import CKernelsEmulated
import Kernels

/// One implementation of the encoder's operations, with Swift arrays around its C functions.
struct EncoderLevel: CustomStringConvertible, Sendable {
  let name: String
  private let table: kb_encoder_level

  var description: String { name }

  static let scalar = EncoderLevel(name: "scalar", table: unsafe kb_encoder_level_of(Int32(KB_SCALAR)).pointee)

  /// Everything that is held to `scalar`: the levels that this processor runs, the scalar code with fused multiply-add
  /// of the C library, and AVX-512 over an emulation of its instructions.
  static let others: [EncoderLevel] = {
    var levels: [EncoderLevel] = []
    for set in InstructionSet.supported where set != .scalar {
      let number =
        switch set {
        case .avx2: KB_AVX2
        case .avx512: KB_AVX512
        case .neon: KB_NEON
        case .scalar: KB_SCALAR
        }
      levels.append(EncoderLevel(name: set.rawValue, table: unsafe kb_encoder_level_of(Int32(number)).pointee))
    }
    levels.append(EncoderLevel(name: "portable", table: kb_encoder_portable))
    levels.append(EncoderLevel(name: "avx512 emulated", table: kb_encoder_emulated))
    return levels
  }()

  private init(name: String, table: kb_encoder_level) {
    self.name = name
    self.table = table
  }

  /// The table's activation codes, which take one or two bytes each, as numbers.
  private func numbers(_ bytes: [UInt8], count: Int) -> [Int] {
    (0..<count).map { index in
      table.code_bytes == 1 ? Int(bytes[index]) : Int(bytes[2 * index]) | Int(bytes[2 * index + 1]) << 8
    }
  }

  /// A row's activation codes; their scale and low end as bits.
  struct Codes: Equatable {
    var codes: [Int]
    var scale: UInt32
    var low: UInt32
  }

  /// `row` is padded with zeros; `count` numbers of it count.
  func quantize(_ row: [Float], count: Int) -> Codes {
    var bytes = [UInt8](repeating: 0, count: 2 * row.count)
    var scale: Float = 0
    var low: Float = 0
    unsafe bytes.withUnsafeMutableBytes { unsafe table.quantize(row, Int32(count), $0.baseAddress!, &scale, &low) }
    return Codes(codes: numbers(bytes, count: count), scale: scale.bitPattern, low: low.bitPattern)
  }

  /// `row` is padded; `count` numbers of it count.
  func norm(_ row: [Float], count: Int, gains: [Float], biases: [Float]) -> (numbers: [UInt32], codes: Codes) {
    var row = row
    var bytes = [UInt8](repeating: 0, count: 2 * row.count)
    var scale: Float = 0
    var low: Float = 0
    unsafe row.withUnsafeMutableBufferPointer { row in
      unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe table.norm(
          row.baseAddress!, Int32(count), gains, biases, 1e-12, bytes.baseAddress!, &scale, &low)
      }
    }
    let codes = Codes(codes: numbers(bytes, count: count), scale: scale.bitPattern, low: low.bitPattern)
    return (row.map(\.bitPattern), codes)
  }

  func activation(_ kind: EncoderShape.Activation, _ row: [Float]) -> [Float] {
    var row = row
    unsafe row.withUnsafeMutableBufferPointer {
      unsafe table.activation(Int32(kind.rawValue), $0.baseAddress!, Int32($0.count))
    }
    return row
  }

  /// `scores` are padded with −∞; `count` of them count.
  func softmax(_ scores: [Float], count: Int, scale: Float) -> (codes: [Int], inverseSum: Float) {
    var bytes = [UInt8](repeating: 0, count: 2 * scores.count)
    var scale = scale
    unsafe bytes.withUnsafeMutableBytes { unsafe table.softmax(scores, Int32(count), &scale, $0.baseAddress!) }
    return (numbers(bytes, count: (count + 15) / 16 * 16), scale)
  }

  func linear(_ sample: LinearSample) -> [UInt32] {
    var codes = [UInt8](repeating: 0, count: 2 * (sample.count + Int(KB_SPARE_ROWS)) * sample.stride)
    var out = [Float](repeating: .nan, count: sample.count * EncoderLayout.padded(sample.outputs))
    var linear = sample.linear
    unsafe codes.withUnsafeMutableBytes { codes in
      unsafe sample.weights.withUnsafeBytes { weights in
        unsafe out.withUnsafeMutableBufferPointer { out in
          unsafe table.linear(
            &linear, weights.baseAddress!, sample.rows, Int32(sample.stride), sample.scales, sample.lows,
            Int32(sample.count), codes.baseAddress!, out.baseAddress!)
        }
      }
    }
    return out.map(\.bitPattern)
  }

  func encode(_ sample: NetworkSample, _ texts: [[Int32]]) -> [UInt32] {
    let ids = texts.flatMap { $0 }
    var starts: [Int32] = [0]
    for text in texts { starts.append(starts[starts.count - 1] + Int32(text.count)) }
    var encoder = sample.encoder
    let longest = Int32(texts.map(\.count).max() ?? 0)
    let size = unsafe kb_encoder_scratch(&encoder, Int32(ids.count), longest)
    // Dirty memory: nothing may depend on what is in it.
    var scratch = [SIMD64<UInt8>](repeating: .init(repeating: 0xFF), count: size / 64 + 1)
    var vectors = [Float](repeating: .nan, count: texts.count * sample.shape.width)
    unsafe scratch.withUnsafeMutableBytes { scratch in
      unsafe sample.weights.withUnsafeBytes { weights in
        unsafe vectors.withUnsafeMutableBufferPointer { vectors in
          unsafe table.encode(
            &encoder, sample.layers, weights.baseAddress!, ids, starts, Int32(texts.count), vectors.baseAddress!,
            scratch.baseAddress!)
        }
      }
    }
    return vectors.map(\.bitPattern)
  }
}
