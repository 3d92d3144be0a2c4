internal import Dispatch
internal import Synchronization

/// A map over a sequence that runs on several threads and delivers its results in the order of the input.
///
/// The order of delivery, and so everything that is made from it, does not depend on the number of threads or on which
/// finishes first. At most `window` inputs are between being read and being consumed, which bounds the memory.
///
/// The threads come from Dispatch, not from Swift's cooperative pool: `transform` may block on a worker process.
package struct OrderedPipeline: Sendable {
  /// Threads that run `transform`.
  package let jobs: Int
  /// Inputs under way at most, waiting results included.
  package let window: Int

  package init(jobs: Int) {
    self.jobs = max(1, jobs)
    self.window = max(1, jobs) * 8
  }

  private struct State<Input: Sendable, Output: Sendable>: Sendable {
    var nextIndex = 0
    var isExhausted = false
    var results: [Output?]
  }

  /// Reads inputs one after the other with `next` until it returns `nil`, transforms them on `jobs` threads, and calls
  /// `consume` on the calling thread once for each input, in the order in which `next` gave them.
  ///
  /// When `consume` throws, no further input is read and the error is rethrown after the threads have ended.
  package func run<Input: Sendable, Output: Sendable, Failure: Error>(
    next: @escaping @Sendable () -> Input?,
    transform: @escaping @Sendable (Input) -> Output,
    consume: (Output) throws(Failure) -> Void
  ) throws(Failure) {
    let window = window
    let state = Mutex(State<Input, Output>(results: Array(repeating: nil, count: window)))
    let shared = Shared(state: state, window: window)
    let group = DispatchGroup()
    let queue = DispatchQueue(label: "ordered-pipeline", attributes: .concurrent)
    for _ in 0..<jobs {
      queue.async(group: group) { shared.work(next: next, transform: transform) }
    }
    var index = 0
    var failure: Failure?
    while let output = shared.result(at: index) {
      index += 1
      do throws(Failure) {
        try consume(output)
      } catch {
        failure = error
        break
      }
      shared.free.signal()
    }
    shared.stop(releasing: jobs)
    group.wait()
    if let failure { throw failure }
  }

  /// What the threads of one run share: a ring of results, guarded by a mutex, and two kinds of counters.
  private final class Shared<Input: Sendable, Output: Sendable>: Sendable {
    let state: Mutex<State<Input, Output>>
    let window: Int
    /// Places in the ring that no input holds.
    let free: DispatchSemaphore
    /// One for each place: signalled when its result is there, or when it will never come.
    let ready: [DispatchSemaphore]

    init(state: consuming Mutex<State<Input, Output>>, window: Int) {
      self.state = state
      self.window = window
      // Dispatch traps when a semaphore dies below its first value, which a run that stops early would bring about.
      free = DispatchSemaphore(value: 0)
      for _ in 0..<window { free.signal() }
      ready = (0..<window).map { _ in DispatchSemaphore(value: 0) }
    }

    func work(next: () -> Input?, transform: (Input) -> Output) {
      while true {
        free.wait()
        // Reading under the lock gives each input its index in reading order.
        let taken: (index: Int, input: Input)? = state.withLock { state in
          guard !state.isExhausted else { return nil }
          guard let input = next() else {
            state.isExhausted = true
            return nil
          }
          defer { state.nextIndex += 1 }
          return (state.nextIndex, input)
        }
        guard let taken else {
          // The consumer may wait for the place after the last input; other threads may wait for a free place.
          free.signal()
          ready[state.withLock { $0.nextIndex } % window].signal()
          return
        }
        let output = transform(taken.input)
        state.withLock { $0.results[taken.index % window] = output }
        ready[taken.index % window].signal()
      }
    }

    /// Waits for the result of input `index`; `nil` when there is no such input.
    func result(at index: Int) -> Output? {
      while true {
        ready[index % window].wait()
        let answer: (output: Output?, isOver: Bool) = state.withLock { state in
          let output = state.results[index % window]
          state.results[index % window] = nil
          return (output, state.isExhausted && index >= state.nextIndex)
        }
        if let output = answer.output { return output }
        if answer.isOver { return nil }
      }
    }

    func stop(releasing threads: Int) {
      state.withLock { $0.isExhausted = true }
      for _ in 0..<threads { free.signal() }
    }
  }
}
