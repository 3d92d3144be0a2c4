package import Common
internal import Glibc

/// Standard output and standard error.
package enum StandardStream: Sendable {
  case output
  case errors

  private var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }
  private var name: String { self == .output ? "standard output" : "standard error" }

  /// Writes all of `bytes`, without a buffer.
  ///
  /// - Throws: when the disk is full, for example. A reader that has closed its end wants no more: that is no error.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes[done...]
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        switch errno {
        case EINTR: continue
        case EPIPE: return
        default: throw SystemError(errno: errno, "write", place: name)
        }
      }
      done += count
    }
  }

  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Characters a line of the terminal; 80 where nobody knows.
  package var columns: Int {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Makes writes to a pipe that nobody reads fail instead of ending the process.
  package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}

/// The value of an environment variable; `nil` when it is not set.
package func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}
