internal import Common
internal import LanguageModels
internal import Synchronization

/// Requests to one tool server and its answers to them, matched by id (JSON-RPC 2.0).
final class Connection: Sendable {
  private struct Waiting {
    var continuation: CheckedContinuation<JSONValue, any Error>
    /// What sends the request, and over the web receives the answer.
    var sending: Task<Void, Never>
  }

  private struct State {
    var waiting: [Int: Waiting] = [:]
    var nextID = 1
    /// Why there is nothing more to come.
    var end: LinkError?
  }

  private let link: any ToolServerLink
  private let state = Mutex(State())

  init(_ link: any ToolServerLink) {
    self.link = link
    link.open(receive: { [weak self] in self?.take($0) }, ended: { [weak self] in self?.fail($0) })
  }

  var isOpen: Bool { state.withLock { $0.end == nil } }

  /// Ends the link, which is over when this returns; what waits for an answer fails.
  func close() async {
    fail(LinkError(reason: "was stopped", isEnd: true))
    await link.close()
  }

  func notify(_ method: String, _ parameters: JSONValue = .object([])) async throws {
    try await link.send(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
  }

  /// The result of a request.
  ///
  /// - Throws: `LinkError` after the time limit and at the end of the link; `ToolError` for an error that the server
  ///   answers with.
  func request(
    _ method: String, _ parameters: JSONValue, within limit: Duration, _ time: TimeSource
  ) async throws -> JSONValue {
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": .integer(id), "method": .string(method), "params": parameters,
    ]
    let timer = Task { [self] in
      do {
        try await time.sleep(limit)
      } catch {
        return
      }
      giveUp(id, method, LinkError(reason: "did not answer within \(limit)"))
    }
    defer { timer.cancel() }
    let answer: JSONValue = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let end = state.withLock { state -> (any Error)? in
          if let end = state.end { return end }
          if Task.isCancelled { return CancellationError() }
          state.waiting[id] = Waiting(continuation: continuation, sending: Task { [self] in await send(message, id) })
          return nil
        }
        if let end { continuation.resume(throwing: end) }
      }
    } onCancel: {
      giveUp(id, method, CancellationError())
    }
    if let error = answer["error"] {
      let words = error["message"]?.string ?? ""
      throw ToolError("the tool server answers with an error", quote: String(words.prefix(500)))
    }
    return answer["result"] ?? .null
  }

  private func send(_ message: JSONValue, _ id: Int) async {
    do {
      try await link.send(message)
    } catch let error as LinkError {
      if error.isEnd { fail(error) } else { finish(id, .failure(error)) }
    } catch {
      finish(id, .failure(error))
    }
  }

  /// Stops waiting, and tells the server that it need not go on.
  private func giveUp(_ id: Int, _ method: String, _ error: any Error) {
    // The protocol forbids to cancel the greeting.
    guard finish(id, .failure(error)), method != "initialize" else { return }
    tell("notifications/cancelled", ["requestId": .integer(id)])
  }

  /// Sends what nobody waits for.
  private func tell(_ method: String, _ parameters: JSONValue) {
    Task { [self] in
      do {
        try await notify(method, parameters)
      } catch {
        // A server that is gone need not be told.
      }
    }
  }

  /// - Returns: whether somebody was waiting.
  @discardableResult
  private func finish(_ id: Int, _ result: Result<JSONValue, any Error>) -> Bool {
    guard let waiting = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return false }
    waiting.sending.cancel()
    waiting.continuation.resume(with: result)
    return true
  }

  private func fail(_ error: LinkError) {
    let (isFirst, waiting) = state.withLock { state in
      let isFirst = state.end == nil
      if isFirst { state.end = error }
      defer { state.waiting = [:] }
      return (isFirst, state.waiting.values)
    }
    for waiting in waiting {
      waiting.sending.cancel()
      waiting.continuation.resume(throwing: error)
    }
    if isFirst { Task { [link] in await link.close() } }
  }

  private func take(_ message: JSONValue) {
    if message["method"] != nil {
      // We offer nothing, so every question of the server but one is refused.
      guard let id = message["id"] else { return }
      let isPing = message["method"]?.string == "ping"
      let answer: JSONValue.Member =
        isPing
        ? .init("result", .object([]))
        : .init("error", ["code": -32_601, "message": "this client offers nothing"])
      Task { [link] in
        do {
          try await link.send(.object([.init("jsonrpc", "2.0"), .init("id", id), answer]))
        } catch {
          // The server asked and went away.
        }
      }
    } else if let id = message["id"]?.integer {
      finish(id, .success(message))
    }
  }
}
