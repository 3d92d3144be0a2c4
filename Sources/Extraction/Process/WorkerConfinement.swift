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

  /// A confined process's way to its parent.
  package struct Place: Sendable {
    /// No longer a standard descriptor: a library that prints reaches a file in memory, and one that reads reaches the
    /// null device.
    package var channel: ByteChannel
    /// What this kernel does not offer, with its reason; empty when all of it holds.
    package var gaps: [String]
  }

  /// Folders that libraries read while they work: character maps, fonts, the data of encodings.
  private static let readableFolders = "/usr:/lib:/lib64:/etc/fonts:/var/cache/fontconfig"

  /// Confines the process: no new privileges, no core, little memory, few descriptors, no network, no other programs, no
  /// files but those that libraries read; it dies with its parent.
  ///
  /// The first four must hold. Refusing system calls (seccomp) and files (Landlock) needs a kernel that can; where it
  /// cannot, the result says so.
  package static func enter(_ arguments: Arguments) throws(SystemError) -> Place {
    let descriptor = almanac_worker_confine(arguments.parent, arguments.memoryBytes)
    guard descriptor >= 0 else { throw failure("the worker cannot be confined", -descriptor) }
    return Place(channel: ByteChannel(descriptor: descriptor), gaps: seal())
  }

  private static func seal() -> [String] {
    var gaps: [String] = []
    let files = unsafe readableFolders.withCString { unsafe almanac_worker_limit_files($0) }
    if files != 0 { gaps.append("files can be read anywhere (Landlock: \(reason(-files)))") }
    let calls = almanac_worker_filter_calls()
    if calls != 0 { gaps.append("the network and other programs can be reached (seccomp: \(reason(-calls)))") }
    return gaps
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// Lets the process use `seconds` more of processor time; after that the system ends it.
  package static func allowProcessorTime(seconds: Int) throws(SystemError) {
    let result = almanac_worker_allow(UInt64(max(seconds, 1)))
    guard result == 0 else { throw failure("the processor time of the worker cannot be limited", -result) }
  }

  private static func failure(_ message: String, _ code: Int32) -> SystemError {
    SystemError(.processFailed, message, cause: reason(code))
  }
}
