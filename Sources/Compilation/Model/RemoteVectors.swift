internal import BundleFormat
internal import Common
package import Embedding
package import Manifest

/// The vectors that a service gave, from the file beside the manifest; a build asks no service itself.
struct RemoteVectors: BuildEncoder {
  private let model: RemoteModelRecord
  private let archive: VectorArchive
  private let specified: EncoderOptions
  private let manifest: String

  /// Tokens of an input where the spec names no limit: what the common services take.
  private static let usualTokens = 8_191
  /// Bytes of UTF-8 that count as a token. Nobody knows the service's tokenizer; of the usual ones hardly any text has
  /// more tokens than this.
  private static let bytesPerToken = 3

  /// Opens the vectors of a corpus.
  ///
  /// - Throws: `DiagnosticsError` when nothing was fetched yet; `VectorArchiveError` when the file is of no use.
  init(_ options: EncoderOptions, _ remote: RemoteEncoderOptions, manifest: String, folder: String) throws {
    specified = options
    self.manifest = manifest
    let model = RemoteModel(options, remote)
    let archive = try VectorArchive(path: "\(folder)/\(VectorArchive.fileName)", model: model)
    guard let probe = archive.vector(of: RemoteModel.probe) else {
      throw Self.missing("the vectors of \(model.name) have not been fetched", path: archive.path, manifest)
    }
    self.model = RemoteModelRecord(model: model, probe: probe)
    self.archive = archive
  }

  var record: BuildRecord.Model {
    BuildRecord.Model(name: model.model.name, digest: model.digest, dimensions: model.model.dimensions)
  }

  var tokens: TokenBudget { Self.tokens(specified) }

  var isRepeatable: Bool { false }

  static func tokens(_ options: EncoderOptions) -> TokenBudget {
    TokenBudget(maximum: options.maximumTokens ?? usualTokens) { ($0.count + bytesPerToken - 1) / bytesPerToken }
  }

  func vectors(of inputs: [[UInt8]]) throws -> [QuantizedVector] {
    try inputs.map { input in
      guard let vector = archive.vector(of: input) else {
        throw Self.missing("some chunks have no vector of \(model.model.name) yet", path: archive.path, manifest)
      }
      return vector
    }
  }

  func write(to writer: inout BundleWriter, _ options: BundleOptions) throws {
    try writer.addSection(.remoteEncoder, required: false) { try $0.append(model.encoded) }
  }

  private static func missing(_ reason: String, path: String, _ manifest: String) -> DiagnosticsError {
    DiagnosticsError([
      Diagnostic(
        .error, "vectors-missing", at: SourceLocation(file: path), reason,
        remedy: "run `kbc fetch --vectors --spec SPEC \(manifest)` with this build's spec, then build again")
    ])
  }
}

extension RemoteModel {
  package init(_ options: EncoderOptions, _ remote: RemoteEncoderOptions) {
    self.init(
      endpoint: remote.endpoint, name: options.model, dimensions: remote.dimensions, isShortened: remote.shorten,
      queryPrefix: remote.queryPrefix)
  }
}
