package import Common
internal import Glibc

/// A lock that several processes hold together or one alone; it ends with this object or its process.
package final class FileLock: Sendable {
  package enum Kind: Sendable {
    case shared
    case exclusive
  }

  private let file: FileDescriptor
  private let path: String

  /// Opens the file at `path`, which is made if it is missing; takes no lock yet.
  package init(path: String) throws(SystemError) {
    self.path = path
    file = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT, mode: 0o600, action: "open the lock")
  }

  /// Takes the lock of the file at `path`, which is made if it is missing.
  ///
  /// - Returns: `nil` when others hold it in a way that forbids this; nothing is waited for.
  package convenience init?(path: String, _ kind: Kind) throws(SystemError) {
    try self.init(path: path)
    guard try take(kind) else { return nil }
  }

  /// Takes the lock, or another kind of it; nothing is waited for.
  ///
  /// The change from one kind to the other is not atomic: others may have held the lock in between.
  ///
  /// - Returns: false when others hold it in a way that forbids this; then this object holds nothing any more.
  package func take(_ kind: Kind) throws(SystemError) -> Bool {
    while flock(file.number, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      switch errno {
      case EWOULDBLOCK:
        flock(file.number, LOCK_UN)
        return false
      case EINTR: continue
      default: throw SystemError(errno: errno, "lock the file", place: path)
      }
    }
    return true
  }
}
