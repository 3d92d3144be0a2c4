internal import Common

/// A source that is not in the bundle.
package struct SkippedSource: Equatable, Sendable {
  /// As diagnostics name it.
  package var source: String
  /// The identifier of the diagnostic that says why.
  package var identifier: String
  package var reason: String

  init(_ diagnostic: Diagnostic) {
    source = diagnostic.location?.file ?? ""
    identifier = diagnostic.identifier
    reason = diagnostic.reason
  }
}
