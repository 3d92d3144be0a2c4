internal import Dispatch
internal import Glibc
internal import Terminal

/// Ends the program in order when it is told to end or its terminal is closed.
struct EndingSignals {
  private let sources: [any DispatchSourceSignal]

  /// - Parameters:
  ///   - takesInterrupts: whether Ctrl-C ends the program too, and not only an answer.
  ///   - close: what must be over before the program is.
  init(takesInterrupts: Bool, _ close: @escaping @Sendable () -> Void) {
    sources = ([SIGTERM, SIGHUP] + (takesInterrupts ? [SIGINT] : [])).map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        TerminalMode.restore()
        close()
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}
