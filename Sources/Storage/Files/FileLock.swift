package import Common
internal import Glibc

/// A lock that several processes hold together or one alone; it ends with this object or its process.
package final class FileLock: Sendable {
  package enum Kind: Sendable {
    case shared
    case exclusive
  }

  private let file: FileDescriptor

  /// Takes the lock of the file at `path`, which is made if it is missing.
  ///
  /// - Returns: `nil` when others hold it in a way that forbids this; nothing is waited for.
  package init?(path: String, _ kind: Kind) throws(SystemError) {
    let file = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT, mode: 0o600, action: "open the lock")
    guard flock(file.number, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK { return nil }
      throw SystemError(errno: errno, "lock the file", place: path)
    }
    self.file = file
  }
}
