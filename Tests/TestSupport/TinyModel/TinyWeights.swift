/// The weights of a `TinyModel` as a safetensors file.
struct TinyWeights {
  private let model: TinyModel
  private var random: SeededGenerator
  private var header: [String] = []
  private var body: [UInt8] = []

  init(model: TinyModel) {
    self.model = model
    random = SeededGenerator(seed: model.seed)
  }

  /// The whole file: eight bytes of header length, the JSON header, the tensors.
  mutating func safetensors() -> [UInt8] {
    let hidden = model.hiddenSize
    add("embeddings.word_embeddings.weight", [TinyModel.vocabulary.count, hidden], scale: 1)
    add("embeddings.position_embeddings.weight", [model.positions, hidden], scale: 0.1)
    add("embeddings.token_type_embeddings.weight", [2, hidden], scale: 0.1)
    addNorm("embeddings.LayerNorm", hidden)
    for layer in 0..<model.layers {
      let prefix = "encoder.layer.\(layer)."
      for name in ["query", "key", "value"] {
        addLinear(prefix + "attention.self.\(name)", outputs: hidden, inputs: hidden)
      }
      addLinear(prefix + "attention.output.dense", outputs: hidden, inputs: hidden)
      addNorm(prefix + "attention.output.LayerNorm", hidden)
      addLinear(prefix + "intermediate.dense", outputs: model.intermediateSize, inputs: hidden)
      addLinear(prefix + "output.dense", outputs: hidden, inputs: model.intermediateSize)
      addNorm(prefix + "output.LayerNorm", hidden)
    }
    var text = "{" + header.joined(separator: ",") + "}"
    while text.utf8.count % 8 != 0 { text += " " }
    let length = UInt64(text.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(text.utf8) + body
  }

  private mutating func addLinear(_ name: String, outputs: Int, inputs: Int) {
    // About 1/√inputs, from integers: the exact value does not matter.
    var root = 1
    while root * root < inputs { root += 1 }
    add(name + ".weight", [outputs, inputs], scale: 1 / Float(root))
    add(name + ".bias", [outputs], scale: 0.05)
  }

  private mutating func addNorm(_ name: String, _ width: Int) {
    add(name + ".weight", [width], scale: 0.1, offset: 1)
    add(name + ".bias", [width], scale: 0.05)
  }

  /// Adds a tensor of roughly normal numbers: `offset + scale · n`.
  private mutating func add(_ name: String, _ shape: [Int], scale: Float, offset: Float = 0) {
    let start = body.count
    for _ in 0..<shape.reduce(1, *) {
      append(offset + scale * random.normal())
    }
    let dimensions = shape.map(String.init).joined(separator: ",")
    header.append(
      "\"\(name)\":{\"dtype\":\"\(model.dataType)\",\"shape\":[\(dimensions)],\"data_offsets\":[\(start),\(body.count)]}"
    )
  }

  private mutating func append(_ value: Float) {
    switch model.dataType {
    case "BF16": append(value.bitPattern >> 16, bytes: 2)
    case "F16": append(UInt32(Float16(value).bitPattern), bytes: 2)
    default: append(value.bitPattern, bytes: 4)
    }
  }

  private mutating func append(_ bits: UInt32, bytes: Int) {
    for index in 0..<bytes { body.append(UInt8(truncatingIfNeeded: bits >> (8 * index))) }
  }
}

extension SeededGenerator {
  /// A number of mean 0 and variance near 1: the sum of four uniform 16-bit integers. Exact in `Float`.
  package mutating func normal() -> Float {
    let bits = next()
    var sum = -131_070
    for shift in stride(from: 0, to: 64, by: 16) { sum += Int((bits >> UInt64(shift)) & 0xFFFF) }
    return Float(sum) / 32_768
  }
}
