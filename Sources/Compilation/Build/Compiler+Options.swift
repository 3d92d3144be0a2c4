internal import Embedding
internal import Manifest

extension Compiler.Options {
  /// Where paths of the manifest start from.
  var manifestFolder: String { Self.folder(of: manifest) }
  var specFolder: String? { spec.map(Self.folder) }
  var outputFolder: String { Self.folder(of: output) }

  /// Where the corpus's trained parts lie, if it has some.
  var trainedParts: String { "\(manifestFolder)/\(TrainedParts.fileName)" }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Opens the encoder that a spec names.
  ///
  /// - Throws: `DiagnosticsError` when there is none; `ModelImportError` or `EncoderModelError` when it cannot be loaded.
  func encoder(_ spec: EncoderOptions) throws -> any BuildEncoder {
    if let remote = spec.remote {
      return try RemoteVectors(spec, remote, manifest: manifest, folder: manifestFolder)
    }
    let located = try ModelLocator.open(spec.model, manifestFolder: manifestFolder, specFolder: specFolder)
    let encoder = SentenceEncoder(
      model: located.model, maxTokens: spec.maximumTokens, instructionSet: instructionSet, threads: jobs)
    return LocalEncoder(located: located, encoder: encoder)
  }
}
