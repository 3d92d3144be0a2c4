internal import Dispatch
internal import Synchronization

/// Runs asynchronous work from a command, whose thread waits for it.
func blocking<Value: Sendable, Failure: Error>(
  _ body: @escaping @Sendable () async throws(Failure) -> Value
) throws(Failure) -> Value {
  let done = DispatchSemaphore(value: 0)
  let result = Mutex<Result<Value, Failure>?>(nil)
  Task {
    let outcome: Result<Value, Failure>
    do throws(Failure) {
      outcome = .success(try await body())
    } catch {
      outcome = .failure(error)
    }
    result.withLock { $0 = outcome }
    done.signal()
  }
  done.wait()
  guard let outcome = result.withLock({ $0 }) else { preconditionFailure("the work signals after it gave its result") }
  return try outcome.get()
}
