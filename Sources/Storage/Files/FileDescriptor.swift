internal import Common
internal import Glibc

/// An open file that closes itself: the only place that calls `open`, `read` and `write`.
struct FileDescriptor: ~Copyable {
  /// What `fstat` says about an open file.
  struct Status {
    enum Kind { case regular, folder, other }
    var kind: Kind
    /// The length in bytes; meaningful for regular files only.
    var count: Int
  }

  let number: Int32
  /// The path as the caller named it, for errors.
  let path: String

  /// Opens `path`; the descriptor is not inherited by child processes.
  init(path: String, flags: Int32, mode: mode_t = 0o666, action: String) throws(SystemError) {
    var number: Int32
    repeat { number = unsafe Glibc.open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
    guard number >= 0 else { throw SystemError(errno: errno, action, place: path) }
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  func status() throws(SystemError) -> Status {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else {
      throw SystemError(errno: errno, "read the file's properties", place: path)
    }
    let kind: Status.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      default: .other
      }
    return Status(kind: kind, count: Int(status.st_size))
  }

  /// Reads up to `count` bytes from where the last read ended; an empty array is the end of the file.
  func read(upTo count: Int) throws(SystemError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var got: Int
      repeat { got = unsafe Glibc.read(number, buffer.baseAddress, buffer.count) } while got < 0 && errno == EINTR
      if got < 0 { failure = errno }
      initialized = max(got, 0)
    }
    guard failure == 0 else { throw SystemError(errno: failure, "read the file", place: path) }
    return bytes
  }

  /// Writes all of `bytes` at `offset`, whatever the system call takes at a time.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pwrite(number, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError(errno: errno, "write the file", place: path)
      }
      done += count
    }
  }

  /// Waits until the contents are on the disk.
  func synchronize() throws(SystemError) {
    while fsync(number) != 0 {
      if errno == EINTR { continue }
      // Pipes and some network file systems cannot be synchronised; there is nothing more to wait for.
      if errno == EINVAL || errno == EROFS { return }
      throw SystemError(errno: errno, "write the file to the disk", place: path)
    }
  }
}
