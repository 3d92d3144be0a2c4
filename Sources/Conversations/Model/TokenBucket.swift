/// A bucket of permissions that refills evenly: what a rate limit counts with.
package struct TokenBucket: Equatable, Sendable {
  package var tokens: Double
  package var updated: Timestamp

  package init(tokens: Double, updated: Timestamp) {
    self.tokens = tokens
    self.updated = updated
  }

  /// Takes one token from a bucket that refills to `capacity` over `period`.
  ///
  /// - Returns: `nil` when there was one; otherwise the time until there is.
  package mutating func take(at moment: Timestamp, capacity: Int, per period: Duration) -> Duration? {
    let periodMilliseconds = Double(period.components.seconds) * 1000 + Double(period.components.attoseconds) / 1e15
    let rate = Double(capacity) / max(periodMilliseconds, 1)
    let elapsed = Double(max(0, moment.milliseconds - updated.milliseconds))
    tokens = min(Double(capacity), tokens + elapsed * rate)
    updated = max(updated, moment)
    guard tokens < 1 else {
      tokens -= 1
      return nil
    }
    return .milliseconds(Int(((1 - tokens) / rate).rounded(.up)))
  }
}
