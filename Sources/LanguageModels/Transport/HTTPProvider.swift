package import AsyncHTTPClient
internal import Common
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Where a service is and how long it may take.
package struct Endpoint: Equatable, Sendable {
  /// Without a slash at its end: `https://api.openai.com/v1`.
  package var baseURL: String
  package var key: Secret?
  /// Headers that the operator adds, for gateways.
  package var headers: [(name: String, value: String)] = []
  /// The longest silence: until the answer begins and between two pieces of it.
  package var timeout: Duration

  package init(
    baseURL: String, key: Secret? = nil, headers: [(name: String, value: String)] = [], timeout: Duration = .seconds(30)
  ) {
    self.baseURL = String(baseURL.reversed().drop { $0 == "/" }.reversed())
    self.key = key
    self.headers = headers
    self.timeout = timeout
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.baseURL == right.baseURL && left.key == right.key && left.timeout == right.timeout
      && left.headers.elementsEqual(right.headers, by: ==)
  }
}

/// A provider behind HTTP, whatever its wire format.
///
/// The client is made with the first request, so that programs which ask no model pay nothing for it. Redirects are not
/// followed: a key goes to the configured host only.
package struct HTTPProvider<Wire: WireFormat>: LanguageModelProvider {
  package let name: String
  package let defaultModel: String
  package let toolStyle: ToolStyle
  private let endpoint: Endpoint
  private let wire: Wire
  private let time: TimeSource

  package init(
    name: String, model: String, toolStyle: ToolStyle, endpoint: Endpoint, wire: Wire, time: TimeSource = .system
  ) {
    self.name = name
    defaultModel = model
    self.toolStyle = toolStyle
    self.endpoint = endpoint
    self.wire = wire
    self.time = time
  }

  package func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await withSilenceLimit { activity in
            try await stream(request, activity: activity) { continuation.yield($0) }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: providerError(error))
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  package func checkHealth() async throws(ProviderError) {
    do {
      try await withSilenceLimit { activity in
        let response = try await execute(wire.healthRequest)
        activity.note()
        // A service that has no such list has answered: it is taken to be up until a request says otherwise.
        let listsNoModels = [404, 405, 501].contains(response.status.code)
        guard listsNoModels || (200..<300).contains(response.status.code) else { throw try await failure(response) }
      }
    } catch {
      throw providerError(error)
    }
  }
}

// MARK: One exchange

/// Bytes of an error's body that are read.
private let errorBodyLimit = 64 << 10
/// Bytes of an answer that is not streamed.
private let wholeBodyLimit = 8 << 20

/// The one client of the process. It follows no redirects: a key goes to the configured host only.
package let sharedClient: HTTPClient = {
  var configuration = HTTPClient.Configuration()
  configuration.redirectConfiguration = .disallow
  configuration.timeout.connect = .seconds(10)
  // Whoever is refused is told at once; the router tries again, or elsewhere.
  configuration.connectionPool.retryConnectionEstablishment = false
  return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
}()

