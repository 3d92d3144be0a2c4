internal import Glibc

/// What the system knows of the programs that have a file open.
package enum OpenFiles {
  /// The kernel's numbers (fcntl(2), "Leases"); the POSIX face of the headers hides them.
  private static let setSignal: Int32 = 10
  private static let setLease: Int32 = 1024

  /// Whether a program has the file at `path` open for writing.
  ///
  /// Asks for a lease, which the kernel refuses then. False where nobody knows: for files of other owners, on network
  /// file systems, for files that cannot be opened.
  package static func isWritten(_ path: String) -> Bool {
    guard let file = try? FileDescriptor(path: path, flags: O_RDONLY | O_NONBLOCK | O_NOFOLLOW, action: "open the file")
    else { return false }
    // A writer that comes while the lease is held is told of by a signal; the usual one would end this process.
    guard fcntl(file.number, setSignal, SIGURG) == 0 else { return false }
    guard fcntl(file.number, setLease, F_RDLCK) == 0 else { return errno == EAGAIN }
    _ = fcntl(file.number, setLease, F_UNLCK)
    return false
  }
}
