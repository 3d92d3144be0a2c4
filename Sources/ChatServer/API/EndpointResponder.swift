internal import Common
internal import Conversations
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Turns endpoints into routes: the order of the checks is the same for all of them.
struct EndpointResponder: Sendable {
  let services: ServerServices

  /// Adds every endpoint to the router.
  func register(_ endpoints: [Endpoint], on router: Router<CallContext>) {
    for endpoint in endpoints {
      router.on(RouterPath(Self.routerPath(endpoint.path)), method: endpoint.method) { request, context in
        try await respond(endpoint, request, context)
      }
    }
  }

  /// `/api/sessions/{id}` as the router writes it.
  static func routerPath(_ path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).map { part in
      part.hasPrefix("{") ? ":" + part.dropFirst().dropLast() : String(part)
    }.joined(separator: "/")
  }

  private func respond(_ endpoint: Endpoint, _ request: Request, _ context: CallContext) async throws -> Response {
    let caller = try await services.authenticator.caller(of: request, address: address(of: request, context))
    try authorize(caller, endpoint.access)
    if caller.kind == .local, endpoint.access != .open { try PageGuard(services.settings.listener).check(request) }
    try await services.limiter.take(endpoint.limit, caller)
    let path = try pathParameters(of: endpoint, context)
    let query = try queryParameters(of: endpoint, request)
    let limit =
      if case .file = endpoint.body { services.settings.limits.upload + 4096 } else { services.settings.limits.body }
    var bytes = ByteBuffer()
    var body = JSONValue.null
    switch endpoint.body {
    case .none: break
    case .file: bytes = try await collect(request, context, limit: limit)
    case .json(let shape):
      bytes = try await collect(request, context, limit: limit)
      body = try Self.json(bytes, shape)
    case .optionalJSON(let shape):
      bytes = try await collect(request, context, limit: limit)
      if bytes.readableBytes > 0 { body = try Self.json(bytes, shape) }
    }
    return try await endpoint.handle(
      Call(
        request: request, context: context, caller: caller, query: query, path: path, body: body, bytes: bytes))
  }

  private func address(of request: Request, _ context: CallContext) -> String {
    guard services.settings.listener.isBehindProxy,
      let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last
    else { return context.address }
    // The last address is the one that the proxy itself saw; those before it are what the caller claims.
    return String(forwarded.drop { $0 == " " }.prefix(64))
  }

  private func authorize(_ caller: Caller, _ access: Endpoint.Access) throws(APIError) {
    switch access {
    case .open: return
    case .account:
      guard caller.userID != nil else {
        throw caller.kind == .anonymous
          ? .unauthenticated
          : APIError(.forbidden, "account_needed", "this is for people who signed in, not for keys")
      }
    case .scope(let scope):
      if caller.scopes.contains(scope) { return }
      throw caller.kind == .anonymous
        ? .unauthenticated
        : APIError(.forbidden, "scope_missing", "the key or the account lacks the scope \(scope.rawValue)")
    }
  }

  private func pathParameters(
    of endpoint: Endpoint, _ context: CallContext
  ) throws(APIError) -> [String: String] {
    var values: [String: String] = [:]
    for parameter in endpoint.parameters where parameter.place == .path {
      let text = context.parameters.get(parameter.name) ?? ""
      let value = parameter.shape.value(ofParameter: text)
      do throws(APIError) {
        try parameter.shape.check(value, at: parameter.name)
      } catch {
        // What cannot be an id is the id of nothing, but saying why helps more.
        throw error
      }
      values[parameter.name] = if case .identifier = parameter.shape { text.lowercased() } else { text }
    }
    return values
  }

  private func queryParameters(
    of endpoint: Endpoint, _ request: Request
  ) throws(APIError) -> [String: [JSONValue]] {
    var values: [String: [JSONValue]] = [:]
    for (name, text) in try QueryString(request.uri.query ?? "").parameters {
      guard let parameter = endpoint.parameters.first(where: { $0.place == .query && $0.name == name }) else {
        let known = endpoint.parameters.filter { $0.place == .query }.map(\.name).joined(separator: ", ")
        throw .invalid(
          String(name.prefix(60)),
          "there is no parameter \"\(name.prefix(60))\"; there is \(known.isEmpty ? "none" : known)")
      }
      let value = parameter.shape.value(ofParameter: text)
      try parameter.shape.check(value, at: parameter.name)
      if !parameter.isRepeated, values[parameter.name] != nil {
        throw .invalid(parameter.name, "\(parameter.name) may come only once")
      }
      if values[parameter.name, default: []].count >= 100 {
        throw .invalid(parameter.name, "\(parameter.name) may come at most 100 times")
      }
      values[parameter.name, default: []].append(value)
    }
    for parameter in endpoint.parameters
    where parameter.place == .query && parameter.isRequired && values[parameter.name] == nil {
      throw .invalid(parameter.name, "the parameter \(parameter.name) is missing")
    }
    return values
  }

  /// How much of a body that is too large is read and dropped, so that its sender gets to read why.
  private static let discardLimit = 64 << 20

  /// Reads the body of a request.
  ///
  /// - Throws: for one that is too large or does not come in time.
  private func collect(_ request: Request, _ context: CallContext, limit: Int) async throws -> ByteBuffer {
    let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    if length > limit, length > Self.discardLimit || request.headers[.expect] != nil {
      throw APIError.tooLarge(limit)
    }
    return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
      let timeout = services.settings.listener.requestTimeout
      group.addTask { try await Self.read(request.body, context, limit: limit) }
      group.addTask {
        try await Task.sleep(for: timeout)
        throw APIError(.requestTimeout, "timeout", "the body did not come within \(timeout)")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? ByteBuffer()
    }
  }

  private static func read(_ body: RequestBody, _ context: CallContext, limit: Int) async throws -> ByteBuffer {
    var bytes = ByteBuffer()
    var count = 0
    for try await var part in body {
      count += part.readableBytes
      if count <= limit {
        bytes.writeBuffer(&part)
      } else {
        bytes = ByteBuffer()
        guard count <= discardLimit else { throw APIError.tooLarge(limit) }
      }
    }
    context.bodyReading.finish()
    guard count <= limit else { throw APIError.tooLarge(limit) }
    return bytes
  }

  private static func json(_ bytes: ByteBuffer, _ shape: Shape) throws(APIError) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: Array(bytes.readableBytesView))
    } catch {
      throw .invalid("body", "the body is not JSON: \(error)")
    }
    try shape.check(value, at: "body")
    return value
  }
}

extension HTTPField.Name {
  static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
  static let requestID = HTTPField.Name("X-Request-Id")!
}
