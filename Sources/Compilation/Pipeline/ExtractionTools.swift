internal import Chunking
internal import Common
internal import Extraction
internal import Manifest
internal import Storage

/// What reads the documents of one build: the workers, and what they say of themselves.
struct ExtractionTools {
  let pool: ExtractionPool
  let reader: DocumentReader
  /// What takes part in reading documents, by name.
  let libraries: [LibraryVersion]

  /// Starts a worker.
  ///
  /// - Throws: `DiagnosticsError` when what is to recognise scans is not there; `SystemError` when no worker starts.
  init(_ spec: BuildSpec, _ options: Compiler.Options) throws {
    var configuration = ExtractionPool.Configuration(workers: options.jobs)
    configuration.program = options.extractor
    configuration.memoryBytes = spec.extraction.memory
    configuration.timeLimit =
      Double(spec.extraction.timeout.components.seconds)
      + Double(spec.extraction.timeout.components.attoseconds) / 1e18
    pool = try ExtractionPool(configuration: configuration)
    reader = DocumentReader(pool: pool, recognition: spec.extraction.recognition)
    let recognizers: [LibraryVersion]
    do throws(ExtractionFailure) {
      // Before the long work, not in its middle.
      recognizers = try reader.recognitionVersions()
    } catch {
      throw DiagnosticsError([error.diagnostic(for: options.spec ?? options.manifest)])
    }
    libraries = try (pool.libraryVersions() + recognizers).sorted()
  }

  func preparation(_ inputs: BuildInputs, _ tokens: TokenBudget) -> DocumentPreparation {
    let (manifest, spec) = (inputs.manifest, inputs.spec)
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
}
