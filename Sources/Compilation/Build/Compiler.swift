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
  /// - Throws: `DiagnosticsError` when manifest, spec or model cannot be used; `SystemError` when the world fails.
  package func run() throws -> CompilationReport {
    let inputs = try BuildInputs(options)
    // Before the long work, not after it.
    try createFolder(folder(of: options.output))
    var report = CompilationReport(diagnostics: inputs.diagnostics)
    let encoder = try encoder(inputs.spec)
    var state = try BuildState(inputs.spec)
    let tools = try ExtractionTools(inputs.spec, options)
    let cache = CacheAccess.open(folder: options.cache, worker: tools.pool.program)
    report.diagnostics += cache.diagnostics
    let work = CachedWork(
      cache.access, libraries: tools.libraries, inputs: inputs, encoder: EncoderIdentity(of: encoder))
    let prepare = work.preparing(tools.preparation(inputs, encoder.tokens))
    let stamps = Self.stamps(of: inputs.sources)
    let key = report.time("check") { work.key(of: inputs.sources, output: options.output) }
    if !inputs.diagnostics.hasErrors, let key, let finished = work.finishedBuild(key),
      let bundle = finished.bundle(at: options.output), finished.protected == protectedDigest(of: inputs, prepare)
    {
      report.add(finished, bundle, inputs.spec)
      if options.reportsChanges { report.changes = DocumentInventory(bundle: options.output).nothing }
      report.diagnostics += tools.pool.confinementDiagnostics + finished.diagnostics + work.finish()
      return report
    }
    if options.reportsChanges { state.inventory = DocumentInventory(bundle: options.output) }
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
    report.changedSettings = state.inventory?.changedSettings(record) ?? []
    let bundle = try report.time("write") { try write(state, vectors, encoder, record, inputs.spec) }
    report.bundle = bundle
    report.counts = state.counts
    // A source that was touched meanwhile, even if it is now as it was, may have been read in another state than the key's.
    if let key, !report.diagnostics.hasErrors, stamps == Self.stamps(of: inputs.sources),
      let stamp = FileStamp(of: options.output)
    {
      work.store(
        FinishedBuild(
          fileDigest: bundle.fileDigest, counts: state.counts, diagnostics: outcome.diagnostics,
          protected: outcome.protected.digest, stamp: stamp), for: key)
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
      archivePath: "\(folder(of: options.manifest))/\(VectorArchive.fileName)",
      diagnostics: inputs.diagnostics + tools.pool.confinementDiagnostics + outcome.diagnostics,
      bytes: try texts.mapped(), lengths: lengths)
  }

  /// What the files of `sources` look like now; pages are named by their content.
  private static func stamps(of sources: ExpandedSources) -> [[Int]?] {
    (sources.files + sources.records.map(\.item) + sources.questions).map { FileStamp(of: $0.absolutePath)?.numbers }
  }

  func encoder(_ spec: BuildSpec) throws -> any BuildEncoder {
    if let remote = spec.encoder.remote {
      return try RemoteVectors(
        spec.encoder, remote, manifest: options.manifest, folder: folder(of: options.manifest))
    }
    let located = try ModelLocator.open(
      spec.encoder.model, manifestFolder: folder(of: options.manifest), specFolder: options.spec.map(folder(of:)))
    let encoder = SentenceEncoder(
      model: located.model, maxTokens: spec.encoder.maximumTokens, instructionSet: options.instructionSet,
      threads: options.jobs)
    return LocalEncoder(located: located, encoder: encoder)
  }

  private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
