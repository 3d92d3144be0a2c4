package import Common
internal import Dispatch
internal import Glibc
internal import Synchronization

/// A thread that starts workers.
///
/// Linux kills a worker when the thread that started it ends, not only when the process does, and callers' threads come
/// and go. This one lives as long as the launcher.
package final class WorkerLauncher: Sendable {
  private typealias Answer = Result<WorkerProcess, SystemError>

  package let program: String
  private let version: UInt32
  private let memoryBytes: Int?
  private let desk = Desk()
  private let thread: pthread_t

  /// - Parameter program: the path of the worker program.
  package init(program: String, version: UInt32, memoryBytes: Int?) throws(SystemError) {
    self.program = program
    self.version = version
    self.memoryBytes = memoryBytes
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(desk)
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument { unsafe Unmanaged<Desk>.fromOpaque(argument).takeRetainedValue().work() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      throw SystemError(
        .processFailed, "a thread for the extraction workers cannot be started",
        cause: unsafe String(cString: strerror(code)))
    }
    self.thread = thread
  }

  deinit {
    desk.jobs.withLock { $0.append(nil) }
    desk.waiting.signal()
    _ = pthread_join(thread, nil)
  }

  /// Starts one worker. May be called from any thread.
  package func launch() throws(SystemError) -> WorkerProcess {
    let (program, version, memoryBytes) = (program, version, memoryBytes)
    let done = DispatchSemaphore(value: 0)
    let slot = AnswerSlot()
    desk.jobs.withLock { jobs in
      jobs.append {
        do throws(SystemError) {
          let worker = try WorkerProcess(program: program, version: version, memoryBytes: memoryBytes)
          slot.answer.withLock { $0 = .success(worker) }
        } catch {
          slot.answer.withLock { $0 = .failure(error) }
        }
        done.signal()
      }
    }
    desk.waiting.signal()
    done.wait()
    guard let result = slot.answer.withLock({ $0 }) else {
      throw SystemError(.processFailed, "the extraction worker was not started", place: program)
    }
    return try result.get()
  }

  private final class AnswerSlot: Sendable {
    let answer = Mutex<Answer?>(nil)
  }

  /// Where jobs lie until the thread takes them; `nil` ends it.
  private final class Desk: Sendable {
    let jobs = Mutex<[(@Sendable () -> Void)?]>([])
    let waiting = DispatchSemaphore(value: 0)

    func work() {
      while true {
        waiting.wait()
        guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
        job()
      }
    }
  }
}
