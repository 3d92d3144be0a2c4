/// Decides when a burst of changes is over: after a quiet time, or when it has lasted for too long.
///
/// A value without a clock; times count from some fixed moment.
package struct Debounce: Sendable {
  private let quiet: Duration
  private let longest: Duration
  private var first: Duration?
  private var last: Duration = .zero

  package init(quiet: Duration = .milliseconds(150), longest: Duration = .seconds(2)) {
    self.quiet = quiet
    self.longest = longest
  }

  /// Takes in a change at the time `now`.
  package mutating func change(at now: Duration) {
    if first == nil { first = now }
    last = now
  }

  /// When the burst will be over if nothing further happens; `nil` when there was no change.
  package var due: Duration? { first.map { min(last + quiet, $0 + longest) } }

  /// Begins anew.
  package mutating func reset() { first = nil }
}
