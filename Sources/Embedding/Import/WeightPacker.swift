internal import Kernels

/// Quantises tensors and puts them where the kernels read them.
struct WeightPacker {
  private let layout: EncoderLayout
  private(set) var bytes: [UInt8]

  init(layout: EncoderLayout) {
    self.layout = layout
    bytes = [UInt8](repeating: 0, count: layout.byteCount)
  }

  /// Packs the embeddings: words in int8; positions, with the first token type added, in int16; a scale a row each.
  mutating func packEmbeddings(
    words: SafetensorsFile.Tensor, positions: SafetensorsFile.Tensor, tokenTypes: SafetensorsFile.Tensor
  ) {
    let stride = EncoderLayout.padded(words.shape[1])
    for id in 0..<words.shape[0] {
      let row = words.row(id)
      let (codes, scale) = Self.quantized(row, limit: 127)
      put(scale, at: layout.wordScales.lowerBound + 4 * id)
      for (column, code) in codes.enumerated() {
        bytes[layout.words.lowerBound + id * stride + column] = UInt8(bitPattern: Int8(truncatingIfNeeded: code))
      }
    }
    let type = tokenTypes.row(0)
    for position in 0..<positions.shape[0] {
      let row = zip(positions.row(position), type).map { $0 + $1 }
      let (codes, scale) = Self.quantized(row, limit: 32_767)
      put(scale, at: layout.placeScales.lowerBound + 4 * position)
      for (column, code) in codes.enumerated() {
        let place = layout.places.lowerBound + 2 * (position * stride + column)
        bytes[place] = UInt8(truncatingIfNeeded: code)
        bytes[place + 1] = UInt8(truncatingIfNeeded: code >> 8)
      }
    }
  }

  mutating func packLinear(
    _ linear: EncoderLayout.Linear, weights: SafetensorsFile.Tensor, biases: SafetensorsFile.Tensor
  ) {
    let groups = (linear.inputs + 3) / 4
    let bias = biases.row(0)
    let groupBytes = 4 * EncoderLayout.panel
    for output in 0..<weights.shape[0] {
      let (codes, scale) = Self.quantized(weights.row(output), limit: 127)
      let column =
        linear.codes.lowerBound + output / EncoderLayout.panel * groups * groupBytes + output % EncoderLayout.panel * 4
      for (input, code) in codes.enumerated() {
        bytes[column + input / 4 * groupBytes + input % 4] = UInt8(bitPattern: Int8(truncatingIfNeeded: code))
      }
      put(scale, at: linear.scales.lowerBound + 4 * output)
      put(Float(codes.reduce(0, +)) * scale, at: linear.sums.lowerBound + 4 * output)
      put(bias[output], at: linear.biases.lowerBound + 4 * output)
    }
  }

  mutating func packNorm(
    _ norm: EncoderLayout.Norm, gains: SafetensorsFile.Tensor, biases: SafetensorsFile.Tensor
  ) {
    for (index, value) in gains.row(0).enumerated() { put(value, at: norm.gains.lowerBound + 4 * index) }
    for (index, value) in biases.row(0).enumerated() { put(value, at: norm.biases.lowerBound + 4 * index) }
  }

  /// Symmetric codes of magnitude up to `limit` and their scale: value ≈ code · scale.
  ///
  /// Numbers that are not finite count as 0.
  static func quantized(_ row: [Float], limit: Float) -> (codes: [Int], scale: Float) {
    var largest: Float = 0
    for value in row where value.isFinite { largest = max(largest, value.magnitude) }
    let scale = largest / limit
    if scale == 0 { return ([Int](repeating: 0, count: row.count), 0) }
    let codes = row.map { value in
      value.isFinite ? Int(min(max((value / scale).rounded(.toNearestOrEven), -limit), limit)) : 0
    }
    return (codes, scale)
  }

  private mutating func put(_ value: Float, at offset: Int) { put(value.bitPattern, at: offset) }

  private mutating func put(_ value: UInt32, at offset: Int) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }
}
