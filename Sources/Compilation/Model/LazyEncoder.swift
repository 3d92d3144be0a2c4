internal import BundleFormat
internal import Common
internal import Embedding
internal import Manifest
internal import Storage

/// The encoder of a build, opened when it is needed: a build without changes needs to know only which one it is.
///
/// The cache tells that of a model whose files look as they did when it was last opened.
final class LazyEncoder {
  let identity: EncoderIdentity
  private let spec: EncoderOptions
  private let options: Compiler.Options
  private var opened: (any BuildEncoder)?

  /// - Throws: as opening it does, where the cache does not know it.
  init(_ spec: EncoderOptions, _ options: Compiler.Options, _ access: CacheAccess?) throws {
    self.spec = spec
    self.options = options
    let known = access.flatMap { KnownEncoder(spec, options, $0) }
    if let known, let identity = known.identity {
      self.identity = identity
      return
    }
    let encoder = try options.encoder(spec)
    opened = encoder
    identity = EncoderIdentity(of: encoder)
    known?.remember(identity)
  }

  /// The encoder; the first call opens it.
  ///
  /// - Throws: `DiagnosticsError` when there is none, or another one than there was; `ModelImportError` or
  ///   `EncoderModelError` when it cannot be loaded.
  func open() throws -> any BuildEncoder {
    if let opened { return opened }
    let encoder = try options.encoder(spec)
    guard EncoderIdentity(of: encoder) == identity else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "model-changed", "the encoder model `\(spec.model)` was replaced while the build ran",
          remedy: "build again")
      ])
    }
    opened = encoder
    return encoder
  }
}

/// The identity of a model in the cache, by what its files look like.
private struct KnownEncoder {
  private let access: CacheAccess
  private let paths: [String]
  private let stamps: FileStamps
  private let key: Digest

  /// `nil` for an encoder that is quick to open, and for one whose files cannot be told.
  init?(_ spec: EncoderOptions, _ options: Compiler.Options, _ access: CacheAccess) {
    guard spec.remote == nil, options.corpus == nil,
      let place = ModelLocator.find(
        spec.model, manifestFolder: options.manifestFolder, specFolder: options.specFolder),
      let paths = ModelLocator.files(of: place)
    else { return nil }
    let stamps = FileStamps(of: paths, at: options.now())
    guard stamps.isSettled else { return nil }
    var writer = ByteWriter()
    writer.append(string: "encoder")
    for digest in access.programs { writer.append(contentsOf: digest.bytes) }
    writer.append(string: spec.model)
    writer.appendVariable(spec.maximumTokens.map { $0 + 1 } ?? 0)
    writer.append(strings: paths.map(access.files.absolute))
    stamps.append(to: &writer)
    self.access = access
    self.paths = paths
    self.stamps = stamps
    key = Digest(hashing: writer.bytes)
  }

  var identity: EncoderIdentity? {
    guard let value = access.cache.value(key) else { return nil }
    return try? EncoderIdentity(decoding: value)
  }

  /// Keeps `identity`, unless the files have changed since.
  func remember(_ identity: EncoderIdentity) {
    if stamps == FileStamps(of: paths, at: 0) { access.cache.store(identity.encoded, for: key, .model) }
  }
}

extension EncoderIdentity {
  fileprivate var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(string: record.name)
    writer.append(contentsOf: record.digest.bytes)
    writer.appendVariable(record.dimensions)
    writer.appendVariable(maximumTokens)
    writer.append(UInt8(isRepeatable ? 1 : 0))
    return writer.bytes
  }

  fileprivate init(decoding bytes: [UInt8]) throws(ByteReaderError) {
    var reader = ByteReader(bytes)
    record = BuildRecord.Model(
      name: try reader.readString(), digest: try reader.readDigest(), dimensions: try reader.readVariableInt())
    maximumTokens = try reader.readVariableInt()
    isRepeatable = try reader.read(UInt8.self) != 0
  }
}
