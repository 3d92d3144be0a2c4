package import Common
internal import Glibc

/// Ends the wait of another thread; may be rung from a signal handler.
package final class Alarm: Sendable {
  /// The end to wait at.
  let reading: Int32
  let writing: Int32

  package init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw SystemError(errno: errno, "make a pipe", place: nil) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  package func ring() { Self.ring(writing) }

  /// Writes to the end of an alarm that lives on; calls nothing that a signal handler may not call.
  static func ring(_ descriptor: Int32) {
    var byte: UInt8 = 1
    // A full pipe has rung already.
    unsafe _ = write(descriptor, &byte, 1)
  }

  /// Takes back all rings so far.
  func quiet() {
    var bytes = [UInt8](repeating: 0, count: 256)
    while unsafe read(reading, &bytes, bytes.count) > 0 {}
  }
}
