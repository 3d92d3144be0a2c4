internal import Common
internal import Dispatch
internal import Manifest
internal import Storage
internal import Synchronization
internal import WebSources

/// Fetches pages on threads of its own, so that a slow server holds up no document.
final class InboxFetcher: Sendable {
  typealias Outcome = Result<LockedPage, SkipReason>

  /// Pages that are fetched at the same time; others wait.
  private static let maximumFetches = 8

  private struct State {
    var running: Set<String> = []
    var finished: [(url: String, outcome: Outcome)] = []
  }

  private let fetch: PageFetch
  private let alarm: Alarm
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "inbox-pages", attributes: .concurrent)

  /// - Parameter alarm: rings when a page is there or will not come.
  init(_ fetch: PageFetch, alarm: Alarm) {
    self.fetch = fetch
    self.alarm = alarm
  }

  /// Begins to fetch the first of `urls` that are not under way, as many as may be.
  func start(_ urls: [String]) {
    for url in urls {
      let isMine = state.withLock { state in
        state.running.count < Self.maximumFetches && state.running.insert(url).inserted
      }
      guard isMine else { continue }
      queue.async { [self] in
        let outcome: Outcome
        do throws(SystemError) {
          outcome = try fetch.page(at: url)
        } catch {
          outcome = .failure(.failed("\(error)"))
        }
        state.withLock { state in
          state.running.remove(url)
          state.finished.append((url, outcome))
        }
        alarm.ring()
      }
    }
  }

  /// What came since the last call.
  func take() -> [(url: String, outcome: Outcome)] {
    state.withLock { state in
      defer { state.finished = [] }
      return state.finished
    }
  }

  /// Whether something came that was not taken.
  var hasNews: Bool { state.withLock { !$0.finished.isEmpty } }

  /// Whether no page is under way.
  var isIdle: Bool { state.withLock { $0.running.isEmpty && $0.finished.isEmpty } }
}
