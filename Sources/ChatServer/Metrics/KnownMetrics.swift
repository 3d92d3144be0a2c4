internal import Synchronization

/// Metrics that were asked for before, so that a request does not write names and labels anew to find its own.
final class KnownMetrics<Key: Hashable & Sendable, Metric: Sendable>: Sendable {
  private let known = Mutex<[Key: Metric]>([:])

  /// - Parameter make: finds the metric in the registry, which gives the same one each time.
  func metric(_ key: Key, make: () -> Metric) -> Metric {
    known.withLock { known in
      if let metric = known[key] { return metric }
      let metric = make()
      known[key] = metric
      return metric
    }
  }
}
