internal import BundleFormat
internal import Common
internal import Embedding
internal import Manifest
internal import TextAnalysis

/// What gives the chunks of a build their vectors.
protocol BuildEncoder: Sendable {
  /// What the bundle says of it.
  var record: BuildRecord.Model { get }
  /// What fits into one input.
  var tokens: TokenBudget { get }

  /// Whether an input has the same vector always; what a service gave may be fetched anew.
  var isRepeatable: Bool { get }

  /// The vectors of UTF-8 inputs, in their order.
  func vectors(of inputs: [[UInt8]]) throws -> [QuantizedVector]

  /// Adds the section from which a reader encodes queries.
  func write(to writer: inout BundleWriter, _ options: BundleOptions) throws
}

/// How long an input of an encoder may be.
struct TokenBudget: Sendable {
  /// Tokens of one input at most, special tokens included.
  var maximum: Int
  /// Tokens of a UTF-8 text without special tokens.
  var count: @Sendable ([UInt8]) -> Int
}

/// The project's own encoder.
struct LocalEncoder: BuildEncoder {
  let located: LocatedModel
  let encoder: SentenceEncoder

  var record: BuildRecord.Model {
    BuildRecord.Model(name: located.name, digest: located.model.digest, dimensions: located.model.dimensions)
  }

  var tokens: TokenBudget {
    let tokenizer = located.model.tokenizer
    return TokenBudget(maximum: encoder.maxTokens) { tokenizer.tokenCount($0) }
  }

  var isRepeatable: Bool { true }

  func vectors(of inputs: [[UInt8]]) -> [QuantizedVector] {
    let numbers = encoder.encode(inputs)
    return inputs.indices.map { index in
      QuantizedVector(numbers[(index * encoder.dimensions)..<((index + 1) * encoder.dimensions)])
    }
  }

  func write(to writer: inout BundleWriter, _ options: BundleOptions) throws {
    guard options.model == .inside else { return }
    try writer.addSection(.model, alignment: .page, required: false) { try $0.append(located.bytes) }
  }
}
