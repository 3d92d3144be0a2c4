import Synchronization
import WebSources

/// A clock that jumps: waiting takes no time.
final class VirtualClock: FetchClock {
  private let time = Mutex(Duration.zero)
  private let base: Int

  /// - Parameter base: seconds since 1970 at the start.
  init(base: Int = 1_795_499_543) { self.base = base }

  var now: Duration { time.withLock { $0 } }
  var timestamp: String { SystemClock.text(base + Int(now.components.seconds)) }

  func wait(until time: Duration) { self.time.withLock { $0 = max($0, time) } }
}
