internal import Embedding
internal import Manifest
internal import Storage

extension Compiler.Options {
  /// Where paths of the manifest start from.
  var manifestFolder: String { parentFolder(of: manifest) }
  var specFolder: String? { spec.map(parentFolder) }
  var outputFolder: String { parentFolder(of: output) }

  /// Where the corpus's trained parts lie, if it has some.
  var trainedParts: String { "\(manifestFolder)/\(TrainedParts.fileName)" }

  /// Opens the encoder that a spec names.
  ///
  /// - Throws: `DiagnosticsError` when there is none; `ModelImportError` or `EncoderModelError` when it cannot be loaded.
  func encoder(_ spec: EncoderOptions) throws -> any BuildEncoder {
    if let remote = spec.remote {
      return try RemoteVectors(spec, remote, manifest: manifest, folder: manifestFolder)
    }
    let located =
      try corpus?.model() ?? ModelLocator.open(spec.model, manifestFolder: manifestFolder, specFolder: specFolder)
    try corpus?.check(located)
    let encoder = SentenceEncoder(
      model: located.model, maxTokens: spec.maximumTokens, instructionSet: instructionSet, threads: jobs)
    return LocalEncoder(located: located, encoder: encoder)
  }
}
