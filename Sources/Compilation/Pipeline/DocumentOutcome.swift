internal import Common
internal import Manifest

/// What became of the documents of a corpus, besides those that are compiled.
struct DocumentOutcome {
  var diagnostics: [Diagnostic] = []
  /// Sources that are not compiled, in order.
  var skipped: [SkippedSource] = []
  var protected: ProtectedDocuments

  init(_ sources: ExpandedSources) { protected = ProtectedDocuments(sources) }
}
