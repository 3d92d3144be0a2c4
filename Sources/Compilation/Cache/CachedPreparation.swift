internal import Common
internal import Manifest
internal import Storage

/// Prepares inputs, taking from the cache what it has and giving it what it has not.
///
/// Only documents without errors are kept: a source that failed is tried again by each build. Warnings and notes are
/// kept with their document and told again.
struct CachedPreparation: Sendable {
  let preparation: DocumentPreparation
  let cache: BuildCache
  let keys: CacheKeys
  let files: FileDigests

  func prepare(_ input: CompilationInput) -> Preparation {
    switch input {
    case .file(let item): prepare(item, input)
    // The body is read in any case, as that is what finds an altered snapshot.
    case .page(let page): prepared(keys.document(page), input, preparation.source(of: input))
    case .record(let record, let file): prepared(keys.document(record, of: file), input, preparation.source(of: input))
    }
  }

  private func prepare(_ item: SourceItem, _ input: CompilationInput) -> Preparation {
    if !preparation.keepsSources, let digest = files.known(item.absolutePath),
      let key = keys.document(item, source: digest), let known = known(key)
    {
      return known
    }
    // Before the file is read.
    let stamp = FileStamp(of: item.absolutePath)
    let now = files.now()
    let source = preparation.source(of: input)
    guard case .success(let bytes) = source else { return prepared(nil, input, source) }
    let digest = Digest(hashing: bytes)
    if let stamp, stamp.length == bytes.count { files.remember(digest, of: item.absolutePath, stamp, at: now) }
    return prepared(keys.document(item, source: digest), input, source)
  }

  private func prepared(
    _ key: Digest?, _ input: CompilationInput, _ source: Result<[UInt8], DiagnosticsError>
  ) -> Preparation {
    guard let key, case .success(let bytes) = source else { return preparation.prepare(input, source) }
    if var known = known(key) {
      if preparation.keepsSources, !input.isPartOfFile { known.document?.source = bytes }
      return known
    }
    let result = preparation.prepare(input, source)
    if let value = result.encoded { cache.store(value, for: key, .document) }
    return result
  }

  /// - Returns: `nil` as well when the value is not one that this program wrote.
  private func known(_ key: Digest) -> Preparation? { cache.value(key).flatMap { Preparation(decoding: $0) } }
}

extension Preparation {
  /// `nil` for what is not to be kept.
  var encoded: [UInt8]? {
    guard let document, !diagnostics.hasErrors, let frame = try? document.encoded() else { return nil }
    var writer = ByteWriter()
    writer.append(diagnostics)
    writer.append(contentsOf: frame)
    return writer.bytes
  }

  fileprivate init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let diagnostics = try? reader.readDiagnostics(), let frame = try? reader.read(count: reader.remaining),
      let document = try? PreparedDocument(decoding: Array(frame))
    else { return nil }
    self.init(document: document, diagnostics: diagnostics)
  }
}
