package import Retrieval
internal import Synchronization

/// Searches that wait for a thread, so that a thread takes several and does them together.
///
/// Nothing waits for company: a thread that is free takes what is there. The busier the server, the more searches share a
/// pass through the encoder and over the vectors.
package final class SearchQueue: Sendable {
  private struct Waiting: Sendable {
    var bundles: ServedBundles
    var request: SearchRequest
    var since: ContinuousClock.Instant
    var finish: @Sendable (Result<[Hit], any Error>) -> Void
  }

  private struct State: Sendable {
    var waiting: [Waiting] = []
    var busyThreads = 0
  }

  /// More would let the first of them wait too long.
  private static let batchLimit = 8

  private let state = Mutex(State())
  private let pool: WorkPool

  package init(pool: WorkPool) { self.pool = pool }

  /// Searches, and runs `make` with the hits on the thread that found them.
  ///
  /// - Throws: `APIError.overloaded` when too much waits or the wait was too long, and what the search and `make` throw.
  package func search<Made: Sendable>(
    _ bundles: ServedBundles, _ request: SearchRequest, make: @escaping @Sendable ([Hit]) throws -> Made
  ) async throws -> Made {
    try await withCheckedThrowingContinuation { continuation in
      let waiting = Waiting(bundles: bundles, request: request, since: .now) { hits in
        continuation.resume(with: Result { try make(hits.get()) })
      }
      do throws(APIError) {
        try pool.submit(
          admitted: { state.withLock { $0.waiting.append(waiting) } }, work: { [self] in work(isShuttingDown: $0) })
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  /// Runs once for each search that was handed over; others may have been quicker.
  private func work(isShuttingDown: Bool) {
    var batch = state.withLock { Self.take(from: &$0, threads: pool.threadCount) }
    guard !batch.isEmpty else { return }
    defer { state.withLock { $0.busyThreads -= 1 } }
    let moment = ContinuousClock.now
    batch.removeAll { waiting in
      let isLate = moment - waiting.since > pool.patience
      if isShuttingDown { waiting.finish(.failure(CancellationError())) }
      if isLate, !isShuttingDown { waiting.finish(.failure(APIError.overloaded)) }
      return isShuttingDown || isLate
    }
    guard let bundles = batch.first?.bundles else { return }
    bundles.engine.search(batch.map(\.request)) { number, hits in batch[number].finish(hits) }
  }

  /// The searches that the calling thread does: as many as leave the same for each thread that is free, all over the same
  /// bundles.
  private static func take(from state: inout State, threads: Int) -> [Waiting] {
    guard let first = state.waiting.first else { return [] }
    let free = max(threads - state.busyThreads, 1)
    let share = min((state.waiting.count + free - 1) / free, batchLimit)
    let batch = state.waiting.prefix(share).prefix { $0.bundles === first.bundles }
    state.waiting.removeFirst(batch.count)
    state.busyThreads += 1
    return Array(batch)
  }
}
