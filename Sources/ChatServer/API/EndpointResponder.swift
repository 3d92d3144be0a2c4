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
    try await services.limiter.take(endpoint.limit, caller)
    let path = try pathParameters(of: endpoint, context)
    let query = try queryParameters(of: endpoint, request)
    let limit =
      if case .file = endpoint.body { services.settings.limits.upload + 4096 } else { services.settings.limits.body }
    var bytes = ByteBuffer()
    var body = JSONValue.null
    switch endpoint.body {
    case .none: break
    case .file: bytes = try await Self.collect(request, limit: limit)
    case .json(let shape):
      bytes = try await Self.collect(request, limit: limit)
      body = try Self.json(bytes, shape)
    case .optionalJSON(let shape):
      bytes = try await Self.collect(request, limit: limit)
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

  private static func collect(_ request: Request, limit: Int) async throws -> ByteBuffer {
    let tooLarge = APIError(.contentTooLarge, "too_large", "the body is larger than \(limit) bytes")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
    do {
      return try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
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
