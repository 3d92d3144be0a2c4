import Common
import FoundationEssentials

/// The network in double precision, straight from its definition (Devlin et al., "BERT", 2018) and from the
/// safetensors file: slow, and without a line of the product's arithmetic.
struct ReferenceEncoder {
  private let tensors: [String: [Double]]
  private let width: Int
  private let heads: Int
  private let layers: Int
  private let activation: String
  private let usesFirstToken: Bool

  init(folder: String, width: Int, heads: Int, layers: Int, activation: String, usesFirstToken: Bool) throws {
    self.width = width
    self.heads = heads
    self.layers = layers
    self.activation = activation
    self.usesFirstToken = usesFirstToken
    let data = try [UInt8](Data(contentsOf: URL(filePath: folder + "/model.safetensors")))
    let length = (0..<8).reduce(0) { $0 | Int(data[$1]) << (8 * $1) }
    var tensors: [String: [Double]] = [:]
    for member in try JSONValue(parsing: data[8..<(8 + length)]).members ?? [] {
      guard member.value["dtype"]?.string == "F32",
        let offsets = member.value["data_offsets"]?.array?.compactMap(\.integer)
      else { continue }
      tensors[member.name] = stride(from: 8 + length + offsets[0], to: 8 + length + offsets[1], by: 4).map { at in
        Double(Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[at + $1]) << UInt32(8 * $1) }))
      }
    }
    self.tensors = tensors
  }

  /// The normalised vector of a text of token ids.
  func encode(_ ids: [Int]) -> [Double] {
    let words = tensors["embeddings.word_embeddings.weight"] ?? []
    let places = tensors["embeddings.position_embeddings.weight"] ?? []
    let types = tensors["embeddings.token_type_embeddings.weight"] ?? []
    var hidden = ids.enumerated().map { place, id in
      norm((0..<width).map { words[id * width + $0] + places[place * width + $0] + types[$0] }, "embeddings.LayerNorm")
    }
    for layer in 0..<layers {
      let prefix = "encoder.layer.\(layer)."
      let attended = attention(hidden, prefix)
      hidden = zip(hidden, attended).map { input, context in
        let middle = norm(
          sum(input, linear(context, prefix + "attention.output.dense")), prefix + "attention.output.LayerNorm")
        let inner = linear(middle, prefix + "intermediate.dense").map(activate)
        return norm(sum(middle, linear(inner, prefix + "output.dense")), prefix + "output.LayerNorm")
      }
    }
    let used = usesFirstToken ? Array(hidden.prefix(1)) : hidden
    let pooled = (0..<width).map { column in used.reduce(0) { $0 + $1[column] } / Double(used.count) }
    let length = pooled.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return pooled.map { $0 / length }
  }

  private func attention(_ hidden: [[Double]], _ prefix: String) -> [[Double]] {
    let parts = ["query", "key", "value"].map { name in hidden.map { linear($0, prefix + "attention.self." + name) } }
    let size = width / heads
    return hidden.indices.map { row in
      (0..<heads).flatMap { head -> [Double] in
        let columns = (head * size)..<((head + 1) * size)
        let scores = hidden.indices.map { other in
          columns.reduce(0) { $0 + parts[0][row][$1] * parts[1][other][$1] } / Double(size).squareRoot()
        }
        let largest = scores.max() ?? 0
        let weights = scores.map { exponential($0 - largest) }
        let total = weights.reduce(0, +)
        return columns.map { column in
          hidden.indices.reduce(0) { $0 + weights[$1] * parts[2][$1][column] } / total
        }
      }
    }
  }

  private func linear(_ input: [Double], _ name: String) -> [Double] {
    let weights = tensors[name + ".weight"] ?? []
    let biases = tensors[name + ".bias"] ?? []
    return biases.indices.map { row in
      var total = biases[row]
      for (column, value) in input.enumerated() { total += weights[row * input.count + column] * value }
      return total
    }
  }

  private func norm(_ row: [Double], _ name: String) -> [Double] {
    let mean = row.reduce(0, +) / Double(row.count)
    let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
    let gains = tensors[name + ".weight"] ?? []
    let biases = tensors[name + ".bias"] ?? []
    return row.indices.map { (row[$0] - mean) / (variance + 1e-12).squareRoot() * gains[$0] + biases[$0] }
  }

  private func sum(_ left: [Double], _ right: [Double]) -> [Double] { zip(left, right).map(+) }

  private func activate(_ x: Double) -> Double {
    switch activation {
    case "relu": return max(x, 0)
    case "gelu_new":
      let inner = 0.7978845608028654 * (x + 0.044715 * x * x * x)
      return x / (1 + exponential(-2 * inner))
    default: return x * 0.5 * (1 + errorFunction(x / 2.0.squareRoot()))
    }
  }

  /// Taylor's series after halving the argument ten times.
  private func exponential(_ x: Double) -> Double {
    let small = max(x, -700) / 1024
    var result = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4 * (1 + small / 5))))
    for _ in 0..<10 { result *= result }
    return result
  }

  /// Abramowitz and Stegun 7.1.5 up to |x| = 5.
  private func errorFunction(_ x: Double) -> Double {
    if abs(x) > 5 { return x > 0 ? 1 : -1 }
    var term = x
    var total = x
    for n in 1..<100 {
      term *= -x * x / Double(n)
      total += term / Double(2 * n + 1)
    }
    return total * 1.1283791670955126
  }
}
