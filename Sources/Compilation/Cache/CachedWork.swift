internal import BundleFormat
internal import Common
internal import Embedding
internal import Extraction
internal import Manifest
internal import Storage

/// The cache as one build uses it; without a cache, the same work is done anew.
struct CachedWork: Sendable {
  private let access: CacheAccess?
  private let keys: CacheKeys?
  /// Whether vectors are the same each time, so that they and whole builds can be kept.
  private let isRepeatable: Bool

  init(
    _ access: CacheAccess?, libraries: [LibraryVersion], inputs: BuildInputs, encoder: EncoderIdentity
  ) {
    self.access = access
    isRepeatable = encoder.isRepeatable
    keys = access.map {
      CacheKeys(
        programs: $0.programs, libraries: libraries, manifest: inputs.manifest, spec: inputs.spec, encoder: encoder)
    }
  }

  /// The name of the build of `sources`; `nil` when it cannot be known to be the same as another.
  func key(of sources: ExpandedSources, output: String) -> Digest? {
    guard let access, let keys, isRepeatable else { return nil }
    return keys.build(sources, output: access.files.absolute(output), access.files)
  }

  func finishedBuild(_ key: Digest) -> FinishedBuild? {
    access?.cache.value(key).flatMap { try? FinishedBuild(decoding: $0) }
  }

  func store(_ build: FinishedBuild, for key: Digest) { access?.cache.store(build.encoded, for: key, .build) }

  /// What prepares the inputs.
  func preparing(_ preparation: DocumentPreparation) -> @Sendable (CompilationInput) -> Preparation {
    guard let access, let keys else { return preparation.prepare }
    return CachedPreparation(preparation: preparation, cache: access.cache, keys: keys, files: access.files).prepare
  }

  /// The vectors of `inputs`, in their order; those that are not in the cache are encoded together.
  func vectors(of inputs: [[UInt8]], _ encoder: any BuildEncoder) throws -> [QuantizedVector] {
    guard let access, let keys, isRepeatable else { return try encoder.vectors(of: inputs) }
    let dimensions = encoder.record.dimensions
    let names = inputs.map(keys.vector)
    var vectors = names.map { access.cache.value($0).flatMap { QuantizedVector($0, dimensions: dimensions) } }
    let missing = vectors.indices.filter { vectors[$0] == nil }
    for (index, vector) in zip(missing, try encoder.vectors(of: missing.map { inputs[$0] })) {
      vectors[index] = vector
      access.cache.store(vector.encoded, for: names[index], .vector)
    }
    // So that a build that is killed has not encoded in vain.
    access.cache.commit()
    return vectors.compactMap(\.self)
  }

  /// Writes what is left, and says what was wrong with the cache.
  func finish() -> [Diagnostic] {
    guard let access else { return [] }
    access.cache.commit()
    return access.cache.diagnostics
  }
}

extension QuantizedVector {
  fileprivate var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(scale)
    for code in codes { writer.append(UInt8(bitPattern: code)) }
    return writer.bytes
  }

  fileprivate init?(_ bytes: [UInt8], dimensions: Int) {
    var reader = ByteReader(bytes)
    guard bytes.count == dimensions + 4, let scale = try? reader.readFloat() else { return nil }
    self.init(codes: bytes.dropFirst(4).map { Int8(bitPattern: $0) }, scale: scale)
  }
}
