internal import Synchronization

/// Whether the server takes requests: it stops being ready before it stops answering.
final class ServerLifecycle: Sendable {
  private struct State {
    var isStopping = false
    var streams = 0
  }

  let started = ContinuousClock.now
  private let state = Mutex(State())
  private let streamLimit: Int

  init(streamLimit: Int) { self.streamLimit = streamLimit }

  var isStopping: Bool { state.withLock { $0.isStopping } }
  func stop() { state.withLock { $0.isStopping = true } }

  /// Counts a stream that begins; false when there are too many.
  func beginStream() -> Bool {
    state.withLock {
      guard $0.streams < streamLimit else { return false }
      $0.streams += 1
      return true
    }
  }

  func endStream() { state.withLock { $0.streams -= 1 } }
}
