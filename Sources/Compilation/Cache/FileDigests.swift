internal import Common
internal import Storage

/// The digests of files; those that look as they did when they were last read are not read again.
///
/// Without a cache, all are.
struct FileDigests: Sendable {
  private let cache: BuildCache?
  private let workingFolder: String
  /// Seconds since 1970.
  let now: @Sendable () -> Int

  init(_ cache: BuildCache?, now: @escaping @Sendable () -> Int) {
    self.cache = cache
    self.now = now
    workingFolder = FileStamp.workingFolder
  }

  /// The digest of the file at `path`; `nil` when it cannot be read.
  func digest(of path: String) -> Digest? {
    if let known = known(path) { return known }
    // Before the file is read: a change while it is read, or soon after, leaves a stamp that will not fit.
    guard let stamp = FileStamp(of: path), let file = try? MappedFile(path: path) else { return nil }
    let now = now()
    var builder = DigestBuilder()
    file.bytes.withBytes { builder.update($0) }
    let digest = builder.finalize()
    guard !file.bytes.isDamaged else { return nil }
    remember(digest, of: path, stamp, at: now)
    return digest
  }

  /// The digest of a file that looks as it did when it was read.
  func known(_ path: String) -> Digest? {
    guard let value = cache?.value(key(path)), let stamp = FileStamp(of: path),
      value.starts(with: coded(stamp)), let digest = Digest(bytes: value.suffix(Digest.byteCount))
    else { return nil }
    return digest
  }

  /// Notes what was read at second `now` or later; nothing is noted of a file that has just changed, as the next
  /// change might leave the same stamp.
  func remember(_ digest: Digest, of path: String, _ stamp: FileStamp, at now: Int) {
    guard stamp.isSettled(at: now) else { return }
    cache?.store(coded(stamp) + digest.bytes, for: key(path), .file)
  }

  /// Writes what was noted to the cache.
  func commit() { cache?.commit() }

  private func key(_ path: String) -> Digest {
    var writer = ByteWriter()
    writer.append(string: "file")
    writer.append(string: absolute(path))
    return Digest(hashing: writer.bytes)
  }

  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(workingFolder)/\(path)" }

  private func coded(_ stamp: FileStamp) -> [UInt8] {
    var writer = ByteWriter()
    for number in stamp.numbers { writer.append(UInt64(bitPattern: Int64(number))) }
    return writer.bytes
  }
}
