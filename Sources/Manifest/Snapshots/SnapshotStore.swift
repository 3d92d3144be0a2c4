package import Common
internal import Compression
internal import Storage

/// The bodies of pinned pages, each in a file that is named by its SHA-256: `snapshots/ab/cdef….zst` beside the manifest.
///
/// Files appear whole or not at all, are never changed, and are checked each time they are read: whatever happens to the
/// folder, a body is either the one that was asked for or an error. Bodies that shrink are compressed with zstd, without
/// a dictionary, so that `zstd -d` reads them; others keep the name without `.zst`. May be used from many threads.
package struct SnapshotStore: Hashable, Sendable {
  package static let folderName = "snapshots"
  private static let level = 9

  package let folder: String

  package init(folder: String) { self.folder = folder }

  /// The store of the corpus whose manifest lies in `manifestFolder`.
  package init(manifestFolder: String) {
    self.init(folder: manifestFolder == "." ? Self.folderName : "\(manifestFolder)/\(Self.folderName)")
  }

  private func path(of digest: Digest) -> String {
    let hex = digest.hex
    return "\(folder)/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// Keeps `body`; does nothing when a sound copy is there.
  package func store(_ body: [UInt8]) throws -> Digest {
    let digest = Digest(hashing: body)
    if (try? read(digest)) != nil { return digest }
    var compressor = try ZstdCompressor(level: Self.level)
    let frame = try compressor.frame(holding: body)
    let isSmaller = frame.count < body.count
    let path = path(of: digest)
    try createFolder("\(folder)/\(digest.hex.prefix(2))")
    let file = try AtomicFile(path: isSmaller ? path + ".zst" : path)
    try file.write(isSmaller ? frame : body)
    try file.commit()
    return digest
  }

  /// Whether there is a file for `digest`; whether it is sound shows when it is read.
  package func contains(_ digest: Digest) -> Bool {
    isReadable(path(of: digest) + ".zst") || isReadable(path(of: digest))
  }

  /// The body with the SHA-256 `digest`, of at most `limit` bytes.
  package func read(_ digest: Digest, limit: Int = 1 << 31) throws(SnapshotError) -> [UInt8] {
    let path = path(of: digest)
    let body: [UInt8]
    if let frame = try bytes(at: path + ".zst", limit) {
      do throws(CompressionError) {
        var decompressor = try ZstdDecompressor()
        body = try decompressor.content(of: MappedBytes(frame), limit: limit)
      } catch {
        throw .altered(path: path + ".zst", detail: error.description)
      }
    } else if let plain = try bytes(at: path, limit) {
      body = plain
    } else {
      throw .missing(path: path)
    }
    guard Digest(hashing: body) == digest else {
      throw .altered(path: path, detail: "its SHA-256 is \(Digest(hashing: body))")
    }
    return body
  }

  /// `nil` when there is no such file.
  private func bytes(at path: String, _ limit: Int) throws(SnapshotError) -> [UInt8]? {
    do throws(SystemError) {
      return try readFile(path, limit: limit)
    } catch {
      if error.code == .notFound { return nil }
      throw .unreadable(error)
    }
  }

  /// Removes the snapshots that `keep` does not name, and says how many there were and how many bytes they took.
  package func removeAll(except keep: Set<Digest>) throws(SystemError) -> (count: Int, bytes: Int) {
    var removed = (count: 0, bytes: 0)
    let listing: FileListing
    do throws(SystemError) {
      listing = try FileListing(of: folder, links: .skip)
    } catch {
      if error.code == .notFound { return removed }
      throw error
    }
    for file in listing.files {
      guard let digest = Self.digest(ofFile: file.path), !keep.contains(digest) else { continue }
      try removeFile("\(folder)/\(file.path)")
      removed.count += 1
      removed.bytes += file.size
    }
    return removed
  }

  /// The name of the journal of a fetch that is under way, in the folder of the store.
  package static let journalName = "fetch.journal"

  /// Whether the path of a file in the folder is one of the store's own.
  static func isOwnFile(_ path: String) -> Bool { path == journalName || digest(ofFile: path) != nil }

  /// The digest that the path of a snapshot in its store stands for; `nil` for any other path.
  static func digest(ofFile path: String) -> Digest? {
    let name = path.hasSuffix(".zst") ? String(path.dropLast(4)) : path
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 2 else { return nil }
    return Digest(hex: String(parts[0] + parts[1]))
  }
}
