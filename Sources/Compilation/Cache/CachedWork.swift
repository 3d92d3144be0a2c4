internal import BundleFormat
internal import Common
internal import Embedding
internal import Extraction
internal import Manifest
internal import Storage

/// The cache as one build uses it; without a cache, the same work is done anew.
struct CachedWork: Sendable {
  private struct Access {
    var cache: BuildCache
    var keys: CacheKeys
    var files: FileDigests
  }

  private let access: Access?
  /// Whether vectors are the same each time, so that they and whole builds can be kept.
  private let isRepeatable: Bool
  /// Why there is no cache although one was asked for.
  private var diagnostics: [Diagnostic] = []

  /// - Parameters:
  ///   - folder: of the cache; `nil` for none. One that cannot be used is told of by `finish()`.
  ///   - worker: the path of the worker program.
  init(
    folder: String?, worker: String, libraries: [LibraryVersion], manifest: CorpusManifest, spec: BuildSpec,
    encoder: any BuildEncoder
  ) {
    isRepeatable = encoder.isRepeatable
    var access: Access?
    if let folder {
      do {
        let cache = try BuildCache(folder: folder)
        let files = FileDigests(cache)
        // Without the digests of the programs, nothing tells the work of this version from that of another.
        let programs = ["/proc/self/exe", worker].compactMap { files.digest(of: $0) }
        if programs.count == 2 {
          let keys = CacheKeys(
            programs: programs, libraries: libraries, manifest: manifest, spec: spec, encoder: encoder)
          access = Access(cache: cache, keys: keys, files: files)
        }
      } catch {
        let reason = (error as? any ReportableError)?.diagnostics.first?.reason ?? "\(error)"
        diagnostics = [
          Diagnostic(
            .warning, "cache-unavailable", at: SourceLocation(file: folder),
            "the build cache cannot be used (\(reason)); everything is done anew",
            remedy: "name another folder with --cache, or use --no-cache")
        ]
      }
    }
    self.access = access
  }

  /// The name of the build of `sources`; `nil` when it cannot be known to be the same as another.
  func key(of sources: ExpandedSources, output: String) -> Digest? {
    guard isRepeatable else { return nil }
    return access.flatMap { $0.keys.build(sources, output: $0.files.absolute(output), $0.files) }
  }

  func finishedBuild(_ key: Digest) -> FinishedBuild? {
    access?.cache.value(key).flatMap { try? FinishedBuild(decoding: $0) }
  }

  func store(_ build: FinishedBuild, for key: Digest) { access?.cache.store(build.encoded, for: key, .build) }

  /// What prepares the inputs.
  func preparing(_ preparation: DocumentPreparation) -> @Sendable (CompilationInput) -> Preparation {
    guard let access else { return preparation.prepare }
    return CachedPreparation(
      preparation: preparation, cache: access.cache, keys: access.keys, files: access.files
    ).prepare
  }

  /// The vectors of `inputs`, in their order; those that are not in the cache are encoded together.
  func vectors(of inputs: [[UInt8]], _ encoder: any BuildEncoder) throws -> [QuantizedVector] {
    guard let access, isRepeatable else { return try encoder.vectors(of: inputs) }
    let dimensions = encoder.record.dimensions
    let keys = inputs.map(access.keys.vector)
    var vectors = keys.map { access.cache.value($0).flatMap { QuantizedVector($0, dimensions: dimensions) } }
    let missing = vectors.indices.filter { vectors[$0] == nil }
    for (index, vector) in zip(missing, try encoder.vectors(of: missing.map { inputs[$0] })) {
      vectors[index] = vector
      access.cache.store(vector.encoded, for: keys[index], .vector)
    }
    // So that a build that is killed has not encoded in vain.
    access.cache.commit()
    return vectors.compactMap(\.self)
  }

  /// Writes what is left, and says what was wrong with the cache.
  func finish() -> [Diagnostic] {
    guard let access else { return diagnostics }
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
