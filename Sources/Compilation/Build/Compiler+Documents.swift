internal import Common
internal import Manifest
internal import Terminal

extension Compiler {
  /// Prepares all inputs, and gives `body` the documents that are to be compiled, in the order of the corpus.
  func forEachDocument(
    of inputs: BuildInputs, _ prepare: @escaping @Sendable (CompilationInput) -> Preparation,
    _ outcome: inout DocumentOutcome, _ body: (PreparedDocument) throws(SystemError) -> Void
  ) throws {
    let sources = inputs.sources
    let cursor = InputCursor(sources)
    var duplicates = DuplicateCheck(inputs.spec.extraction.duplicates)
    progress.begin(
      "extract", unit: "documents", total: sources.records.isEmpty ? sources.files.count + sources.pages.count : nil)
    try OrderedPipeline(jobs: options.jobs).run(
      next: cursor.next, transform: prepare
    ) { (result: Preparation) throws in
      if options.isCancelled() { throw CancellationError() }
      progress.advance()
      outcome.protected.add(result)
      outcome.diagnostics += result.diagnostics
      guard let document = result.document else {
        outcome.skipped += result.diagnostics.filter { $0.severity == .error }.map(SkippedSource.init)
        return
      }
      guard duplicates.admits(document, &outcome.diagnostics) else {
        if let reason = outcome.diagnostics.last { outcome.skipped.append(SkippedSource(reason)) }
        return
      }
      try body(document)
    }
    progress.finish()
    outcome.diagnostics += cursor.diagnostics
  }

  /// The digest of what becomes of the documents that have passwords; `nil` when there are none.
  func protectedDigest(
    of inputs: BuildInputs, _ tools: ExtractionTools, _ work: CachedWork, _ encoder: LazyEncoder
  ) throws -> Digest? {
    let sources = ProtectedDocuments.only(inputs.sources)
    guard !sources.files.isEmpty else { return nil }
    let prepare = work.preparing(tools.preparation(inputs, try encoder.open().tokens))
    var protected = ProtectedDocuments(sources)
    let cursor = InputCursor(sources)
    OrderedPipeline(jobs: options.jobs).run(next: cursor.next, transform: prepare) { protected.add($0) }
    return protected.digest
  }
}
