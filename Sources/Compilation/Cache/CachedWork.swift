internal import BundleFormat
internal import Common
internal import Embedding
internal import Extraction
internal import Manifest
internal import PassageStore
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
        programs: $0.programs, libraries: libraries, inputs: inputs, encoder: encoder)
    }
  }

  /// What the build of `sources` is called; `nil` when it cannot be known to be the same as another.
  func name(of sources: ExpandedSources, output: String) -> BuildName? {
    guard let access, let keys, isRepeatable else { return nil }
    let output = access.files.absolute(output)
    let stamps = FileStamps(of: sources, at: access.files.now())
    let brief = stamps.isSettled ? keys.build(sources, output: output, stamps) : nil
    if let brief, let value = access.cache.value(brief), let key = Digest(bytes: value) {
      return BuildName(sources: sources, stamps: stamps, key: key, brief: brief)
    }
    guard let key = keys.build(sources, output: output, access.files) else { return nil }
    return BuildName(sources: sources, stamps: stamps, key: key, brief: brief)
  }

  func finishedBuild(_ name: BuildName) -> FinishedBuild? {
    access?.cache.value(name.key).flatMap { try? FinishedBuild(decoding: $0) }
  }

  /// Keeps what came of a build. Where a source was touched meanwhile, nothing is kept: even if it is now as it was, it
  /// may have been read in another state than that of the name.
  func store(_ build: FinishedBuild, _ name: BuildName) {
    guard name.isCurrent else { return }
    access?.cache.store(build.encoded, for: name.key, .build)
    remember(name)
  }

  /// Keeps the name itself, so that the next build need not put it together.
  func remember(_ name: BuildName) {
    guard let brief = name.brief, access?.cache.value(brief) == nil, name.isCurrent else { return }
    access?.cache.store(name.key.bytes, for: brief, .build)
  }

  /// What text was compressed before; `nil` without a cache.
  var archive: (any FrameArchive)? { access?.cache }

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
