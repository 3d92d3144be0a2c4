internal import AsyncHTTPClient
internal import Common
internal import LanguageModels
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A tool server that runs already: each message is a POST, answered with JSON or with a stream of events (MCP's streamable
/// HTTP transport).
///
/// Redirects are not followed, so that the key goes to the configured host only. The stream on which a server may speak
/// first is not opened, for there is nothing that it could ask of this client; nor is one resumed that broke off.
final class WebLink: ToolServerLink {
  private struct Session {
    /// What the server calls it.
    var id: String?
    /// The version of the protocol that was agreed on.
    var version: String?
    var receive: (@Sendable (JSONValue) -> Void)?
  }

  private let address: String
  private let key: Secret?
  private let session = Mutex(Session())

  init(_ address: String, key: Secret?) {
    self.address = address
    self.key = key
  }

  func open(receive: @escaping @Sendable (JSONValue) -> Void, ended: @escaping @Sendable (LinkError) -> Void) {
    // There is no connection that could end: each message has its own.
    session.withLock { $0.receive = receive }
  }

  /// Sends a message and hands out all that answers it.
  func send(_ message: JSONValue) async throws {
    let hadSession = session.withLock { $0.id != nil }
    var request = request(.POST)
    request.headers.add(name: "Content-Type", value: "application/json")
    request.headers.add(name: "Accept", value: "application/json, text/event-stream")
    request.body = .bytes(ByteBuffer(bytes: message.serialized()))
    do {
      let response = try await sharedClient.execute(request, deadline: .distantFuture)
      guard (200..<300).contains(response.status.code) else { throw await refusal(response, hadSession: hadSession) }
      if let id = response.headers.first(name: "Mcp-Session-Id") { session.withLock { $0.id = id } }
      let isAnswered = try await read(response, answering: message)
      // A notification has no answer, nor has an answer.
      guard isAnswered || message["id"] == nil || message["method"] == nil else {
        throw LinkError(reason: "ended its answer before it was complete")
      }
    } catch let error as LinkError {
      throw error
    } catch is CancellationError {
      throw CancellationError()
    } catch is NIOTooManyBytesError {
      throw LinkError.tooLong
    } catch is ServerSentEventParser.TooLong {
      throw LinkError.tooLong
    } catch {
      throw LinkError(reason: Self.words(error, address))
    }
  }

  /// Tells the server that the session is over.
  func close() async {
    let request = request(.DELETE)
    guard session.withLock({ $0.id }) != nil else { return }
    session.withLock { $0.id = nil }
    do {
      _ = try await sharedClient.execute(request, deadline: .now() + .seconds(2))
    } catch {
      // It forgets sessions by itself.
    }
  }

  private func request(_ method: HTTPMethod) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: address)
    request.method = method
    request.headers.add(name: "User-Agent", value: "almanac")
    if let key { request.headers.add(name: "Authorization", value: "Bearer \(key.exposed)") }
    let (id, version) = session.withLock { ($0.id, $0.version) }
    if let id { request.headers.add(name: "Mcp-Session-Id", value: id) }
    if let version { request.headers.add(name: "MCP-Protocol-Version", value: version) }
    return request
  }
}

// MARK: Answers

extension WebLink {
  /// - Returns: whether the answer to `message` was there; what stands behind it is not read.
  private func read(_ response: HTTPClientResponse, answering message: JSONValue) async throws -> Bool {
    let kind = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
    guard kind.hasPrefix("text/event-stream") else {
      let bytes = Array(try await response.body.collect(upTo: ToolServer.messageLimit).readableBytesView)
      guard bytes.contains(where: { $0 > 0x20 }) else { return false }
      guard let value = Self.parsed(bytes) else { throw LinkError(reason: "answers with what is no JSON") }
      return take(value, answering: message)
    }
    var parser = ServerSentEventParser(limit: ToolServer.messageLimit)
    for try await buffer in response.body {
      for event in try parser.append(buffer.readableBytesView) {
        if let value = Self.parsed(Array(event.data.utf8)), take(value, answering: message) { return true }
      }
    }
    return false
  }

  private func take(_ value: JSONValue, answering message: JSONValue) -> Bool {
    var isAnswered = false
    let receive = session.withLock { $0.receive }
    for single in value.array ?? [value] {
      if single["method"] == nil, let id = message["id"], single["id"] == id {
        isAnswered = true
        if message["method"] == "initialize", let version = single["result"]?["protocolVersion"]?.string {
          session.withLock { $0.version = version }
        }
      }
      receive?(single)
    }
    return isAnswered
  }

  private static func parsed(_ bytes: [UInt8]) -> JSONValue? {
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      return nil
    }
  }

  /// Why a status is no success, with the server's own words where there are some.
  private func refusal(_ response: HTTPClientResponse, hadSession: Bool) async -> LinkError {
    let status = Int(response.status.code)
    if status == 404, hadSession { return LinkError(reason: "has ended the session", isEnd: true, isUnsent: true) }
    if (300..<400).contains(status), let place = response.headers.first(name: "Location") {
      return LinkError(reason: "has moved; correct its `url`", quote: place)
    }
    var refusal = LinkError(reason: "answers with HTTP status \(status)")
    if status == 401 || status == 403 { refusal.reason += "; check its key" }
    do {
      let body = Array(try await response.body.collect(upTo: 64 << 10).readableBytesView)
      let words = Self.parsed(body)?["error"]?["message"]?.string ?? ""
      refusal.quote = String((key?.redacted(from: words) ?? words).prefix(500))
    } catch {
      // The status says enough.
    }
    return refusal
  }

  private static func words(_ error: any Error, _ address: String) -> String {
    switch error {
    case let error as HTTPClientError:
      switch error {
      case .invalidURL, .emptyHost, .emptyScheme:
        "has no address at \(address); correct its `url`"
      case .remoteConnectionClosed: "closed the connection"
      case .connectTimeout: "cannot be reached at \(address) in time"
      default: "cannot be reached at \(address): \(error)"
      }
    case is IOError, is ChannelError: "cannot be reached at \(address)"
    default: "cannot be reached at \(address): \(error)"
    }
  }
}
