internal import BundleFormat
internal import Common
internal import Compression
internal import Embedding
internal import LexicalIndex
internal import Manifest
internal import PassageStore
internal import Storage
internal import Terminal
internal import VectorIndex

extension Compiler {
  /// Encoder inputs that are encoded together; it bounds the memory and changes no vector.
  private static let encodingBatch = 512

  /// The vectors of all chunks.
  func encodedVectors(
    of state: BuildState, _ encoder: any BuildEncoder, _ work: CachedWork
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
      if options.isCancelled() { throw CancellationError() }
      for vector in try work.vectors(of: texts, encoder) { try vectors.add(codes: vector.codes, scale: vector.scale) }
      next = batch.upperBound
      progress.advance(to: next)
    }
    progress.finish()
    return vectors
  }

  /// Writes the bundle.
  func write(
    _ state: BuildState, _ vectors: VectorIndexBuilder, _ encoder: any BuildEncoder, _ record: BuildRecord,
    _ inputs: BuildInputs, _ work: CachedWork
  ) throws -> BundleSummary {
    var record = record
    var writer = try BundleWriter(path: options.output)
    progress.begin("write", unit: "bytes", total: state.passages.textLength)
    let compression = TextCompression(
      level: inputs.spec.bundle.level, dictionary: inputs.trained?.compression ?? .trained, jobs: options.jobs,
      archive: work.archive)
    let dictionary = try state.passages.write(to: &writer, compression: compression) { progress.advance(to: $0) }
    try state.lexical.write(to: &writer)
    try vectors.write(to: &writer)
    try encoder.write(to: &writer, inputs.spec.bundle)
    record.trainedParts = dictionary.trainedParts
    try writer.add(record)
    let summary = try writer.finish()
    progress.finish()
    return summary
  }

  /// What is known of the bundle before its text is compressed.
  func buildRecord(_ inputs: BuildInputs, _ model: BuildRecord.Model) -> BuildRecord {
    let (manifest, spec) = (inputs.manifest, inputs.spec)
    let method: BuildRecord.Fusion.Method =
      switch spec.fusion.method {
      case .zScore: .zScore
      case .reciprocalRank: .reciprocalRank
      }
    var record = BuildRecord(
      name: manifest.name, version: manifest.version ?? "", language: manifest.language,
      manifest: digest { manifest.writeCanonical(to: &$0) }, specification: digest { spec.writeCanonical(to: &$0) },
      model: model,
      fusion: BuildRecord.Fusion(
        method: method, weight: Int((spec.fusion.weight * 1000).rounded()), depth: spec.fusion.depth))
    if let trained = inputs.trained { record.trainedParts = trained.dictionary.trainedParts }
    return record
  }

  private func digest(_ body: (inout ByteWriter) -> Void) -> Digest {
    var writer = ByteWriter()
    body(&writer)
    return Digest(hashing: writer.bytes)
  }
}

extension TrainedParts {
  /// How text is compressed with these parts.
  fileprivate var compression: TextCompression.Dictionary { dictionary.map { .given($0) } ?? .none }
}

extension ZstdDictionary? {
  /// What a bundle says of a dictionary.
  fileprivate var trainedParts: [BuildRecord.TrainedPart] {
    map { [BuildRecord.TrainedPart(name: "zstd-dictionary", digest: Digest(hashing: $0.bytes))] } ?? []
  }
}
