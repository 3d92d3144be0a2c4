package import Common

/// What came of one source: a document, or the reason why there is none, and whatever else is worth saying.
package struct ExtractionOutcome: Equatable, Sendable {
  /// `nil` when a diagnostic says why.
  package var document: ExtractedDocument?
  /// In a fixed order; each has the source's name as its file.
  package var diagnostics: [Diagnostic]

  package init(document: ExtractedDocument?, diagnostics: [Diagnostic]) {
    self.document = document
    self.diagnostics = diagnostics
  }
}
