import Common
import Embedding
import FoundationEssentials
import Kernels
import Storage
import Testing
import TextAnalysis

/// all-MiniLM-L6-v2 as `make model` fetches it, on a few texts.
@Suite struct RealModelTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".models/all-MiniLM-L6-v2").path()

  static let model: Result<EncoderModel, any Error> = Result { try EncoderModel.open(path: folder) }

  private func model() throws -> EncoderModel {
    guard FileManager.default.fileExists(atPath: Self.folder + "/model.safetensors") else {
      Issue.record("all-MiniLM-L6-v2 is missing; run make model")
      throw CocoaError(.fileNoSuchFile)
    }
    return try Self.model.get()
  }

  static let texts = [
    "How is a bundle signed?",
    "Bundles carry an Ed25519 signature over their table of contents, so that a reader can check where they come from.",
    "The cat sleeps on the warm roof.",
  ]

  @Test func `Vectors are within 0.995 of the network in double precision`() throws {
    let model = try model()
    let reference = try ReferenceEncoder(
      folder: Self.folder, width: 384, heads: 12, layers: 6, activation: "gelu", usesFirstToken: false)
    let encoder = SentenceEncoder(model: model)
    for text in Self.texts {
      let ids = model.tokenizer.encode(Array(text.utf8), maximumCount: 256)
      let cosine = zip(encoder.encode(text), reference.encode(ids.map(Int.init))).map { Double($0) * $1 }.reduce(0, +)
      #expect(cosine > 0.995, "\(text): \(cosine)")
    }
  }

  @Test func `The answer is closer to the question than another sentence`() throws {
    let vectors = SentenceEncoder(model: try model()).encode(texts: Self.texts)
    func similarity(_ left: Int, _ right: Int) -> Float {
      zip(vectors[(left * 384)..<((left + 1) * 384)], vectors[(right * 384)..<((right + 1) * 384)]).map(*).reduce(0, +)
    }
    #expect(similarity(0, 1) > 0.4)
    #expect(similarity(0, 2) < 0.2)
  }

  /// The bits themselves: on every processor, with every instruction set, today and later.
  @Test(arguments: InstructionSet.supported)
  func `Vectors have the recorded bits`(_ set: InstructionSet) throws {
    let vectors = SentenceEncoder(model: try model(), instructionSet: set).encode(texts: Self.texts)
    #expect(
      Digest(hashing: NumPyFile.body(vectors)).hex == "2286ddb8b3845b7a9826366425a1254da48cb2d94d919ff847f59aaee2da58fa"
    )
  }

  /// Strings that look for the places where two tokenizers part, with the ids that Hugging Face's tokenizers 0.23 gives them;
  /// `Benchmarks/encoder/tokens.py --record` writes the file and compares many more.
  @Test func `Fuzzed strings have the ids of Hugging Face's tokenizers`() throws {
    let tokenizer = try model().tokenizer
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/Tokens/fuzzed.jsonl").path()
    let lines = try readFile(path).split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 250)
    for line in lines {
      let row = try JSONValue(parsing: line)
      let text = try #require(row["text"]?.string)
      let ids = try #require(row["ids"]?.array).map { Int32($0.integer ?? -1) }
      #expect(tokenizer.encode(Array(text.utf8)) == ids, "\(text.debugDescription)")
    }
  }

  @Test func `The packed model has the recorded digest`() throws {
    #expect(try model().digest.hex == "c660653be52cef76065f87d6667d741382eb69374f4f20e048f99a1a64df8a4d")
  }
}
