internal import Storage
internal import Synchronization
internal import Terminal

/// A line of a terminal that counts the seconds while nothing else comes. It stands where the next line will, and goes before
/// anything is written.
final class WaitingLine: Sendable {
  private struct State {
    var lastWrite = ContinuousClock.now
    var isShown = false
    /// Nothing may stand behind half a line.
    var isAtLineStart = true
  }

  private static let patience: Duration = .seconds(1)

  private let style: TextStyle
  private let state = Mutex(State())

  init(style: TextStyle) { self.style = style }

  /// Writes text of the answer, or nothing.
  func write(_ text: String) throws {
    try state.withLock { state in
      let erased = state.isShown ? "\r\u{1B}[K" : ""
      state.isShown = false
      state.lastWrite = .now
      if let last = text.unicodeScalars.last { state.isAtLineStart = last == "\n" }
      if !(erased + text).isEmpty { try StandardStream.output.write(erased + text) }
    }
  }

  /// Shows how long nothing has come, when that is long.
  func tick() throws {
    try state.withLock { state in
      let waited = ContinuousClock.now - state.lastWrite
      guard state.isAtLineStart, waited >= Self.patience else { return }
      state.isShown = true
      try StandardStream.output.write("\r\u{1B}[K" + style.dim("· waiting, \(waited.components.seconds) s"))
    }
  }
}
