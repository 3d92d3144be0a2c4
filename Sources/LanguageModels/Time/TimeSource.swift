internal import Glibc

/// Where time comes from, so that tests hold it in their hands.
package struct TimeSource: Sendable {
  /// Time since a fixed moment; never goes back.
  package var elapsed: @Sendable () -> Duration
  /// Seconds since 1970-01-01 00:00 UTC.
  package var unixSeconds: @Sendable () -> Int
  /// Waits; throws `CancellationError` when the task is cancelled meanwhile.
  package var sleep: @Sendable (Duration) async throws -> Void

  package init(
    elapsed: @escaping @Sendable () -> Duration, unixSeconds: @escaping @Sendable () -> Int,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.elapsed = elapsed
    self.unixSeconds = unixSeconds
    self.sleep = sleep
  }

  /// The machine's clocks.
  package static let system: TimeSource = {
    let start = ContinuousClock.now
    return TimeSource(
      elapsed: { start.duration(to: .now) }, unixSeconds: { time(nil) },
      sleep: { try await Task.sleep(for: $0, clock: .continuous) })
  }()
}

extension Duration {
  /// Whole milliseconds, rounded down.
  package var wholeMilliseconds: Int {
    let parts = components
    return Int(parts.seconds) * 1_000 + Int(parts.attoseconds / 1_000_000_000_000_000)
  }
}
