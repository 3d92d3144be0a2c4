internal import Common
internal import Storage
internal import Synchronization

/// Shows how far long work is: a line that is repainted on a terminal, one line a finished stage elsewhere.
///
/// Any thread may report. Standard error takes it, so that output can be piped.
package final class Progress: Sendable {
  package enum Style: Equatable, Sendable {
    case repainted
    case lines
    case none
  }

  private struct State {
    var line: ProgressLine?
    var start: Duration = .zero
    var lastPaint: Duration?
  }

  /// A repaint at most each tenth of a second: more cannot be read and costs time.
  private static let interval = Duration.milliseconds(100)

  private let sink: any TextSink
  private let style: Style
  private let columns: @Sendable () -> Int
  private let now: @Sendable () -> Duration
  private let state = Mutex(State())

  /// - Parameters:
  ///   - columns: asked at every repaint, as windows change.
  ///   - now: the time since some fixed moment.
  package init(
    sink: any TextSink, style: Style, columns: @escaping @Sendable () -> Int, now: @escaping @Sendable () -> Duration
  ) {
    self.sink = sink
    self.style = style
    self.columns = columns
    self.now = now
  }

  /// Progress on standard error.
  package static func standard(isQuiet: Bool = false) -> Progress {
    let stream = StandardStream.errors
    let isDumb = environmentVariable("TERM") == "dumb"
    let origin = ContinuousClock.now
    return Progress(
      sink: stream, style: isQuiet ? .none : stream.isTerminal && !isDumb ? .repainted : .lines,
      columns: { stream.columns }, now: { origin.duration(to: .now) })
  }

  /// Progress that shows nothing.
  package static var none: Progress {
    Progress(sink: StandardStream.errors, style: .none, columns: { 0 }, now: { .zero })
  }

  /// Starts a stage; one that runs is finished first.
  package func begin(_ stage: String, unit: String, total: Int? = nil) {
    finish()
    state.withLock { state in
      state = State(line: ProgressLine(stage: stage, unit: unit, count: 0, total: total, elapsed: .zero), start: now())
      paint(&state)
    }
  }

  /// Adds to the count of the stage.
  package func advance(by count: Int = 1) {
    state.withLock { state in
      state.line?.count += count
      paint(&state)
    }
  }

  /// Sets the count of the stage.
  package func advance(to count: Int) {
    state.withLock { state in
      state.line?.count = count
      paint(&state)
    }
  }

  /// Ends the stage and leaves its line.
  package func finish() {
    state.withLock { state in
      guard var line = state.line else { return }
      line.elapsed = now() - state.start
      switch style {
      case .repainted: show("\r\(line.finished.prefix(width))\u{1B}[K\n")
      case .lines: show(line.finished + "\n")
      case .none: break
      }
      state = State()
    }
  }

  /// Writes lines above the running one, for example a diagnostic.
  package func note(_ text: String) {
    state.withLock { state in
      show((style == .repainted && state.line != nil ? "\r\u{1B}[K" : "") + text + "\n")
      state.lastPaint = nil
      paint(&state)
    }
  }

  private var width: Int { max(columns() - 1, 0) }

  private func paint(_ state: inout State) {
    guard style == .repainted, var line = state.line else { return }
    let time = now()
    if let last = state.lastPaint, time - last < Self.interval { return }
    state.lastPaint = time
    line.elapsed = time - state.start
    show("\r\(line.running(width: width))\u{1B}[K")
  }

  /// A terminal that is gone must not stop the work.
  private func show(_ text: String) {
    do { try sink.write(text) } catch { return }
  }
}
