internal import Common
internal import Kernels
internal import TextAnalysis

/// Turns a model folder in the Hugging Face layout into one packed model file.
///
/// It takes sentence encoders of the BERT family: mean or CLS pooling, with or without normalisation, any width, depth
/// and number of heads, weights in float32, float16 or bfloat16, and a WordPiece vocabulary. The bytes depend on the
/// folder's files only.
package enum ModelImporter {
  /// - Parameter directory: a folder with `config.json`, `modules.json`, `1_Pooling/config.json`, `model.safetensors`
  ///   and `tokenizer.json` or `vocab.txt`; `sentence_bert_config.json` where the longest text is limited.
  /// - Returns: the packed model, see `PackedModelHeader` and docs/encoder.md.
  /// - Throws: `ModelImportError` with everything that is wrong.
  package static func `import`(directory: String) throws(ModelImportError) -> [UInt8] {
    var folder = directory
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let model = ModelFolder(path: folder)
    var problems = ModelProblems()
    let description = ModelDescription(folder: model, &problems)
    let tokenizer = TokenizerDescription.read(model, &problems)
    let tensors = SafetensorsFile(folder: model, &problems)
    guard let description, let tokenizer, let tensors else { throw ModelImportError(problems.diagnostics) }
    let table = try vocabularyTable(tokenizer, description, model)
    let weights = packedWeights(description.shape, tensors, &problems)
    try problems.check()
    return PackedModelHeader.file(
      shape: description.shape, maxTokens: description.maxTokens, tokenizer: table, weights: weights)
  }

  private static func vocabularyTable(
    _ tokenizer: TokenizerDescription, _ description: ModelDescription, _ folder: ModelFolder
  ) throws(ModelImportError) -> [UInt8] {
    var problems = ModelProblems()
    if tokenizer.pieces.count > description.shape.vocabulary {
      problems.add(
        "model-vocabulary", in: folder.path,
        "the tokenizer has \(tokenizer.pieces.count) pieces, the model vectors for \(description.shape.vocabulary)",
        remedy: "check that the tokenizer belongs to this model")
    }
    for name in ["[CLS]", "[SEP]", "[UNK]"] where !tokenizer.pieces.contains(Array(name.utf8)) {
      problems.add(
        "model-vocabulary", in: folder.path, "the vocabulary has no \(name)",
        remedy: "check that the tokenizer belongs to this model")
    }
    try problems.check()
    do {
      return try WordPieceVocabulary.build(pieces: tokenizer.pieces, options: tokenizer.options)
    } catch {
      problems.add("model-vocabulary", in: folder.path, "\(error)", remedy: "download the model again")
      throw ModelImportError(problems.diagnostics)
    }
  }

  private static func packedWeights(
    _ shape: EncoderShape, _ file: SafetensorsFile, _ problems: inout ModelProblems
  ) -> [UInt8] {
    let layout = EncoderLayout(shape: shape)
    // Padding can make a tiny model larger, never by this much; a wrong size in config.json must not exhaust memory.
    guard layout.byteCount / 64 <= file.byteCount else {
      problems.add(
        "model-tensor-missing", in: file.path, "the file is too short for the sizes in config.json",
        remedy: "check that config.json belongs to this file")
      return []
    }
    var transfer = WeightTransfer(file: file, shape: shape, layout: layout)
    transfer.run()
    for diagnostic in transfer.problems.diagnostics { problems.add(diagnostic) }
    return transfer.packer.bytes
  }
}
