internal import NIOPosix
internal import Synchronization

/// Threads for work that blocks or computes, so that event loops never do.
///
/// The queue is bounded: a server that cannot keep up turns requests away at once instead of answering all of them late.
package final class WorkPool: Sendable {
  /// Whether what asks for work has begun to answer under a limit of its own, so that neither a full queue nor a long wait may
  /// cut it short.
  @TaskLocal package static var isAdmitted = false

  private let threads: NIOThreadPool
  /// Work that runs or waits.
  private let pending = Atomic(0)
  private let limit: Int
  /// How long work may wait.
  let patience: Duration
  package let threadCount: Int

  /// - Parameters:
  ///   - threads: at least 1.
  ///   - queue: work that may wait besides what runs.
  ///   - patience: work that has waited longer is not begun, as nobody waits for it any more.
  package init(threads: Int, queue: Int, patience: Duration = .seconds(3600)) {
    threadCount = max(threads, 1)
    self.patience = patience
    limit = threadCount + max(queue, 0)
    self.threads = NIOThreadPool(numberOfThreads: threadCount)
    self.threads.start()
  }

  /// Work that runs or waits now.
  package var load: Int { pending.load(ordering: .relaxed) }

  /// Runs `work` on a thread of the pool.
  ///
  /// - Throws: `APIError.overloaded` when the queue is full or the wait too long, and what `work` throws.
  package func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let before = pending.wrappingAdd(1, ordering: .relaxed).oldValue
    defer { pending.wrappingSubtract(1, ordering: .relaxed) }
    guard before < limit || Self.isAdmitted else { throw APIError.overloaded }
    let (start, patience) = (ContinuousClock.now, Self.isAdmitted ? .seconds(3600) : patience)
    return try await threads.runIfActive {
      guard ContinuousClock.now - start <= patience else { throw APIError.overloaded }
      return try work()
    }
  }

  /// Hands over work that answers whoever waits for it by itself.
  ///
  /// - Parameters:
  ///   - admitted: called when there is room, before the work can begin.
  ///   - work: is told whether the pool is shutting down and nothing is to be done.
  /// - Throws: `APIError.overloaded` when the queue is full; neither is called then.
  package func submit(
    admitted: () -> Void = {}, work: @escaping @Sendable (_ isShuttingDown: Bool) -> Void
  ) throws(APIError) {
    let before = pending.wrappingAdd(1, ordering: .relaxed).oldValue
    guard before < limit else {
      pending.wrappingSubtract(1, ordering: .relaxed)
      throw APIError.overloaded
    }
    admitted()
    threads.submit { state in
      work(state != .active)
      self.pending.wrappingSubtract(1, ordering: .relaxed)
    }
  }

  /// Ends the threads after what they are doing.
  package func shutDown() async throws { try await threads.shutdownGracefully() }
}
