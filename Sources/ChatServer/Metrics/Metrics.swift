internal import CoreMetrics
internal import Synchronization

/// A number that only grows.
final class CounterMetric: CounterHandler, FloatingPointCounterHandler {
  private let total = Mutex(0.0)
  var value: Double { total.withLock { $0 } }

  func increment(by amount: Int64) { total.withLock { $0 += Double(max(amount, 0)) } }
  func increment(by amount: Double) { total.withLock { $0 += amount.isFinite ? max(amount, 0) : 0 } }
  func reset() { total.withLock { $0 = 0 } }
}

/// A number that goes up and down.
final class GaugeMetric: MeterHandler, RecorderHandler {
  private let current = Mutex(0.0)
  var value: Double { current.withLock { $0 } }

  func set(_ value: Int64) { current.withLock { $0 = Double(value) } }
  func set(_ value: Double) { current.withLock { $0 = value } }
  func increment(by amount: Double) { current.withLock { $0 += amount } }
  func decrement(by amount: Double) { current.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }
}

/// How often a number fell under each of some bounds. Times are in seconds.
final class HistogramMetric: TimerHandler, RecorderHandler {
  struct State {
    var counts = [Int](repeating: 0, count: HistogramMetric.bounds.count + 1)
    var sum = 0.0

    var count: Int { counts.reduce(0, +) }
    /// At or under each bound.
    var cumulative: [Int] {
      var total = 0
      return counts.dropLast().map {
        total += $0
        return total
      }
    }
  }

  /// From half a millisecond to a minute.
  static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

  private let values = Mutex(State())
  var state: State { values.withLock { $0 } }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
    values.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
    }
  }

  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ duration: Duration) {
    let parts = duration.components
    record(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
  }
}
