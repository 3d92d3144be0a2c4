internal import Glibc

/// Why bytes could not be moved through a `ByteChannel`.
package enum ByteChannelError: Error, Equatable {
  /// The other side is gone.
  case closed
  case timedOut
  /// An `errno` that says neither.
  case failed(code: Int32)
}

/// One end of a stream socket, closed when its owner goes.
///
/// A peer that is gone is an error, never SIGPIPE.
package final class ByteChannel: Sendable {
  /// The most that one system call moves, in bytes.
  static let pieceBytes = 1 << 18

  private let descriptor: Int32

  /// Takes over `descriptor`.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Sends all of `bytes`.
  ///
  /// - Parameter deadline: when to give up; `nil` waits for ever.
  package func send(_ bytes: [UInt8], deadline: Deadline? = nil) throws(ByteChannelError) {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let piece = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return unsafe Glibc.send(
          descriptor, piece.baseAddress, min(piece.count, Self.pieceBytes), Int32(MSG_NOSIGNAL) | dontWait)
      }
      if count > 0 {
        sent += count
      } else {
        try wait(for: Int16(POLLOUT), unless: count < 0 ? errno : 0, deadline)
      }
    }
  }

  /// Appends between 1 and `count` bytes to `bytes`, as they arrive.
  package func receive(
    atMost count: Int, into bytes: inout [UInt8], deadline: Deadline? = nil
  ) throws(ByteChannelError) {
    let wanted = min(count, Self.pieceBytes)
    while true {
      var result = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
        result = unsafe recv(descriptor, buffer.baseAddress, wanted, dontWait)
        initialized = max(result, 0)
      }
      if result > 0 {
        bytes.append(contentsOf: piece)
        return
      }
      if result == 0 { throw .closed }
      try wait(for: Int16(POLLIN), unless: errno, deadline)
    }
  }

  private var dontWait: Int32 { Int32(MSG_DONTWAIT) }

  /// Returns when the last call is worth trying again.
  private func wait(for events: Int16, unless code: Int32, _ deadline: Deadline?) throws(ByteChannelError) {
    switch code {
    case EINTR: return
    case EAGAIN, 0: break
    case EPIPE, ECONNRESET: throw .closed
    default: throw .failed(code: code)
    }
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    let result = unsafe poll(&request, 1, deadline?.pollMilliseconds ?? -1)
    if result < 0, errno != EINTR { throw .failed(code: errno) }
    if let deadline, deadline.hasPassed { throw .timedOut }
  }
}

/// A moment after which waiting is over. Time in which the machine sleeps does not count.
package struct Deadline: Sendable {
  private let end: SuspendingClock.Instant

  package init(seconds: Double) { end = .now + .seconds(seconds) }

  var hasPassed: Bool { end <= .now }

  /// For `poll`, rounded up, at most a day.
  var pollMilliseconds: Int32 {
    let left = max(end - .now, .zero)
    guard left < .seconds(86_400) else { return 86_400_000 }
    return Int32(left / .milliseconds(1)) + 1
  }
}
