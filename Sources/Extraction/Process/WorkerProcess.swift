internal import CProcess
package import Common
internal import Glibc

/// A running worker program, its channel and what it prints. Killed and reaped when its owner goes.
package final class WorkerProcess: Sendable {
  /// How a worker ended.
  package enum End: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  package let channel: ByteChannel
  private let process: Int32
  private let messages: Int32

  /// Starts `program`.
  ///
  /// The worker dies with the calling thread: see `WorkerLauncher`.
  ///
  /// - Parameter memoryBytes: the most address space it may use; `nil` for no limit.
  package init(program: String, version: UInt32, memoryBytes: Int?) throws(SystemError) {
    let worker = unsafe program.withCString {
      unsafe almanac_worker_start($0, version, UInt64(memoryBytes ?? 0))
    }
    guard worker.process > 0 else {
      throw SystemError(
        .processFailed, "the extraction worker cannot be started", place: program,
        cause: unsafe String(cString: strerror(-worker.process)))
    }
    process = worker.process
    messages = worker.messages
    channel = ByteChannel(descriptor: worker.socket)
  }

  deinit {
    almanac_worker_reap(process)
    close(messages)
  }

  /// Asks the system to end the worker; `end` then says when it has.
  package func kill() { almanac_worker_kill(process) }

  /// Whether the worker has ended, waiting up to `seconds` for it.
  package func hasEnded(within seconds: Double) -> Bool {
    almanac_worker_has_ended(process, Int32(seconds * 1_000)) == 1
  }

  /// Waits until the worker has ended.
  package func end() -> End {
    let result = almanac_worker_await(process)
    return result < 256 ? .status(result) : .signal(result - 256)
  }

  /// The last line that the worker printed, at most 200 characters of it; `nil` when it printed nothing.
  package func lastMessage() -> String? {
    let size = lseek(messages, 0, SEEK_END)
    guard size > 0 else { return nil }
    let count = min(Int(size), 4_096)
    let tail = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = unsafe max(pread(messages, buffer.baseAddress, count, size - off_t(count)), 0)
    }
    let lines = String(decoding: tail, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let line = lines.last(where: { $0.contains(where: { !$0.isWhitespace }) }) else { return nil }
    return String(line.prefix(200).filter { $0.isASCII ? ($0.asciiValue ?? 0) >= 0x20 : true })
  }

  /// Forgets what the worker printed so far.
  package func forgetMessages() { _ = ftruncate(messages, 0) }
}
