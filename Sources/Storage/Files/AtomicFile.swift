package import Common
internal import Glibc

/// A file that appears under its name whole or not at all.
///
/// The bytes go to a file without a name in the target's folder; `commit()` writes them to the disk and renames. When
/// it is dropped before that, or the process is killed, nothing is left. File systems that have no nameless files get
/// a hidden temporary one, which is removed when this object goes, though not when the process is killed.
///
/// Writes are collected into pieces of 256 KiB; `write(_:at:)` goes back to what is already written.
package final class AtomicFile {
  package let path: String
  /// Bytes written so far, without those of `write(_:at:)`.
  package private(set) var count = 0

  private static let bufferSize = 256 << 10
  private let folder: String
  private let file: FileDescriptor
  /// The name of the temporary file; `nil` while it has none.
  private var temporaryPath: String?
  private var buffer: [UInt8] = []

  /// Starts the file that `commit()` will put at `path`; the folder must exist.
  ///
  /// - Parameters:
  ///   - isSecret: whether only the owner may read the file, whatever the umask.
  ///   - allowsNameless: false only in tests of the second way.
  package init(path: String, isSecret: Bool = false, allowsNameless: Bool = true) throws(SystemError) {
    let mode: mode_t = isSecret ? 0o600 : 0o666
    folder = parentFolder(of: path)
    self.path = path
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw SystemError(.invalidArgument, "the output exists and is not a regular file; name a file", place: path)
    }
    if allowsNameless, let file = try Self.nameless(in: folder, mode: mode) {
      self.file = file
    } else {
      let name = Self.temporaryName(for: path)
      file = try FileDescriptor(
        path: name, flags: O_RDWR | O_CREAT | O_EXCL, mode: mode, action: "create a file for the output")
      temporaryPath = name
    }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    if let temporaryPath { unsafe unlink(temporaryPath) }
  }

  package func write(_ bytes: [UInt8]) throws(SystemError) { try unsafe write(bytes.span.bytes) }
  package func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) { try unsafe write(bytes.span.bytes) }

  package func write(_ bytes: MappedBytes) throws(SystemError) {
    try bytes.withBytes { (span) throws(SystemError) in try write(span) }
  }

  /// Appends `bytes`.
  package func write(_ bytes: RawSpan) throws(SystemError) {
    if buffer.count + bytes.byteCount > Self.bufferSize { try flush() }
    if bytes.byteCount >= Self.bufferSize {
      try put(bytes, at: count)
    } else {
      unsafe bytes.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    }
    count += bytes.byteCount
  }

  /// Replaces bytes that were written before; the file does not grow.
  package func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    precondition(offset >= 0 && offset + bytes.count <= count, "only bytes that were written can be replaced")
    try flush()
    try unsafe put(bytes.span.bytes, at: offset)
  }

  /// Writes everything to the disk, file and folder, and gives the file its name, replacing one of that name.
  package func commit() throws(SystemError) {
    try flush()
    try describing { () throws(SystemError) in try file.synchronize() }
    let name = temporaryPath ?? Self.temporaryName(for: path)
    if temporaryPath == nil {
      // The way to name a nameless file that needs no privilege; see open(2) on O_TMPFILE.
      guard unsafe linkat(AT_FDCWD, "/proc/self/fd/\(file.number)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
        throw SystemError(errno: errno, "name the finished file", place: path)
      }
      temporaryPath = name
    }
    guard unsafe rename(name, path) == 0 else {
      throw SystemError(errno: errno, "put the finished file in its place", place: path)
    }
    temporaryPath = nil
    try FileDescriptor(path: folder, flags: O_RDONLY | O_DIRECTORY, action: "open the output's folder").synchronize()
  }

  private func flush() throws(SystemError) {
    guard !buffer.isEmpty else { return }
    let pending = buffer
    try unsafe put(pending.span.bytes, at: count - pending.count)
    buffer.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: RawSpan, at offset: Int) throws(SystemError) {
    try describing { () throws(SystemError) in
      try unsafe bytes.withUnsafeBytes { (memory) throws(SystemError) in try unsafe file.write(memory, at: offset) }
    }
  }

  /// Names the output, which the user knows, instead of the temporary file in the errors of `body`.
  private func describing(_ body: () throws(SystemError) -> Void) throws(SystemError) {
    do {
      try body()
    } catch {
      var error = error
      error.place = path
      throw error
    }
  }
}

extension AtomicFile {
  /// A hidden name beside `path`; the random part keeps two processes that write the same output apart.
  private static func temporaryName(for path: String) -> String {
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return parentFolder(of: path) + "/.\(name).\(random).tmp"
  }

  /// Opens a nameless file, or gives `nil` where the file system or the kernel has none.
  private static func nameless(in folder: String, mode: mode_t) throws(SystemError) -> FileDescriptor? {
    // O_TMPFILE, which the POSIX face of the headers hides; the value is the kernel's for x86-64 and arm64.
    let nameless = 0o20_000_000 | O_DIRECTORY
    do {
      return try FileDescriptor(
        path: folder, flags: O_RDWR | nameless, mode: mode, action: "create a file for the output")
    } catch {
      if error.code == .notFound || error.code == .permissionDenied || error.code == .noSpace { throw error }
      return nil
    }
  }
}
