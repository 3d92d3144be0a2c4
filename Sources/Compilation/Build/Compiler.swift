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
  private let progress: Progress
  /// Encoder inputs that are encoded together; it bounds the memory and changes no vector.
  private static let encodingBatch = 512

  package init(options: Options, progress: Progress) {
    self.options = options
    self.progress = progress
  }

  /// What stands between the stages.
  private struct State {
    var passages: PassageStoreBuilder
    var lexical: LexicalIndexBuilder
    var encoderInputs: SpoolFile
    var inputLengths: [Int] = []
    var counts = BuildRecord.Counts()
    /// `nil` unless changes are reported.
    var inventory: DocumentInventory?
    var skipped: [SkippedSource] = []
  }

  /// Runs the build.
  ///
  /// - Throws: `DiagnosticsError` when manifest, spec or model cannot be used; `SystemError` when the world fails.
  package func run() throws -> CompilationReport {
    let (manifest, spec, sources, found) = try load()
    // Before the long work, not after it.
    try createFolder(folder(of: options.output))
    var report = CompilationReport(diagnostics: found)
    let encoder = try encoder(spec)
    var state = try emptyState(spec)
    var problems: [Diagnostic] = []
    let pool = try extractionPool(spec)
    let reader = DocumentReader(pool: pool, recognition: spec.extraction.recognition)
    let recognizers = try recognitionVersions(reader)
    let libraries = try (pool.libraryVersions() + recognizers).sorted()
    let work = CachedWork(
      folder: options.cache, worker: pool.program, libraries: libraries, manifest: manifest, spec: spec,
      encoder: encoder)
    let stamps = Self.stamps(of: sources)
    let key = report.time("check") { work.key(of: sources, output: options.output) }
    if !found.hasErrors, let key, let finished = work.finishedBuild(key),
      let bundle = finished.bundle(at: options.output)
    {
      report.bundle = bundle
      report.isUpToDate = true
      report.counts = finished.counts
      if options.reportsChanges {
        report.changes = DocumentChanges()
        report.changes?.unchanged = finished.counts.documents
      }
      report.diagnostics += pool.confinementDiagnostics + finished.diagnostics + work.finish()
      return report
    }
    if options.reportsChanges { state.inventory = DocumentInventory(bundle: options.output) }
    try report.time("extract") {
      let prepare = work.preparing(preparation(spec, manifest, encoder.tokens, reader))
      try addDocuments(sources, prepare, spec.extraction.duplicates, to: &state, &problems)
    }
    try addQuestions(sources, to: &state, &problems)
    report.changes = state.inventory?.result
    report.skipped = state.skipped
    report.diagnostics += pool.confinementDiagnostics + problems
    if report.diagnostics.hasErrors && !options.keepsGoing {
      report.diagnostics += work.finish()
      return report
    }
    let vectors = try report.time("embed") { try encodedVectors(of: state, encoder, work) }
    var record = buildRecord(manifest, spec, encoder)
    record.libraries = libraries.map { .init(name: $0.name, version: $0.version) }
    record.counts = state.counts
    report.changedSettings = state.inventory?.changedSettings(record) ?? []
    let bundle = try report.time("write") { try write(state, vectors, encoder, record, spec) }
    report.bundle = bundle
    report.counts = state.counts
    // A source that was touched meanwhile, even if it is now as it was, may have been read in another state than the key's.
    if let key, !report.diagnostics.hasErrors, stamps == Self.stamps(of: sources),
      let stamp = FileStamp(of: options.output)
    {
      work.store(
        FinishedBuild(fileDigest: bundle.fileDigest, counts: state.counts, diagnostics: problems, stamp: stamp),
        for: key)
    }
    report.diagnostics += work.finish()
    return report
  }

  /// What a remote encoder will be asked for: the inputs of all chunks, in the order of the corpus.
  ///
  /// - Throws: `DiagnosticsError` when manifest or spec cannot be used, or name no remote encoder.
  package func remoteInputs() throws -> RemoteInputs {
    let (manifest, spec, sources, found) = try load()
    guard let remote = spec.encoder.remote else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "no-remote-encoder", at: options.spec.map { SourceLocation(file: $0) },
          "the build spec names no remote encoder, so there are no vectors to fetch",
          remedy: "name the spec with --spec, and the service under encoder.remote in it")
      ])
    }
    var state = try emptyState(spec)
    var problems: [Diagnostic] = []
    let pool = try extractionPool(spec)
    let reader = DocumentReader(pool: pool, recognition: spec.extraction.recognition)
    _ = try recognitionVersions(reader)
    try addDocuments(
      sources, preparation(spec, manifest, RemoteVectors.tokens(spec.encoder), reader).prepare,
      spec.extraction.duplicates, to: &state, &problems)
    return RemoteInputs(
      model: RemoteModel(spec.encoder, remote), options: remote,
      archivePath: "\(folder(of: options.manifest))/\(VectorArchive.fileName)",
      diagnostics: found + pool.confinementDiagnostics + problems, bytes: try state.encoderInputs.mapped(),
      lengths: state.inputLengths)
  }

  /// What the files of `sources` look like now; pages are named by their content.
  private static func stamps(of sources: ExpandedSources) -> [[Int]?] {
    (sources.files + sources.records.map(\.item) + sources.questions).map { FileStamp(of: $0.absolutePath)?.numbers }
  }

  private func emptyState(_ spec: BuildSpec) throws -> State {
    guard let stemming = StemmingAlgorithm(rawValue: spec.lexical.stemmer.rawValue) else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "stemmer-missing", "the stemming library has no `\(spec.lexical.stemmer.rawValue)`",
          remedy: "choose another lexical.stemmer")
      ])
    }
    let weights = FieldWeights(
      title: spec.lexical.fields.title, headings: spec.lexical.fields.headings, body: spec.lexical.fields.body)
    return State(
      passages: try PassageStoreBuilder(blockLength: spec.bundle.block, storesSources: spec.bundle.sources),
      lexical: LexicalIndexBuilder(
        analysis: AnalyzerOptions(stemming: stemming),
        parameters: BM25Parameters(k1: Float(spec.lexical.k1), b: Float(spec.lexical.b), weights: weights)),
      encoderInputs: try SpoolFile())
  }

  func load() throws -> (CorpusManifest, BuildSpec, ExpandedSources, [Diagnostic]) {
    let (manifest, manifestProblems) = CorpusManifest.load(path: options.manifest)
    let (spec, specProblems) = options.spec.map { BuildSpec.load(path: $0) } ?? (BuildSpec(), [])
    let problems = manifestProblems + specProblems
    guard let manifest, let spec, !problems.hasErrors else { throw DiagnosticsError(problems) }
    let (sources, missing) = SourceExpansion.expand(manifest, at: options.manifest, isLocked: options.isLocked)
    return (manifest, spec, sources, problems + missing)
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

  private func extractionPool(_ spec: BuildSpec) throws(SystemError) -> ExtractionPool {
    var configuration = ExtractionPool.Configuration(workers: options.jobs)
    configuration.program = options.extractor
    configuration.memoryBytes = spec.extraction.memory
    configuration.timeLimit =
      Double(spec.extraction.timeout.components.seconds)
      + Double(spec.extraction.timeout.components.attoseconds) / 1e18
    return try ExtractionPool(configuration: configuration)
  }

  /// What recognises scans, where the spec asks for it; before the long work, not in its middle.
  private func recognitionVersions(_ reader: DocumentReader) throws -> [LibraryVersion] {
    do throws(ExtractionFailure) {
      return try reader.recognitionVersions()
    } catch {
      throw DiagnosticsError([error.diagnostic(for: options.spec ?? options.manifest)])
    }
  }

  private func preparation(
    _ spec: BuildSpec, _ manifest: CorpusManifest, _ tokens: TokenBudget, _ reader: DocumentReader
  ) -> DocumentPreparation {
    var limits = ExtractionLimits()
    limits.textBytes = spec.extraction.maximumOutput
    let strategy: ChunkingPlan.Strategy =
      switch spec.chunking.strategy {
      case .structure: .structure
      case .fixed: .fixed
      case .sentences: .sentences
      }
    let plan = ChunkingPlan(
      strategy: strategy, size: spec.chunking.size, overlap: spec.chunking.overlap, maximumTokens: tokens.maximum,
      prefix: PrefixTemplate(spec.encoder.prefix))
    return DocumentPreparation(
      reader: reader, chunker: Chunker(plan: plan, tokenCount: tokens.count), limits: limits,
      maximumSize: spec.extraction.maximumSize, keepsSources: spec.bundle.sources, language: manifest.language)
  }

  private func addDocuments(
    _ sources: ExpandedSources, _ prepare: @escaping @Sendable (CompilationInput) -> Preparation,
    _ policy: ExtractionOptions.Duplicates, to state: inout State, _ diagnostics: inout [Diagnostic]
  ) throws {
    let cursor = InputCursor(sources)
    var duplicates = DuplicateCheck(policy)
    progress.begin(
      "extract", unit: "documents", total: sources.records.isEmpty ? sources.files.count + sources.pages.count : nil)
    try OrderedPipeline(jobs: options.jobs).run(
      next: cursor.next, transform: prepare
    ) { (result: Preparation) throws(SystemError) in
      progress.advance()
      diagnostics += result.diagnostics
      guard let document = result.document else {
        state.skipped += result.diagnostics.filter { $0.severity == .error }.map(SkippedSource.init)
        return
      }
      guard duplicates.admits(document, &diagnostics) else {
        if let reason = diagnostics.last { state.skipped.append(SkippedSource(reason)) }
        return
      }
      state.inventory?.add(
        source: document.record.source, externalID: document.record.externalID, digest: document.record.sourceDigest)
      try state.passages.add(
        document.record, text: document.text, chunks: document.chunks, blocks: document.blocks, source: document.source)
      for fields in document.fields {
        try state.lexical.add(chunk: ChunkID(state.counts.chunks), fields: fields)
        state.counts.chunks += 1
      }
      for input in document.encoderInputs {
        try state.encoderInputs.append(input)
        state.inputLengths.append(input.count)
      }
      state.counts.documents += 1
      state.counts.sourceBytes += document.sourceLength
      state.counts.textBytes += document.text.count
    }
    progress.finish()
    diagnostics += cursor.diagnostics
  }

  private func addQuestions(
    _ sources: ExpandedSources, to state: inout State, _ diagnostics: inout [Diagnostic]
  ) throws {
    for item in sources.questions {
      let (questions, problems) = CuratedQuestion.load(item)
      diagnostics += problems
      for entry in questions {
        for wording in [entry.question] + entry.alternatives {
          try state.passages.add(
            QuestionAnswer(
              question: wording, answer: entry.answer, category: entry.category, tags: entry.tags,
              source: item.displayPath))
          state.counts.questions += 1
        }
      }
    }
  }

  private func encodedVectors(
    of state: State, _ encoder: any BuildEncoder, _ work: CachedWork
  ) throws -> VectorIndexBuilder {
    var vectors = try VectorIndexBuilder(dimensions: encoder.record.dimensions)
    let inputs = try state.encoderInputs.mapped()
    progress.begin("embed", unit: "chunks", total: state.inputLengths.count)
    var offset = 0
    var next = 0
    while next < state.inputLengths.count {
      let batch = next..<min(next + Self.encodingBatch, state.inputLengths.count)
      let texts = state.inputLengths[batch].map { length in
        defer { offset += length }
        return inputs.array(offset..<(offset + length))
      }
      for vector in try work.vectors(of: texts, encoder) { try vectors.add(codes: vector.codes, scale: vector.scale) }
      next = batch.upperBound
      progress.advance(to: next)
    }
    progress.finish()
    return vectors
  }

  private func write(
    _ state: State, _ vectors: VectorIndexBuilder, _ encoder: any BuildEncoder, _ record: BuildRecord, _ spec: BuildSpec
  ) throws -> BundleSummary {
    var record = record
    var writer = try BundleWriter(path: options.output)
    progress.begin("write", unit: "bytes", total: state.passages.textLength)
    let dictionary = try state.passages.write(
      to: &writer, compression: TextCompression(level: spec.bundle.level, jobs: options.jobs)
    ) { progress.advance(to: $0) }
    try state.lexical.write(to: &writer)
    try vectors.write(to: &writer)
    try encoder.write(to: &writer, spec.bundle)
    if let dictionary {
      record.trainedParts = [.init(name: "zstd-dictionary", digest: Digest(hashing: dictionary.bytes))]
    }
    try writer.add(record)
    let summary = try writer.finish()
    progress.finish()
    return summary
  }

  /// What is known of the bundle before its text is compressed.
  func buildRecord(_ manifest: CorpusManifest, _ spec: BuildSpec, _ encoder: any BuildEncoder) -> BuildRecord {
    let method: BuildRecord.Fusion.Method =
      switch spec.fusion.method {
      case .zScore: .zScore
      case .reciprocalRank: .reciprocalRank
      }
    return BuildRecord(
      name: manifest.name, version: manifest.version ?? "", language: manifest.language,
      manifest: digest { manifest.writeCanonical(to: &$0) }, specification: digest { spec.writeCanonical(to: &$0) },
      model: encoder.record,
      fusion: BuildRecord.Fusion(
        method: method, weight: Int((spec.fusion.weight * 1000).rounded()), depth: spec.fusion.depth))
  }

  private func digest(_ body: (inout ByteWriter) -> Void) -> Digest {
    var writer = ByteWriter()
    body(&writer)
    return Digest(hashing: writer.bytes)
  }
}