extension HTTPProvider {
  private func execute(_ wireRequest: WireRequest, accept: String = "application/json") async throws
    -> HTTPClientResponse
  {
    var request = HTTPClientRequest(url: endpoint.baseURL + wireRequest.path)
    request.headers.add(name: "User-Agent", value: "almanac")
    request.headers.add(name: "Accept", value: accept)
    if let key = endpoint.key {
      let header = wire.authorization(key)
      request.headers.add(name: header.name, value: header.value)
    }
    for header in wireRequest.headers + endpoint.headers {
      request.headers.replaceOrAdd(name: header.name, value: header.value)
    }
    if let body = wireRequest.body {
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: body.serialized()))
    }
    return try await sharedClient.execute(request, deadline: .distantFuture)
  }

  private func stream(
    _ request: ModelRequest, activity: Activity, _ yield: (ModelEvent) -> Void
  ) async throws {
    let model = request.model ?? defaultModel
    let response = try await execute(wire.request(request, model: model), accept: "text/event-stream, application/json")
    activity.note()
    guard (200..<300).contains(response.status.code) else { throw try await failure(response) }
    var decoder = wire.decoder(model: model)
    let kind = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
    if kind.contains("application/json") {
      let body = try await collected(response.body, limit: wholeBodyLimit, activity)
      guard let value = try? JSONValue(parsing: body) else {
        throw StreamProblem(.malformed, "the answer is not JSON")
      }
      for event in try decoder.decode(whole: value) { yield(event) }
    } else {
      var parser = ServerSentEventParser()
      for try await buffer in response.body {
        activity.note()
        for event in try parser.append(buffer.readableBytesView) {
          for event in try decoder.decode(event) { yield(event) }
        }
      }
    }
    for event in try decoder.finish() { yield(event) }
  }

  private func collected(
    _ body: HTTPClientResponse.Body, limit: Int, _ activity: Activity? = nil
  ) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in body {
      activity?.note()
      bytes += buffer.readableBytesView
      guard bytes.count <= limit else { throw StreamProblem(.malformed, "the answer is larger than \(limit) bytes") }
    }
    return bytes
  }

  /// The error of an answer whose status is no success.
  private func failure(_ response: HTTPClientResponse) async throws -> ProviderError {
    var body: [UInt8] = []
    do {
      for try await buffer in response.body {
        body += buffer.readableBytesView
        if body.count > errorBodyLimit { break }
      }
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      // What has come says enough; the status is the error that matters.
    }
    let headers = response.headers
    return ServiceFailure(
      status: Int(response.status.code), body: body, retryAfter: headers.first(name: "Retry-After"),
      retryAfterMilliseconds: headers.first(name: "Retry-After-Ms")
    ).error(provider: name, key: endpoint.key, unixSeconds: time.unixSeconds())
  }
}

// MARK: Time and errors

/// Counts signs of life of one exchange.
private final class Activity: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .relaxed) }
  func note() { count.add(1, ordering: .relaxed) }
}

/// The silence lasted too long.
private struct Silence: Error {}

extension HTTPProvider {
  /// Runs `body`, which notes every sign of life; throws `Silence` after a time without one.
  ///
  /// The limit is looked at once a period, so a silence of up to two periods may pass.
  private func withSilenceLimit(_ body: @escaping @Sendable (Activity) async throws -> Void) async throws {
    let activity = Activity()
    let (time, limit) = (time, endpoint.timeout)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await body(activity) }
      group.addTask {
        while true {
          let seen = activity.value
          try await time.sleep(limit)
          if activity.value == seen { throw Silence() }
        }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func providerError(_ error: any Error) -> ProviderError {
    func made(_ kind: ProviderError.Kind, _ message: String) -> ProviderError {
      ProviderError(kind, provider: name, endpoint.key?.redacted(from: message) ?? message)
    }
    switch error {
    case let error as ProviderError: return error
    case let problem as StreamProblem: return made(problem.kind, problem.message)
    case let error as ServerSentEventParser.TooLong:
      return made(.malformed, "an event of the answer is longer than \(error.limit) bytes")
    case is Silence: return made(.timedOut, "nothing came for \(endpoint.timeout)")
    case is CancellationError: return made(.cutOff, "the request was cancelled")
    case let error as HTTPClientError:
      switch error {
      case .connectTimeout: return made(.timedOut, "the connection took too long")
      case .readTimeout, .deadlineExceeded: return made(.timedOut, "nothing came in time")
      case .remoteConnectionClosed: return made(.cutOff, "the service closed the connection")
      case .invalidURL, .emptyHost, .emptyScheme:
        return made(.refused, "\(endpoint.baseURL) is no URL of a service; correct its base-url")
      default: return made(.unreachable, "\(error)")
      }
    case HTTPParserError.invalidEOFState: return made(.cutOff, "the service closed the connection")
    case is HTTPParserError: return made(.malformed, "the answer is not HTTP")
    case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode):
      return made(.cutOff, "the service closed the connection")
    case is IOError, is ChannelError, is NIOConnectionError:
      return made(.unreachable, "no connection to \(endpoint.baseURL)")
    default: return made(.unreachable, "\(error)")
    }
  }
}
