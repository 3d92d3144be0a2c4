internal import Common
internal import Dispatch
internal import LanguageModels
internal import Storage
internal import Synchronization

/// Requests to one child and its answers to them, matched by id.
///
/// The child is read and written on threads of their own, for both wait.
final class Connection: Sendable {
  private struct State {
    var waiting: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
    var nextID = 1
    /// Why there is nothing more to come.
    var end: ToolError?
  }

  private let process: ChildProcess
  private let name: String
  private let state = Mutex(State())
  private let writer = DispatchQueue(label: "almanac.tools.write")

  init(_ process: ChildProcess, name: String) {
    self.process = process
    self.name = name
    DispatchQueue(label: "almanac.tools.read").async { [self] in readMessages() }
  }

  var isOpen: Bool { state.withLock { $0.end == nil } }

  /// Ends the child; what waits for it fails.
  func close() { fail("was stopped") }

  func notify(_ method: String, _ parameters: JSONValue = .object([])) {
    send(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
  }

  /// The result of a request.
  ///
  /// - Throws: `ToolError` after the time limit, at the end of the child, and for an error that it answers with.
  func request(
    _ method: String, _ parameters: JSONValue, within limit: Duration, _ time: TimeSource
  ) async throws -> JSONValue {
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    let timer = Task { [self] in
      do {
        try await time.sleep(limit)
      } catch {
        return
      }
      if finish(id, .failure(ToolError("the tool server `\(name)` did not answer within \(limit)"))) { cancel(id) }
    }
    defer { timer.cancel() }
    let answer: JSONValue = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let end = state.withLock { state -> (any Error)? in
          if let end = state.end { return end }
          if Task.isCancelled { return CancellationError() }
          state.waiting[id] = continuation
          return nil
        }
        if let end { return continuation.resume(throwing: end) }
        send(["jsonrpc": "2.0", "id": .integer(id), "method": .string(method), "params": parameters])
      }
    } onCancel: {
      if finish(id, .failure(CancellationError())) { cancel(id) }
    }
    if let error = answer["error"] {
      throw ToolError(String((error["message"]?.string ?? "the tool server `\(name)` refused").prefix(500)))
    }
    return answer["result"] ?? .null
  }

  private func cancel(_ id: Int) { notify("notifications/cancelled", ["requestId": .integer(id)]) }

  private func send(_ message: JSONValue) {
    writer.async { [self] in
      do {
        try process.write(message.serialized() + [UInt8(ascii: "\n")])
      } catch {
        fail("ended")
      }
    }
  }

  /// - Returns: whether somebody was waiting.
  @discardableResult
  private func finish(_ id: Int, _ result: Result<JSONValue, any Error>) -> Bool {
    guard let continuation = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return false }
    continuation.resume(with: result)
    return true
  }

  private func fail(_ reason: String) {
    let error = ToolError("the tool server `\(name)` \(reason)")
    let waiting = state.withLock { state in
      if state.end == nil { state.end = error }
      defer { state.waiting = [:] }
      return state.waiting
    }
    for continuation in waiting.values { continuation.resume(throwing: error) }
    process.terminate()
  }

  private func readMessages() {
    var line: [UInt8] = []
    while true {
      let bytes = process.read()
      guard !bytes.isEmpty else { return fail("ended") }
      for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        if part.offset > 0 {
          take(line)
          line = []
        }
        line += part.element
      }
      guard line.count <= ToolServer.messageLimit else {
        return fail("sent a message of more than \(ToolServer.messageLimit >> 20) MiB")
      }
    }
  }

  private func take(_ line: [UInt8]) {
    guard line.contains(where: { $0 > 0x20 }) else { return }
    let message: JSONValue
    do {
      message = try JSONValue(parsing: line)
    } catch {
      // Programs that print something else among their messages are common; what was asked runs into its time limit.
      return
    }
    if message["method"] != nil {
      // We offer nothing, so every question of the server but one is refused.
      guard let id = message["id"] else { return }
      let isPing = message["method"]?.string == "ping"
      let answer: JSONValue.Member =
        isPing
        ? .init("result", .object([]))
        : .init("error", ["code": -32_601, "message": "this client offers nothing"])
      send(.object([.init("jsonrpc", "2.0"), .init("id", id), answer]))
    } else if let id = message["id"]?.integer {
      finish(id, .success(message))
    }
  }
}
