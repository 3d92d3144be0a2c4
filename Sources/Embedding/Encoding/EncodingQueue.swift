internal import Synchronization

/// Hands jobs to threads and keeps their vectors in the order of the jobs.
final class EncodingQueue: Sendable {
  private let jobs: Int
  private let next = Atomic(0)
  private let results: Mutex<[[Float]]>

  init(jobs: Int) {
    self.jobs = jobs
    results = Mutex([[Float]](repeating: [], count: jobs))
  }

  /// The next job, or `nil` when all are taken.
  func take() -> Int? {
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < jobs ? index : nil
  }

  func put(_ vectors: [Float], at index: Int) { results.withLock { $0[index] = vectors } }

  /// The vectors of all jobs, once every thread is done.
  var vectors: [Float] { results.withLock { Array($0.joined()) } }
}
