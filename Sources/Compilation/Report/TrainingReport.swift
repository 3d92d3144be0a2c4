package import Common

/// What came of training.
package struct TrainingReport: Sendable {
  package struct Part: Equatable, Sendable {
    /// Of the part itself.
    package var bytes: Int
    package var digest: Digest
  }

  /// Of the file of trained parts.
  package var path: String
  /// Of all documents.
  package var textBytes: Int
  /// `nil` when the corpus is too small to gain from one.
  package var dictionary: Part?
  /// Whether the parts are in the file; errors keep them from it.
  package var isWritten = false
  /// Whether the file says something else than before.
  package var isChanged = false
  package var diagnostics: [Diagnostic] = []

  init(path: String, textBytes: Int) {
    self.path = path
    self.textBytes = textBytes
  }
}
