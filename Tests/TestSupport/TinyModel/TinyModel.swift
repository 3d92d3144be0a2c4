internal import FoundationEssentials

/// A seeded two-layer sentence encoder in the Hugging Face layout, for tests that need a model but not its quality.
///
/// Its vectors mean little, yet texts that share words are closer than texts that do not: the word embeddings are
/// random and wide enough to stay apart, and mean pooling keeps them. Its sizes are awkward on purpose: 48 wide in
/// 4 heads of 12, 88 in between. Every byte comes from integer arithmetic, so all machines write the same files.
package struct TinyModel: Sendable {
  /// How the tokens' vectors become one.
  package enum Pooling: Sendable { case mean, cls }

  package var seed: UInt64 = 20_240_601
  package var hiddenSize = 48
  package var heads = 4
  package var intermediateSize = 88
  package var layers = 2
  package var positions = 512
  /// The limit in `sentence_bert_config.json`, special tokens included.
  package var maxTokens = 256
  package var pooling = Pooling.mean
  /// Whether `modules.json` ends with the normalisation module.
  package var normalizes = true
  package var activation = "gelu"
  /// The safetensors type of the weights: `F32`, `F16` or `BF16`.
  package var dataType = "F32"

  package init() {}

  /// Writes the default model into `folder`, which is made if missing.
  package static func write(to folder: String) throws {
    try TinyModel().write(to: folder)
  }

  /// Writes the files of the layout into `folder`, which is made if missing.
  package func write(to folder: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder + "/1_Pooling", withIntermediateDirectories: true)
    func put(_ name: String, _ data: Data) throws {
      try data.write(to: URL(filePath: folder + "/" + name))
    }
    try put("config.json", Data(configuration.utf8))
    try put("modules.json", Data(modules.utf8))
    try put("sentence_bert_config.json", Data("{\"max_seq_length\": \(maxTokens), \"do_lower_case\": false}\n".utf8))
    try put("1_Pooling/config.json", Data(poolingConfiguration.utf8))
    try put("vocab.txt", Data((Self.vocabulary.joined(separator: "\n") + "\n").utf8))
    try put("tokenizer.json", Data(tokenizer.utf8))
    try put("tokenizer_config.json", Data("{\"do_lower_case\": true, \"tokenizer_class\": \"BertTokenizer\"}\n".utf8))
    var weights = TinyWeights(model: self)
    try put("model.safetensors", Data(weights.safetensors()))
  }

  private var configuration: String {
    """
    {
      "architectures": ["BertModel"],
      "hidden_act": "\(activation)",
      "hidden_size": \(hiddenSize),
      "intermediate_size": \(intermediateSize),
      "layer_norm_eps": 1e-12,
      "max_position_embeddings": \(positions),
      "model_type": "bert",
      "num_attention_heads": \(heads),
      "num_hidden_layers": \(layers),
      "pad_token_id": 0,
      "position_embedding_type": "absolute",
      "type_vocab_size": 2,
      "vocab_size": \(Self.vocabulary.count)
    }

    """
  }

  private var modules: String {
    let names = ["Transformer", "Pooling"] + (normalizes ? ["Normalize"] : [])
    let rows = names.enumerated().map { index, name in
      let path = index == 0 ? "" : "\(index)_\(name)"
      return "{\"idx\": \(index), \"name\": \"\(index)\", \"path\": \"\(path)\", "
        + "\"type\": \"sentence_transformers.models.\(name)\"}"
    }
    return "[" + rows.joined(separator: ", ") + "]\n"
  }

  private var poolingConfiguration: String {
    "{\"word_embedding_dimension\": \(hiddenSize), \"pooling_mode_cls_token\": \(pooling == .cls), "
      + "\"pooling_mode_mean_tokens\": \(pooling == .mean), \"pooling_mode_max_tokens\": false, "
      + "\"pooling_mode_mean_sqrt_len_tokens\": false}\n"
  }

  private var tokenizer: String {
    func quoted(_ text: String) -> String {
      "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    }
    let entries = Self.vocabulary.enumerated().map { "\(quoted($1)):\($0)" }.joined(separator: ",")
    return """
      {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],
      "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,
      "lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},"model":{"type":"WordPiece","unk_token":"[UNK]",
      "continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{\(entries)}}}

      """
  }
}
