internal import Common
internal import Compression
internal import Extraction
internal import Manifest
internal import PassageStore
internal import Storage

extension Compiler {
  /// Trains the parts of the corpus's bundles anew on what the corpus is now, and puts them beside the manifest.
  ///
  /// A build right after gives the bundle that it would have given without them.
  ///
  /// - Throws: as `run()`.
  package func train() throws -> TrainingReport {
    let inputs = try BuildInputs(options, trains: true)
    let tools = try ExtractionTools(inputs.spec, options)
    let cache = CacheAccess.open(options, worker: tools.pool.program)
    let encoder = try LazyEncoder(inputs.spec.encoder, options, cache.access)
    let work = CachedWork(cache.access, libraries: tools.libraries, inputs: inputs, encoder: encoder.identity)
    let prepare = work.preparing(tools.preparation(inputs, try encoder.open().tokens))
    let passages = try PassageStoreBuilder(blockLength: inputs.spec.bundle.block)
    var outcome = DocumentOutcome(inputs.sources)
    try forEachDocument(of: inputs, prepare, &outcome) { (document) throws(SystemError) in
      try passages.add(document.record, text: document.text, chunks: [])
    }
    var report = TrainingReport(path: options.trainedParts, textBytes: passages.textLength)
    report.diagnostics = inputs.diagnostics + cache.diagnostics + outcome.diagnostics
    if options.keepsGoing || !report.diagnostics.hasErrors {
      let parts = TrainedParts(dictionary: try passages.trainedDictionary(work.archive))
      report.dictionary = parts.dictionary.map { dictionary in
        TrainingReport.Part(bytes: dictionary.bytes.count, digest: Digest(hashing: dictionary.bytes))
      }
      report.isWritten = true
      report.isChanged = try parts.write(to: report.path)
    }
    report.diagnostics += work.finish()
    return report
  }
}
