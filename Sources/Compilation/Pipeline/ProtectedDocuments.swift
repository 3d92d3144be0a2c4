internal import Common
internal import Manifest
internal import PassageStore

/// What became of the documents that have passwords, as a digest.
///
/// No digest may hold a password, so that nothing tells a change of one but the documents themselves: a build without
/// changes opens them again, and compares.
struct ProtectedDocuments {
  private let sources: Set<String>
  private var builder = DigestBuilder()

  init(_ sources: ExpandedSources) {
    self.sources = Set(sources.files.filter { !$0.passwords.isEmpty }.map(\.displayPath))
  }

  /// The files of `sources` that have passwords, and nothing else.
  static func only(_ sources: ExpandedSources) -> ExpandedSources {
    var only = ExpandedSources()
    only.files = sources.files.filter { !$0.passwords.isEmpty }
    return only
  }

  /// Adds what became of the next input, if it has a password.
  mutating func add(_ preparation: Preparation) {
    guard !sources.isEmpty, let source = preparation.document?.record.source, sources.contains(source) else { return }
    // One that fails is an error, and no build with errors is kept.
    if let bytes = preparation.encoded { builder.update(bytes) }
  }

  /// `nil` when no document has a password.
  var digest: Digest? {
    guard !sources.isEmpty else { return nil }
    return builder.finalize()
  }
}
