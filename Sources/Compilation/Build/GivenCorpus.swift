internal import BundleFormat
internal import Common
internal import Embedding
package import Manifest

/// A corpus that a program puts together, without a manifest in the file system: what grows beside a base bundle.
package struct GivenCorpus: Sendable {
  package var manifest: CorpusManifest
  package var spec: BuildSpec
  /// Each list sorted bytewise by display path or address and without doubles.
  package var sources: ExpandedSources
  /// The bundle whose encoder makes the vectors; where it has none inside, the spec's is looked for.
  package var base: String

  package init(manifest: CorpusManifest, spec: BuildSpec, sources: ExpandedSources, base: String) {
    self.manifest = manifest
    self.spec = spec
    self.sources = sources
    self.base = base
  }

  /// Refuses an encoder that is not the one of the base's vectors.
  func check(_ model: LocatedModel) throws {
    let record = try BundleReader(path: base).buildRecord().model
    guard record?.digest != model.model.digest else { return }
    throw DiagnosticsError([
      Diagnostic(
        .error, "other-model", at: SourceLocation(file: base),
        "its vectors were made with \(record.map { "the model \($0.name) of digest \($0.digest)" } ?? "no model"), "
          + "and \(model.name) is another",
        remedy: "name the base's model under encoder.model of the build spec, or build the base again")
    ])
  }

  /// The encoder inside the base; `nil` when it lies outside.
  func model() throws -> LocatedModel? {
    let reader = try BundleReader(path: base)
    guard reader.contains(.model), let record = try reader.buildRecord().model else { return nil }
    let bytes = try reader.section(.model)
    return LocatedModel(name: record.name, bytes: bytes, model: try EncoderModel(file: bytes))
  }
}
