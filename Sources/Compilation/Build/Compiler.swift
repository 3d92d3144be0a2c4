internal import BundleFormat
internal import Chunking
internal import Common
internal import Compression
internal import Embedding
internal import Extraction
package import Kernels
internal import LexicalIndex
internal import Manifest
internal import PassageStore
internal import Storage
package import Terminal
internal import TextAnalysis
internal import VectorIndex

/// Compiles a corpus into a bundle: extraction and chunking on all threads, then vectors, then the file.
///
/// The bytes of the bundle depend on the manifest, the spec, the sources and the model, never on the cache. Text,
/// encoder inputs and postings are spooled: what stays in memory is tens of bytes a chunk, and the corpus's distinct terms.
package struct Compiler {
  package struct Options: Sendable {
    package var manifest: String
    /// `nil` for the defaults.
    package var spec: String?
    package var output: String
    /// Threads and extraction workers, `1…`.
    package var jobs: Int
    /// Refuses to build when the pins of the web sources are not those of the manifest.
    package var isLocked: Bool
    /// Writes the bundle although some sources could not be read.
    package var keepsGoing: Bool
    package var instructionSet: InstructionSet
    /// The worker program; `nil` looks beside the running program.
    package var extractor: String?
    /// The folder of the build cache; `nil` for none.
    package var cache: String?
    /// Compares with the bundle that is replaced, for `CompilationReport.changes`.
    package var reportsChanges: Bool
    /// Seconds since 1970: what tells whether a file has changed too recently for its stamp to be believed.
    package var now: @Sendable () -> Int = { FileStamp.now }
    /// What to compile instead of the manifest, the spec and the sources that are named above.
    package var corpus: GivenCorpus?
    /// Asked after each document and each batch of vectors; true ends the build with a `CancellationError`, and what is at
    /// the output stays.
    package var isCancelled: @Sendable () -> Bool = { false }

    package init(
      manifest: String, spec: String? = nil, output: String, jobs: Int = Processors.count, isLocked: Bool = false,
      keepsGoing: Bool = false, instructionSet: InstructionSet = .best, extractor: String? = nil,
      cache: String? = nil, reportsChanges: Bool = false
    ) {
      self.manifest = manifest
      self.spec = spec
      self.output = output
      self.jobs = max(1, jobs)
      self.isLocked = isLocked
      self.keepsGoing = keepsGoing
      self.instructionSet = instructionSet
      self.extractor = extractor
      self.cache = cache
      self.reportsChanges = reportsChanges
    }
  }

  package let options: Options
  let progress: Progress

  package init(options: Options, progress: Progress) {
    self.options = options
    self.progress = progress
  }

  /// Runs the build.
  ///
  /// - Throws: `DiagnosticsError` when manifest, spec or model cannot be used; `SystemError` when the world fails;
  ///   `CancellationError`.
  package func run() throws -> CompilationReport {
    let inputs = try BuildInputs(options)
    // Before the long work, not after it.
    try createFolder(options.outputFolder)
    var report = CompilationReport(diagnostics: inputs.diagnostics)
    var state = try BuildState(inputs.spec)
    let tools = try ExtractionTools(inputs.spec, options)
    let cache = CacheAccess.open(options, worker: tools.pool.program)
    report.diagnostics += cache.diagnostics
    let lazyEncoder = try LazyEncoder(inputs.spec.encoder, options, cache.access)
    let work = CachedWork(cache.access, libraries: tools.libraries, inputs: inputs, encoder: lazyEncoder.identity)
    let name = report.time("check") { work.name(of: inputs.sources, output: options.output) }
    if !inputs.diagnostics.hasErrors, let name, let finished = work.finishedBuild(name),
      let bundle = finished.bundle(at: options.output),
      try finished.protected == protectedDigest(of: inputs, tools, work, lazyEncoder)
    {
      work.remember(name)
      report.add(finished, bundle, inputs.spec)
      if options.reportsChanges { report.changes = DocumentInventory(bundle: options.output).nothing }
      report.diagnostics += tools.pool.confinementDiagnostics + finished.diagnostics + work.finish()
      return report
    }
    let encoder = try lazyEncoder.open()
    if options.reportsChanges { state.inventory = DocumentInventory(bundle: options.output) }
    let prepare = work.preparing(tools.preparation(inputs, encoder.tokens))
    var outcome = DocumentOutcome(inputs.sources)
    try report.time("extract") {
      try forEachDocument(of: inputs, prepare, &outcome) { (document) throws(SystemError) in try state.add(document) }
    }
    for item in inputs.sources.questions { try state.add(item.questions(&outcome.diagnostics), of: item) }
    report.changes = state.inventory?.result
    report.skipped = outcome.skipped
    report.diagnostics += tools.pool.confinementDiagnostics + outcome.diagnostics
    if report.diagnostics.hasErrors && !options.keepsGoing {
      report.diagnostics += work.finish()
      return report
    }
    let vectors = try report.time("embed") { try encodedVectors(of: state, encoder, work) }
    var record = buildRecord(inputs, encoder.record)
    record.libraries = tools.libraries.map { .init(name: $0.name, version: $0.version) }
    record.counts = state.counts
    report.changedSettings = state.inventory?.changedSettings(record, inputs.trained) ?? []
    let bundle = try report.time("write") { try write(state, vectors, encoder, record, inputs, work) }
    report.bundle = bundle
    report.counts = state.counts
    if let name, !report.diagnostics.hasErrors, let stamp = FileStamp(of: options.output) {
      work.store(
        FinishedBuild(
          fileDigest: bundle.fileDigest, counts: state.counts, diagnostics: outcome.diagnostics,
          protected: outcome.protected.digest, stamp: stamp), name)
    }
    report.diagnostics += work.finish()
    return report
  }

  /// What a remote encoder will be asked for: the inputs of all chunks, in the order of the corpus.
  ///
  /// - Throws: `DiagnosticsError` when manifest or spec cannot be used, or name no remote encoder.
  package func remoteInputs() throws -> RemoteInputs {
    let inputs = try BuildInputs(options)
    guard let remote = inputs.spec.encoder.remote else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "no-remote-encoder", at: options.spec.map { SourceLocation(file: $0) },
          "the build spec names no remote encoder, so there are no vectors to fetch",
          remedy: "name the spec with --spec, and the service under encoder.remote in it")
      ])
    }
    let texts = try SpoolFile()
    var lengths: [Int] = []
    var outcome = DocumentOutcome(inputs.sources)
    let tools = try ExtractionTools(inputs.spec, options)
    let preparation = tools.preparation(inputs, RemoteVectors.tokens(inputs.spec.encoder))
    try forEachDocument(of: inputs, preparation.prepare, &outcome) { (document) throws(SystemError) in
      for input in document.encoderInputs {
        try texts.append(input)
        lengths.append(input.count)
      }
    }
    return RemoteInputs(
      model: RemoteModel(inputs.spec.encoder, remote), options: remote,
      archivePath: "\(options.manifestFolder)/\(VectorArchive.fileName)",
      diagnostics: inputs.diagnostics + tools.pool.confinementDiagnostics + outcome.diagnostics,
      bytes: try texts.mapped(), lengths: lengths)
  }
}
