package import Common

/// What came of a fetch: the pages of each source and how they differ from what was pinned, and what was left out.
package struct FetchReport: Equatable, Sendable {
  /// One web source of the manifest.
  package struct SourceReport: Equatable, Sendable {
    /// Its first address.
    package var name: String
    /// Pages that are pinned now, or would be.
    package var pages = 0
    package var added: [String] = []
    package var changed: [String] = []
    package var removed: [String] = []
    package var skipped: [SourceCrawl.Skipped] = []
    /// Addresses that were not looked at because the limit was reached.
    package var leftOut = 0

    package var hasDrift: Bool { !added.isEmpty || !changed.isEmpty || !removed.isEmpty }
  }

  package var sources: [SourceReport] = []
  package var diagnostics: [Diagnostic] = []
  /// Requests that were sent, robots.txt and site maps among them.
  package var requests = 0
  package var retries = 0
  package var notModified = 0
  /// Bytes of bodies, decompressed.
  package var bytes = 0
  /// Answers that an interrupted fetch had left.
  package var resumed = 0
  /// Whether a server failed where it must not.
  package var hasServiceFailure = false

  package var exitStatus: ExitStatus {
    if hasServiceFailure { return .service }
    return diagnostics.hasErrors ? .diagnostics : .success
  }
}
