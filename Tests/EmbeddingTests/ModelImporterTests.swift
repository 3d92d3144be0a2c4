import Common
import Embedding
import FoundationEssentials
import Kernels
import TestSupport
import Testing
import TextAnalysis

@Suite struct ModelImporterTests {
  @Test func `The shape, the limits and the vocabulary come from the folder`() throws {
    let model = try ModelFixture().model()
    #expect(model.shape.width == 48)
    #expect(model.shape.heads == 4)
    #expect(model.shape.intermediate == 88)
    #expect(model.shape.layers == 2)
    #expect(model.shape.positions == 512)
    #expect(model.shape.pooling == .mean)
    #expect(model.shape.normalizes)
    #expect(model.maxTokens == 256)
    #expect(model.tokenizer.pieceCount == TinyModel.vocabulary.count)
    #expect(model.frame == (2, 3))
  }

  @Test func `Equal folders give equal bytes, which are intact`() throws {
    let first = try ModelFixture()
    let second = try ModelFixture()
    #expect(try first.packed() == second.packed())
    #expect(try first.model().isIntact)
  }

  @Test func `vocab txt gives the same model as tokenizer json`() throws {
    let fixture = try ModelFixture()
    let bytes = try fixture.packed()
    try fixture.remove("tokenizer.json")
    #expect(try fixture.packed() == bytes)
  }

  @Test(arguments: ["F16", "BF16"])
  func `Half precision weights give nearly the same vectors`(_ type: String) throws {
    var tiny = TinyModel()
    let text = "the court of the river closed the question"
    let expected = try SentenceEncoder(model: ModelFixture(tiny).model()).encode(text)
    tiny.dataType = type
    let got = try SentenceEncoder(model: ModelFixture(tiny).model()).encode(text)
    #expect(zip(got, expected).map(*).reduce(0, +) > 0.999)
  }

  /// What is edited, and the diagnostic that must come of it.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var file: String
    var old: String
    var new: String
    var identifier: String
    var words: String

    var testDescription: String { new }
  }

  static let refusals: [Refusal] = [
    Refusal(
      file: "config.json", old: "\"model_type\": \"bert\"", new: "\"model_type\": \"roberta\"",
      identifier: "model-architecture", words: "the architecture is roberta, expected bert"),
    Refusal(
      file: "config.json", old: "\"gelu\"", new: "\"silu\"", identifier: "model-activation",
      words: "the activation is silu, expected gelu, gelu_new, gelu_fast, gelu_pytorch_tanh or relu"),
    Refusal(
      file: "config.json", old: "\"absolute\"", new: "\"relative_key\"", identifier: "model-positions",
      words: "the position embeddings are relative_key, expected absolute"),
    Refusal(
      file: "config.json", old: "\"num_attention_heads\": 4", new: "\"num_attention_heads\": 5",
      identifier: "model-size", words: "heads is 5"),
    Refusal(
      file: "config.json", old: "\"hidden_size\": 48", new: "\"hidden_size\": 0", identifier: "model-size",
      words: "width is 0, outside of 1...16384"),
    Refusal(
      file: "config.json", old: "\"num_hidden_layers\": 2", new: "\"num_hidden_layers\": 3",
      identifier: "model-tensor-missing", words: "there is no tensor encoder.layer.2.attention.self.query.weight"),
    Refusal(
      file: "config.json", old: "\"intermediate_size\": 88", new: "\"intermediate_size\": 80",
      identifier: "model-tensor-shape",
      words:
        "the tensor encoder.layer.0.intermediate.dense.weight has the shape [88, 48] in 16896 bytes, expected [80, 48]"),
    Refusal(
      file: "config.json", old: "{", new: "[", identifier: "model-file-damaged", words: "byte"),
    Refusal(
      file: "modules.json", old: "models.Normalize", new: "models.Dense", identifier: "model-module",
      words: "the module sentence_transformers.models.Dense is none of Transformer, Pooling and Normalize"),
    Refusal(
      file: "modules.json", old: "models.Pooling", new: "models.Transformer", identifier: "model-pooling",
      words: "no module says how tokens are pooled"),
    Refusal(
      file: "1_Pooling/config.json", old: "\"pooling_mode_max_tokens\": false",
      new: "\"pooling_mode_max_tokens\": true",
      identifier: "model-pooling", words: "the pooling is mean_tokens + max_tokens, expected mean_tokens or cls_token"),
    Refusal(
      file: "tokenizer.json", old: "\"WordPiece\"", new: "\"Unigram\"", identifier: "model-tokenizer",
      words: "the tokenizer is Unigram, expected WordPiece"),
    Refusal(
      file: "tokenizer.json", old: "\"[CLS]\"", new: "\"[XXX]\"", identifier: "model-vocabulary",
      words: "the vocabulary has no [CLS]"),
  ]

  @Test(arguments: refusals)
  func `What cannot be loaded is named, with the remedy`(_ refusal: Refusal) throws {
    let fixture = try ModelFixture()
    try fixture.edit(refusal.file, refusal.old, refusal.new)
    let error = #expect(throws: ModelImportError.self) { try fixture.packed() }
    let diagnostic = try #require(error?.diagnostics.first { $0.identifier == refusal.identifier })
    #expect(diagnostic.reason.contains(refusal.words), "\(diagnostic.reason)")
    #expect(diagnostic.remedy != nil)
    #expect(diagnostic.location?.file.hasPrefix(fixture.folder) == true)
  }

  @Test func `Other data types are refused`() throws {
    let fixture = try ModelFixture()
    let url = URL(filePath: fixture.folder + "/model.safetensors")
    var data = try Data(contentsOf: url)
    let range = try #require(data.firstRange(of: Data("F32".utf8)))
    data.replaceSubrange(range, with: Data("I32".utf8))
    try data.write(to: url)
    let error = #expect(throws: ModelImportError.self) { try fixture.packed() }
    #expect(
      error?.diagnostics.map(\.reason)
        == ["the tensor embeddings.word_embeddings.weight is I32, expected F32, F16 or BF16"])
  }

  @Test func `All that is wrong comes in one report`() throws {
    let fixture = try ModelFixture()
    try fixture.edit("config.json", "\"gelu\"", "\"silu\"")
    try fixture.edit("config.json", "\"absolute\"", "\"rotary\"")
    try fixture.edit("tokenizer.json", "\"WordPiece\"", "\"BPE\"")
    try fixture.remove("model.safetensors")
    let error = #expect(throws: ModelImportError.self) { try fixture.packed() }
    #expect(
      error?.diagnostics.map(\.identifier)
        == ["model-positions", "model-activation", "model-tokenizer", "model-file-missing"])
  }

  @Test(arguments: 0..<24)
  func `A weights file cut short is refused`(_ step: Int) throws {
    let fixture = try ModelFixture()
    let url = URL(filePath: fixture.folder + "/model.safetensors")
    let data = try Data(contentsOf: url)
    try data.prefix(step < 12 ? step : data.count * (step - 12) / 12).write(to: url)
    #expect(throws: ModelImportError.self) { try fixture.packed() }
  }

  @Test func `A folder that does not exist is refused`() throws {
    let error = #expect(throws: ModelImportError.self) { try ModelImporter.import(directory: "/nonexistent/model") }
    #expect(error?.diagnostics.first?.identifier == "model-file-missing")
  }
}
