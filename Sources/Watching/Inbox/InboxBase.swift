internal import BundleFormat
internal import Common
internal import Manifest
internal import PassageStore
internal import Storage

/// The bundle that an overlay grows beside: the settings that both share, and what it holds already.
struct InboxBase: Sendable {
  let version: FileVersion
  let record: BuildRecord
  private let passages: PassageStore

  /// Opens the bundle at `path`, or the current one of a folder of versions.
  init(path: String) throws {
    version = try Self.version(path)
    let reader = try BundleReader(path: version.path)
    record = try reader.buildRecord()
    passages = try PassageStore(bundle: reader)
  }

  static func version(_ path: String) throws(SystemError) -> FileVersion {
    try FileVersion(of: isFolder(path) ? path + "/current" : path)
  }

  /// The build spec of an overlay: the one that the base was built with, but with the encoder left to the base.
  ///
  /// - Parameter path: of the base's spec; `nil` for the defaults.
  /// - Throws: `DiagnosticsError` when the base was built with another spec, or with an encoder that is no file.
  func spec(at path: String?) throws(DiagnosticsError) -> BuildSpec {
    let (loaded, problems) = path.map { BuildSpec.load(path: $0) } ?? (BuildSpec(), [])
    guard var spec = loaded, !problems.hasErrors else { throw DiagnosticsError(problems) }
    var writer = ByteWriter()
    spec.writeCanonical(to: &writer)
    guard Digest(hashing: writer.bytes) == record.specification else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "other-spec", at: SourceLocation(file: version.path),
          "the base bundle was not built with \(path.map { "the build spec `\($0)`" } ?? "the default build spec")",
          remedy: path == nil ? "name its build spec with --spec" : "build it again, or name its build spec with --spec"
        )
      ])
    }
    guard spec.encoder.remote == nil else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "remote-encoder", at: SourceLocation(file: version.path),
          "the vectors of the base bundle come from a service, which an inbox does not ask",
          remedy: "build the base with a model, or add the documents to its corpus and run `kbc fetch --vectors`")
      ])
    }
    spec.bundle.model = .outside
    return spec
  }

  /// Which of `digests` are those of sources that the bundle holds, and what the documents are called.
  func documents(of digests: Set<Digest>) throws -> [Digest: String] {
    var found: [Digest: String] = [:]
    guard !digests.isEmpty else { return found }
    for number in 0..<passages.documentCount {
      let document = try passages.document(DocumentID(number))
      if digests.contains(document.sourceDigest), found[document.sourceDigest] == nil {
        found[document.sourceDigest] = document.source
      }
    }
    return found
  }
}
