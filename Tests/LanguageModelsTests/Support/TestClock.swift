import LanguageModels
import Synchronization

/// Time that passes only when somebody waits for it; waits end at once and are kept.
final class TestClock: Sendable {
  private struct State {
    var now: Duration = .zero
    var waits: [Duration] = []
  }

  private let state = Mutex(State())
  /// Waits that never end: those beside work that is to win.
  private let endless: Duration?

  init(endless: Duration? = nil) { self.endless = endless }

  var waits: [Duration] { state.withLock { $0.waits } }

  func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

  /// 2026-11-24 and what has passed since.
  var source: TimeSource {
    TimeSource(
      elapsed: { self.state.withLock { $0.now } },
      unixSeconds: { self.state.withLock { 1_795_478_400 + $0.now.wholeMilliseconds / 1_000 } },
      sleep: { duration in
        if duration == self.endless { try await Task.sleep(for: .seconds(1 << 30)) }
        try Task.checkCancellation()
        self.state.withLock { state in
          state.now += duration
          state.waits.append(duration)
        }
      })
  }
}

extension TimeSource {
  /// A clock whose waits never end, for exchanges that no time limit may end, however busy the machine is.
  static let endless = TimeSource(
    elapsed: { .zero }, unixSeconds: { 1_795_478_400 }, sleep: { _ in try await Task.sleep(for: .seconds(1 << 30)) })
}

/// Gives the scripted answers one after the other; the last one is given to all further requests.
final class ScriptedProvider: LanguageModelProvider {
  enum Answer: Sendable {
    case events([ModelEvent])
    case failure(ProviderError, after: [ModelEvent] = [])
  }

  let name: String
  let defaultModel: String
  let toolStyle: ToolStyle
  private let health: ProviderError?
  private struct State {
    var script: [Answer]
    var requests: [ModelRequest] = []
    var healthChecks = 0
  }
  private let state: Mutex<State>

  init(
    _ name: String, model: String = "m", style: ToolStyle = .native, health: ProviderError? = nil, _ script: Answer...
  ) {
    self.name = name
    defaultModel = model
    toolStyle = style
    self.health = health
    state = Mutex(State(script: script))
  }

  var requests: [ModelRequest] { state.withLock { $0.requests } }
  var healthChecks: Int { state.withLock { $0.healthChecks } }

  func checkHealth() async throws(ProviderError) {
    state.withLock { $0.healthChecks += 1 }
    if let health { throw health }
  }

  func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let answer = state.withLock { state in
      state.requests.append(request)
      return state.script.count > 1 ? state.script.removeFirst() : state.script.first ?? .events([])
    }
    return AsyncThrowingStream { continuation in
      switch answer {
      case .events(let events):
        for event in events { continuation.yield(event) }
        continuation.finish()
      case .failure(let error, let events):
        for event in events { continuation.yield(event) }
        continuation.finish(throwing: error)
      }
    }
  }

  static func text(_ text: String, input: Int = 10, output: Int = 5, model: String = "m") -> Answer {
    .events([
      .text(text),
      .finished(ModelFinish(reason: .stop, usage: TokenUsage(input: input, output: output), model: model)),
    ])
  }
}
