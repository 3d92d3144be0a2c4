internal import Kernels

/// Takes every tensor that a shape needs from a safetensors file to its place in the packed weights.
struct WeightTransfer {
  private let file: SafetensorsFile
  private let shape: EncoderShape
  private let layout: EncoderLayout
  private(set) var packer: WeightPacker
  private(set) var problems = ModelProblems()

  init(file: SafetensorsFile, shape: EncoderShape, layout: EncoderLayout) {
    self.file = file
    self.shape = shape
    self.layout = layout
    packer = WeightPacker(layout: layout)
  }

  /// Transfers all tensors; those that cannot be used are in `problems`.
  mutating func run() {
    let width = shape.width
    embeddings()
    norm("embeddings.LayerNorm", layout.embeddingNorm)
    for (index, layer) in layout.layers.enumerated() {
      let prefix = "encoder.layer.\(index)."
      linear(prefix + "attention.self.query", layer.query, width, width)
      linear(prefix + "attention.self.key", layer.key, width, width)
      linear(prefix + "attention.self.value", layer.value, width, width)
      linear(prefix + "attention.output.dense", layer.attentionOutput, width, width)
      norm(prefix + "attention.output.LayerNorm", layer.attentionNorm)
      linear(prefix + "intermediate.dense", layer.up, width, shape.intermediate)
      linear(prefix + "output.dense", layer.down, shape.intermediate, width)
      norm(prefix + "output.LayerNorm", layer.outputNorm)
    }
  }

  private mutating func embeddings() {
    let typeName = "embeddings.token_type_embeddings.weight"
    let words = tensor("embeddings.word_embeddings.weight", shape.vocabulary, shape.width)
    let positions = tensor("embeddings.position_embeddings.weight", shape.positions, shape.width)
    let types = tensor(typeName, file.rows(typeName), shape.width)
    guard let words, let positions, let types else { return }
    packer.packEmbeddings(words: words, positions: positions, tokenTypes: types)
  }

  private mutating func linear(_ name: String, _ place: EncoderLayout.Linear, _ inputs: Int, _ outputs: Int) {
    let weights = tensor(name + ".weight", outputs, inputs)
    let biases = tensor(name + ".bias", outputs)
    guard let weights, let biases else { return }
    packer.packLinear(place, weights: weights, biases: biases)
  }

  private mutating func norm(_ name: String, _ place: EncoderLayout.Norm) {
    let gains = tensor(name + ".weight", shape.width)
    let biases = tensor(name + ".bias", shape.width)
    guard let gains, let biases else { return }
    packer.packNorm(place, gains: gains, biases: biases)
  }

  private mutating func tensor(_ name: String, _ dimensions: Int...) -> SafetensorsFile.Tensor? {
    file.tensor(name, shape: dimensions, &problems)
  }
}
