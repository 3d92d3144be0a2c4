internal import Dispatch
internal import Synchronization

/// Runs asynchronous work from a command, which is not: the calling thread waits.
///
/// Only the program's first thread may call this; a thread of the concurrent runtime that waits could starve the work.
func waitFor<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) throws -> Result {
  let done = DispatchSemaphore(value: 0)
  let outcome = Outcome<Result>()
  Task {
    do {
      let result = try await work()
      outcome.value.withLock { $0 = .success(result) }
    } catch {
      outcome.value.withLock { $0 = .failure(error) }
    }
    done.signal()
  }
  done.wait()
  guard let result = outcome.value.withLock({ $0 }) else { preconditionFailure("the work has ended") }
  return try result.get()
}

/// Where the work leaves its result for the thread that waits.
private final class Outcome<Value: Sendable>: Sendable {
  let value = Mutex<Result<Value, any Error>?>(nil)
}
