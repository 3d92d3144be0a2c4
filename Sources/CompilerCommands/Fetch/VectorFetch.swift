package import Common
package import Compilation
internal import Dispatch
package import Embedding
internal import Manifest
internal import Synchronization
package import Terminal

/// Asks a remote encoder for the vectors that a corpus lacks, and keeps them beside its manifest.
///
/// What came in before a failure is kept, so the next fetch asks for the rest only.
package struct VectorFetch {
  package struct Report: Equatable, Sendable {
    /// Chunks of the corpus.
    package var chunks = 0
    /// Texts that were asked for; equal chunks count once.
    package var fetched = 0
    package var diagnostics: [Diagnostic] = []
  }

  private let inputs: RemoteInputs
  private let transport: any EmbeddingsTransport
  private let policy: RetryPolicy
  private let progress: Progress

  package init(
    inputs: RemoteInputs, transport: any EmbeddingsTransport, policy: RetryPolicy = .patient, progress: Progress
  ) {
    self.inputs = inputs
    self.transport = transport
    self.policy = policy
    self.progress = progress
  }

  /// - Throws: `RemoteEncoderError` when the service gives no vectors; `VectorArchiveError` when those that are there belong
  ///   to another model; `SystemError` when the disk fails.
  package func run() throws -> Report {
    var report = Report(chunks: inputs.count, diagnostics: inputs.diagnostics)
    let archive = try VectorArchive(path: inputs.archivePath, model: inputs.model)
    let writer = try VectorArchive.writer(path: inputs.archivePath, model: inputs.model)
    let probe = archive.vector(of: RemoteModel.probe)
    let encoder = RemoteEncoder(
      model: inputs.model, probe: probe, transport: transport, policy: policy, batch: inputs.options.batch)
    if probe == nil { try write([RemoteModel.probe], encoder, writer) }
    progress.begin("vectors", unit: "chunks", total: inputs.count)
    var seen: Set<Digest> = []
    var wanted: [[UInt8]] = []
    try inputs.visit { text in
      progress.advance()
      guard !archive.contains(text), seen.insert(Digest(hashing: text)).inserted else { return }
      wanted.append(text)
      report.fetched += 1
      if wanted.count == inputs.options.batch * inputs.options.concurrency {
        try write(wanted, encoder, writer)
        wanted.removeAll(keepingCapacity: true)
      }
    }
    try write(wanted, encoder, writer)
    progress.finish()
    return report
  }

  /// Asks for the vectors of `texts` in several requests at once and appends them in the order of the texts; of a round
  /// that fails, what came in is appended before the error is thrown.
  private func write(_ texts: [[UInt8]], _ encoder: RemoteEncoder, _ writer: VectorArchive.Writer) throws {
    let starts = Array(stride(from: 0, to: texts.count, by: inputs.options.batch))
    let results = Mutex([Result<[[Float]], RemoteEncoderError>?](repeating: nil, count: starts.count))
    DispatchQueue.concurrentPerform(iterations: starts.count) { index in
      let batch = texts[starts[index]..<min(starts[index] + inputs.options.batch, texts.count)]
      let result = Result { () throws(RemoteEncoderError) in try encoder.vectors(of: Array(batch)) }
      results.withLock { $0[index] = result }
    }
    var failure: RemoteEncoderError?
    for (start, result) in zip(starts, results.withLock { $0 }) {
      switch result {
      case .success(let vectors):
        try writer.append(vectors.enumerated().map { (texts[start + $0], QuantizedVector($1)) })
      case .failure(let error): failure = failure ?? error
      case nil: break
      }
    }
    if let failure { throw failure }
  }
}
