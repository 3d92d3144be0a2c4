internal import Common
internal import Storage
internal import TextAnalysis

/// The vocabulary of a model folder and how text is normalised for it.
struct TokenizerDescription {
  var pieces: [[UInt8]]
  var options: WordPieceOptions

  /// Reads `tokenizer.json`; where there is none, `vocab.txt` and `tokenizer_config.json`.
  ///
  /// - Returns: `nil` when the tokenizer is of a kind that is not known; `problems` says why.
  static func read(_ folder: ModelFolder, _ problems: inout ModelProblems) -> TokenizerDescription? {
    let before = problems.diagnostics.count
    if let tokenizer = folder.json("tokenizer.json", required: false, &problems) {
      return read(tokenizer, folder.place("tokenizer.json"), &problems)
    }
    guard problems.diagnostics.count == before else { return nil }
    let config = folder.json("tokenizer_config.json", required: false, &problems)
    let bytes: [UInt8]
    do {
      bytes = try readFile(folder.place("vocab.txt"))
    } catch {
      problems.add(
        "model-file-missing", in: folder.place("vocab.txt"), error.message,
        remedy: "add the model's tokenizer.json or vocab.txt")
      return nil
    }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    let options = WordPieceOptions(
      lowercase: config?["do_lower_case"]?.bool ?? true, stripAccents: config?["strip_accents"]?.bool,
      separatesIdeographs: config?["tokenize_chinese_chars"]?.bool ?? true)
    return TokenizerDescription(pieces: lines, options: options)
  }

  private static func read(
    _ tokenizer: JSONValue, _ file: String, _ problems: inout ModelProblems
  ) -> TokenizerDescription? {
    let remedy = "use a model with a BERT (WordPiece) tokenizer"
    let model = tokenizer["model"]
    let type = model?["type"]?.string ?? (model?["continuing_subword_prefix"] == nil ? "unknown" : "WordPiece")
    if type != "WordPiece" {
      problems.add("model-tokenizer", in: file, "the tokenizer is \(type), expected WordPiece", remedy: remedy)
      return nil
    }
    if let prefix = model?["continuing_subword_prefix"]?.string, prefix != "##" {
      problems.add("model-tokenizer", in: file, "pieces continue with \(prefix), expected ##", remedy: remedy)
      return nil
    }
    let normalizer = tokenizer["normalizer"]
    if let kind = normalizer?["type"]?.string, kind != "BertNormalizer" {
      problems.add("model-tokenizer", in: file, "the normalizer is \(kind), expected BertNormalizer", remedy: remedy)
      return nil
    }
    let members = model?["vocab"]?.members ?? []
    var pieces = [[UInt8]?](repeating: nil, count: members.count)
    for member in members {
      guard let id = member.value.integer, pieces.indices.contains(id), pieces[id] == nil else {
        problems.add(
          "model-tokenizer", in: file, "the ids of the vocabulary are not 0 to \(members.count - 1), once each",
          remedy: "download the model again")
        return nil
      }
      pieces[id] = Array(member.name.utf8)
    }
    let options = WordPieceOptions(
      lowercase: normalizer?["lowercase"]?.bool ?? true, stripAccents: normalizer?["strip_accents"]?.bool,
      separatesIdeographs: normalizer?["handle_chinese_chars"]?.bool ?? true,
      maximumWordLength: model?["max_input_chars_per_word"]?.integer ?? 100)
    return TokenizerDescription(pieces: pieces.compactMap { $0 }, options: options)
  }
}
