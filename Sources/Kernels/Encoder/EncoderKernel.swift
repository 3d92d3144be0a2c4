internal import CKernels

/// The forward pass of one encoder at one instruction-set level. All levels give the same bits.
package struct EncoderKernel: Sendable {
  package let shape: EncoderShape
  package let layout: EncoderLayout
  package let instructionSet: InstructionSet
  private let encoder: kb_encoder
  private let layers: [kb_layer]

  /// - Parameters:
  ///   - shape: a shape without a violation.
  ///   - instructionSet: a level that this processor supports.
  package init(shape: EncoderShape, instructionSet: InstructionSet = .best) {
    precondition(shape.violation == nil, "the caller has checked the shape")
    precondition(instructionSet.isSupported, "this processor runs the instruction set")
    self.shape = shape
    self.instructionSet = instructionSet
    layout = EncoderLayout(shape: shape)
    encoder = kb_encoder(
      width: Int32(shape.width), heads: Int32(shape.heads), intermediate: Int32(shape.intermediate),
      layers: Int32(shape.layers), vocabulary: Int32(shape.vocabulary), positions: Int32(shape.positions),
      activation: Int32(shape.activation.rawValue), pooling: Int32(shape.pooling.rawValue),
      normalizes: shape.normalizes ? 1 : 0, epsilon: shape.epsilon, words: UInt64(layout.words.lowerBound),
      word_scales: UInt64(layout.wordScales.lowerBound), places: UInt64(layout.places.lowerBound),
      place_scales: UInt64(layout.placeScales.lowerBound), embedding_norm: kb_norm(layout.embeddingNorm))
    layers = layout.layers.map { layer in
      kb_layer(
        query: kb_linear(layer.query), key: kb_linear(layer.key), value: kb_linear(layer.value),
        attention_output: kb_linear(layer.attentionOutput), attention_norm: kb_norm(layer.attentionNorm),
        up: kb_linear(layer.up), down: kb_linear(layer.down), output_norm: kb_norm(layer.outputNorm))
    }
  }

  /// Encodes texts of tokens, packed one after another without padding.
  ///
  /// A text's vector depends on its own tokens only: not on its neighbours, their number or the level.
  ///
  /// - Parameters:
  ///   - weights: `layout.byteCount` bytes.
  ///   - ids: the tokens of all texts; ids outside of the vocabulary count as 0.
  ///   - starts: `[texts + 1]`, ascending from 0 to `ids.count`; every text has 1 to `shape.positions` tokens.
  ///   - scratch: memory that is used and kept for the next call; it grows with the tokens of one call.
  /// - Returns: `[texts × width]` Float.
  package func encode(
    weights: RawSpan, ids: [Int32], starts: [Int32], scratch: inout EncoderScratch
  ) -> [Float] {
    precondition(weights.byteCount >= layout.byteCount, "the weights are whole")
    precondition(starts.first == 0 && starts.last == Int32(ids.count), "texts cover the tokens")
    var longest: Int32 = 0
    for (start, end) in zip(starts, starts.dropFirst()) {
      precondition(end > start && Int(end - start) <= shape.positions, "a text has at least one token and a place each")
      longest = max(longest, end - start)
    }
    let texts = starts.count - 1
    if texts == 0 { return [] }
    let level = instructionSet.level
    return unsafe withUnsafePointer(to: encoder) { encoder in
      unsafe scratch.reserve(kb_encoder_scratch(encoder, Int32(ids.count), longest))
      return unsafe [Float](unsafeUninitializedCapacity: texts * shape.width) { vectors, count in
        unsafe scratch.withMemory { memory in
          unsafe weights.withUnsafeBytes { weights in
            // None of the arrays is empty, so none has a null base address.
            unsafe kb_encode(
              level, encoder, layers, weights.baseAddress!, ids, starts, Int32(texts), vectors.baseAddress!, memory)
          }
        }
        count = texts * shape.width
      }
    }
  }
}

/// Memory for forward passes; one a thread, as large as the largest pass so far.
package struct EncoderScratch: Sendable {
  /// Whole cache lines.
  private var lines: [SIMD64<UInt8>] = []

  package init() {}

  /// Bytes held.
  package var byteCount: Int { lines.count * 64 }

  mutating func reserve(_ bytes: Int) {
    let needed = (bytes + 63) / 64
    if lines.count < needed { lines = [SIMD64<UInt8>](repeating: .zero, count: needed) }
  }

  mutating func withMemory(_ body: (UnsafeMutableRawPointer) -> Void) {
    unsafe lines.withUnsafeMutableBytes { unsafe body($0.baseAddress!) }
  }
}

extension kb_linear {
  fileprivate init(_ layout: EncoderLayout.Linear) {
    self.init(
      codes: UInt64(layout.codes.lowerBound), scales: UInt64(layout.scales.lowerBound),
      sums: UInt64(layout.sums.lowerBound), biases: UInt64(layout.biases.lowerBound), inputs: Int32(layout.inputs),
      outputs: Int32(layout.outputs))
  }
}

extension kb_norm {
  fileprivate init(_ layout: EncoderLayout.Norm) {
    self.init(gains: UInt64(layout.gains.lowerBound), biases: UInt64(layout.biases.lowerBound))
  }
}
