internal import Common
internal import Kernels

/// What the JSON files of a model folder say: the shape and the limits.
struct ModelDescription {
  var shape: EncoderShape
  /// The longest text in tokens, special tokens included, unless the user asks for another.
  var maxTokens: Int

  /// Reads `config.json`, `modules.json`, the pooling's `config.json` and `sentence_bert_config.json`.
  ///
  /// - Returns: `nil` when something is missing or of a kind that the encoder does not know; `problems` says what.
  init?(folder: ModelFolder, _ problems: inout ModelProblems) {
    let before = problems.diagnostics.count
    let config = folder.json("config.json", required: true, &problems)
    let modules = folder.json("modules.json", required: true, &problems)
    var shape = EncoderShape(
      width: 1, heads: 1, intermediate: 1, layers: 1, vocabulary: 1, positions: 1, activation: .gelu, pooling: .mean,
      normalizes: false, epsilon: 1e-12)
    if let config { Self.readConfiguration(config, folder.place("config.json"), &shape, &problems) }
    if let modules { Self.readModules(modules, folder, &shape, &problems) }
    let limits = folder.json("sentence_bert_config.json", required: false, &problems)
    guard problems.diagnostics.count == before else { return nil }
    if let violation = shape.violation {
      problems.add(
        "model-size", in: folder.place("config.json"),
        "\(violation.name) is \(violation.value), outside of \(violation.limits)"
          + (violation.name == "heads" ? " or no divisor of the width \(shape.width)" : ""),
        remedy: "use a model within these limits")
      return nil
    }
    self.shape = shape
    maxTokens = min(max(limits?["max_seq_length"]?.integer ?? shape.positions, 3), shape.positions)
  }

  private static func readConfiguration(
    _ config: JSONValue, _ file: String, _ shape: inout EncoderShape, _ problems: inout ModelProblems
  ) {
    let remedy = "use an encoder of the BERT family, for example all-MiniLM-L6-v2"
    let architectures = config["architectures"]?.array?.compactMap(\.string) ?? []
    let type = config["model_type"]?.string ?? architectures.first ?? "unknown"
    if type != "bert" && type != "BertModel" {
      problems.add("model-architecture", in: file, "the architecture is \(type), expected bert", remedy: remedy)
      return
    }
    let positionType = config["position_embedding_type"]?.string ?? "absolute"
    if positionType != "absolute" {
      problems.add(
        "model-positions", in: file, "the position embeddings are \(positionType), expected absolute", remedy: remedy)
    }
    if config["is_decoder"]?.bool == true || config["add_cross_attention"]?.bool == true {
      problems.add("model-architecture", in: file, "the model is a decoder, expected an encoder", remedy: remedy)
    }
    let activation = config["hidden_act"]?.string ?? "gelu"
    switch activation {
    case "gelu", "gelu_python": shape.activation = .gelu
    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh": shape.activation = .geluTanh
    case "relu": shape.activation = .relu
    default:
      problems.add(
        "model-activation", in: file,
        "the activation is \(activation), expected gelu, gelu_new, gelu_fast, gelu_pytorch_tanh or relu",
        remedy: remedy)
    }
    shape.width = size("hidden_size", config, file, &problems)
    shape.heads = size("num_attention_heads", config, file, &problems)
    shape.intermediate = size("intermediate_size", config, file, &problems)
    shape.layers = size("num_hidden_layers", config, file, &problems)
    shape.vocabulary = size("vocab_size", config, file, &problems)
    shape.positions = size("max_position_embeddings", config, file, &problems)
    shape.epsilon = Float(config["layer_norm_eps"]?.number ?? 1e-12)
  }

  private static func size(
    _ name: String, _ config: JSONValue, _ file: String, _ problems: inout ModelProblems
  ) -> Int {
    if let value = config[name]?.integer { return value }
    problems.add("model-size", in: file, "\(name) is missing or no whole number", remedy: "download the model again")
    return 1
  }

  private static func readModules(
    _ modules: JSONValue, _ folder: ModelFolder, _ shape: inout EncoderShape, _ problems: inout ModelProblems
  ) {
    let file = folder.place("modules.json")
    var hasPooling = false
    for module in modules.array ?? [] {
      let type = module["type"]?.string ?? "unknown"
      switch type.split(separator: ".").last {
      case "Transformer": break
      case "Normalize": shape.normalizes = true
      case "Pooling":
        hasPooling = true
        readPooling((module["path"]?.string ?? "1_Pooling") + "/config.json", folder, &shape, &problems)
      default:
        problems.add(
          "model-module", in: file, "the module \(type) is none of Transformer, Pooling and Normalize",
          remedy: "use a model without it")
      }
    }
    if !hasPooling {
      problems.add(
        "model-pooling", in: file, "no module says how tokens are pooled",
        remedy: "use a sentence encoder, or add a Pooling module")
    }
  }

  private static func readPooling(
    _ name: String, _ folder: ModelFolder, _ shape: inout EncoderShape, _ problems: inout ModelProblems
  ) {
    guard let pooling = folder.json(name, required: true, &problems) else { return }
    let prefix = "pooling_mode_"
    var modes = (pooling.members ?? []).filter { $0.name.hasPrefix(prefix) && $0.value.bool == true }
      .map { String($0.name.dropFirst(prefix.count)) }
    if modes.isEmpty, let mode = pooling["pooling_mode"]?.string { modes = [mode + (mode == "mean" ? "_tokens" : "")] }
    switch modes {
    case ["mean_tokens"]: shape.pooling = .mean
    case ["cls_token"], ["cls"]: shape.pooling = .cls
    default:
      problems.add(
        "model-pooling", in: folder.place(name),
        "the pooling is \(modes.isEmpty ? "none" : modes.joined(separator: " + ")), expected mean_tokens or cls_token",
        remedy: "use a model with mean or CLS pooling")
    }
  }
}
