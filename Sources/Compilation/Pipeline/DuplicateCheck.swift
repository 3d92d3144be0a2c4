internal import Common
internal import Extraction
internal import Manifest
internal import PassageStore

/// Names the documents that repeat the text of one before them, and decides whether they are compiled.
struct DuplicateCheck {
  /// Of the diagnostics that name a duplicate.
  static let identifier = "duplicate-document"

  private let policy: ExtractionOptions.Duplicates
  private var finder = DuplicateFinder()
  /// The sources of the documents, in the order in which the finder saw them.
  private var sources: [String] = []

  init(_ policy: ExtractionOptions.Duplicates) { self.policy = policy }

  /// Whether `document` is to be compiled. Documents come in the order of the corpus.
  mutating func admits(_ document: PreparedDocument, _ diagnostics: inout [Diagnostic]) -> Bool {
    guard policy != .keep, !document.text.isEmpty else { return true }
    sources.append(document.record.source)
    guard let duplicate = finder.add(document.text) else { return true }
    let what =
      duplicate.isExact
      ? "its text is that of" : "\(Int(duplicate.similarity * 100)) % of its runs of words are in"
    diagnostics.append(
      Diagnostic(
        .note, Self.identifier, at: SourceLocation(file: document.record.source),
        "\(what) \(sources[duplicate.original])" + (policy == .collapse ? "; it is left out" : ""),
        remedy: policy == .collapse
          ? "set extraction.duplicates to report to keep both"
          : "exclude one of them, or set extraction.duplicates to collapse"))
    return policy != .collapse
  }
}
