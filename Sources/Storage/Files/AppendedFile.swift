package import Common
internal import Glibc

/// A file that grows at its end, one whole write a time, and that one process at a time may hold.
///
/// What was appended survives the end of the process, however it comes; a power failure may take the last writes.
/// `Sendable`: the system orders appending writes.
package final class AppendedFile: Sendable {
  package let path: String
  private let file: FileDescriptor

  /// Opens or makes the file.
  ///
  /// - Returns: `nil` when another process holds it.
  package init?(path: String) throws(SystemError) {
    self.path = path
    let file = try FileDescriptor(path: path, flags: O_WRONLY | O_CREAT | O_APPEND, action: "open the file")
    guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK { return nil }
      throw SystemError(errno: errno, "lock the file", place: path)
    }
    self.file = file
  }

  /// Appends all of `bytes`.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes[done...]
      let count = unsafe rest.withUnsafeBytes { unsafe write(file.number, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError(errno: errno, "write the file", place: path)
      }
      done += count
    }
  }
}
