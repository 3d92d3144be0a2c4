import Embedding
import Kernels
import TestSupport
import Testing
import TextAnalysis

@Suite struct SentenceEncoderTests {
  static let texts: [String] = {
    var random = SeededGenerator(seed: 5)
    let words = TinyModel.vocabulary.filter { $0.count > 2 && !$0.hasPrefix("#") && !$0.hasPrefix("[") }
    return (0..<60).map { index in
      (0..<[0, 1, 3, 9, 40, 120, 400][index % 7]).map { _ in words.randomElement(using: &random) ?? "" }
        .joined(separator: " ")
    }
  }()

  private func bits(_ vectors: [Float]) -> [UInt32] { vectors.map(\.bitPattern) }

  @Test func `Vectors are the same for any number of threads`() throws {
    let model = try ModelFixture().model()
    let expected = bits(SentenceEncoder(model: model, threads: 1).encode(texts: Self.texts))
    for threads in [2, 3, 8] {
      #expect(bits(SentenceEncoder(model: model, threads: threads).encode(texts: Self.texts)) == expected)
    }
  }

  @Test func `A text alone has the vector that it has among others`() throws {
    let encoder = try SentenceEncoder(model: ModelFixture().model(), threads: 2)
    let together = bits(encoder.encode(texts: Self.texts))
    for (index, text) in Self.texts.enumerated() {
      #expect(bits(encoder.encode(text))[...] == together[(index * 48)..<((index + 1) * 48)])
    }
  }

  @Test(arguments: InstructionSet.supported)
  func `Every instruction set gives the same vectors`(_ set: InstructionSet) throws {
    let model = try ModelFixture().model()
    let expected = bits(SentenceEncoder(model: model, instructionSet: .scalar).encode(texts: Self.texts))
    #expect(bits(SentenceEncoder(model: model, instructionSet: set).encode(texts: Self.texts)) == expected)
  }

  @Test func `Vectors have length 1, also where the model does not normalise`() throws {
    var tiny = TinyModel()
    tiny.normalizes = false
    let model = try ModelFixture(tiny).model()
    func lengths(_ vectors: [Float]) -> [Float] {
      (0..<(vectors.count / 48)).map { row in
        vectors[(row * 48)..<((row + 1) * 48)].reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
    }
    #expect(lengths(SentenceEncoder(model: model).encode(texts: Self.texts)).allSatisfy { abs($0 - 1) < 1e-5 })
    let raw = SentenceEncoder(model: model, unitVectors: false).encode(texts: Self.texts)
    #expect(lengths(raw).contains { abs($0 - 1) > 0.1 })
  }

  @Test func `What is past the limit of tokens has no influence`() throws {
    let encoder = try SentenceEncoder(model: ModelFixture().model(), maxTokens: 12)
    let start = "one two three four five six seven eight nine ten"
    #expect(bits(encoder.encode(start + " hundred thousand")) == bits(encoder.encode(start)))
    #expect(bits(encoder.encode(start)) != bits(encoder.encode("two one three four five six seven eight nine ten")))
    #expect(encoder.tokenCount(Array((start + " hundred").utf8)) == 13)
  }

  @Test func `No texts give no vectors and an empty text gives one`() throws {
    let encoder = try SentenceEncoder(model: ModelFixture().model())
    #expect(encoder.encode(texts: []).isEmpty)
    #expect(encoder.encode("").count == 48)
  }

  @Test(arguments: [TinyModel.Pooling.mean, .cls], ["gelu", "gelu_new", "relu"])
  func `Vectors are close to the network in floating point`(_ pooling: TinyModel.Pooling, _ activation: String) throws {
    var tiny = TinyModel()
    tiny.pooling = pooling
    tiny.activation = activation
    let fixture = try ModelFixture(tiny)
    let model = try fixture.model()
    let reference = try ReferenceEncoder(
      folder: fixture.folder, width: 48, heads: 4, layers: 2, activation: activation, usesFirstToken: pooling == .cls)
    for text in ["the river and the sea", "answer", Self.texts[4]] {
      let expected = reference.encode(model.tokenizer.encode(Array(text.utf8), maximumCount: 256).map(Int.init))
      let got = SentenceEncoder(model: model).encode(text)
      let cosine = zip(got, expected).map { Double($0) * $1 }.reduce(0, +)
      #expect(cosine > 0.995, "\(text): \(cosine)")
    }
  }
}
