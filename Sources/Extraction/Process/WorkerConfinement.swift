internal import CProcess
package import Common
internal import Glibc

/// What a worker gives up before it reads its first document, seen from inside the worker.
package enum WorkerConfinement {
  /// The arguments that a parent starts a worker with.
  package struct Arguments: Equatable, Sendable {
    package var version: UInt32
    package var parent: Int32
    /// 0 for no limit.
    package var memoryBytes: UInt64

    /// `nil` for a command line that no parent writes.
    package init?(_ arguments: [String]) {
      guard arguments.count == 5, arguments[1] == "worker", let version = UInt32(arguments[2]),
        let parent = Int32(arguments[3]), let memoryBytes = UInt64(arguments[4])
      else { return nil }
      self.version = version
      self.parent = parent
      self.memoryBytes = memoryBytes
    }
  }

  /// Confines the process: no new privileges, no core, little memory, few descriptors; it dies with its parent.
  ///
  /// - Returns: the channel to the parent, which is no longer a standard descriptor: a library that prints reaches a file
  ///   in memory, and one that reads reaches the null device.
  package static func enter(_ arguments: Arguments) throws(SystemError) -> ByteChannel {
    let descriptor = almanac_worker_confine(arguments.parent, arguments.memoryBytes)
    guard descriptor >= 0 else { throw failure("the worker cannot be confined", -descriptor) }
    return ByteChannel(descriptor: descriptor)
  }

  /// Lets the process use `seconds` more of processor time; after that the system ends it.
  package static func allowProcessorTime(seconds: Int) throws(SystemError) {
    let result = almanac_worker_allow(UInt64(max(seconds, 1)))
    guard result == 0 else { throw failure("the processor time of the worker cannot be limited", -result) }
  }

  private static func failure(_ message: String, _ code: Int32) -> SystemError {
    SystemError(.processFailed, message, cause: unsafe String(cString: strerror(code)))
  }
}
