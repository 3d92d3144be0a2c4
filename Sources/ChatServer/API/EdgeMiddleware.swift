internal import Common
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import SQLite

/// The outermost layer of every request: its id, what it is told when something fails, the headers
/// that protect browsers, the access log and the counters.
struct EdgeMiddleware: RouterMiddleware {
  let settings: ServerSettings
  let metrics: ServerMetrics
  let logger: Logger

  func handle(
    _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.requestID = Self.requestID(request)
    metrics.activeRequests.increment(by: 1)
    var response: Response
    do {
      response =
        if let preflight = preflight(request) { preflight } else { try await next(request, context) }
    } catch {
      response = failure(error, context)
    }
    addHeaders(to: &response, request, context)
    if context.bodyReading.leavesRest(of: request) {
      response.headers[.connection] = "close"
      context.closeSoon()
    }
    let record = Record(
      method: request.method.rawValue, path: request.uri.path, route: context.endpointPath ?? "none",
      status: response.status.code, address: context.address, id: context.requestID)
    let body = response.body
    if body.contentLength == nil {
      // A stream: what it took is known when its last byte is written or its reader is gone.
      response.body = ResponseBody { writer in
        defer { finish(record, start) }
        try await body.write(writer)
      }
    } else {
      finish(record, start)
    }
    return response
  }

  private struct Record: Sendable {
    var method: String
    var path: String
    var route: String
    var status: Int
    var address: String
    var id: String
  }

  private func finish(_ record: Record, _ start: ContinuousClock.Instant) {
    let duration = ContinuousClock.now - start
    metrics.activeRequests.decrement(by: 1)
    metrics.request(method: record.method, route: record.route, status: record.status, duration: duration)
    guard settings.logging.access else { return }
    logger.info(
      "request",
      metadata: [
        "request": .string(record.id), "method": .string(record.method), "path": .string(record.path),
        "status": .stringConvertible(record.status), "address": .string(record.address),
        "milliseconds": .stringConvertible(Double(Int(duration.seconds * 1e6)) / 1000),
      ])
  }

  /// The caller's id for the request where it is harmless, or a new one.
  private static func requestID(_ request: Request) -> String {
    if let given = request.headers[.requestID], (1...64).contains(given.utf8.count),
      given.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 })
    {
      return given
    }
    let random = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - random.utf8.count) + random
  }

  private func failure(_ error: any Error, _ context: CallContext) -> Response {
    switch error {
    case let error as APIError: return .error(error)
    case let error as any HTTPResponseError:
      let code = error.status
      return .error(
        APIError(code, code == .notFound ? "not_found" : "invalid_request", Self.sentence(for: code)))
    case let error as DatabaseError:
      logger.error(
        "database failed", metadata: ["request": .string(context.requestID), "error": .string("\(error)")])
      return .error(APIError(error))
    case is CancellationError:
      return .error(APIError(.serviceUnavailable, "stopping", "the server is stopping", retryAfter: .seconds(1)))
    default:
      // What went wrong inside is for the log, not for the caller.
      logger.error(
        "request failed", metadata: ["request": .string(context.requestID), "error": .string("\(error)")])
      return .error(
        APIError(
          .internalServerError, "internal",
          "something went wrong here; the log has it under the request id \(context.requestID)"))
    }
  }

  private static func sentence(for status: HTTPResponse.Status) -> String {
    switch status {
    case .notFound: "there is nothing at this path"
    case .methodNotAllowed: "this path has no such method"
    default: status.reasonPhrase.lowercased()
    }
  }

  // MARK: Headers

  /// The answer to a browser that asks whether a page of another origin may call.
  private func preflight(_ request: Request) -> Response? {
    guard request.method == .options, request.headers[.accessControlRequestMethod] != nil else { return nil }
    var headers = HTTPFields()
    headers[.accessControlAllowMethods] = "GET, POST, PUT, PATCH, DELETE"
    headers[.accessControlAllowHeaders] =
      "authorization, content-type, x-request-id, mcp-session-id, mcp-protocol-version"
    headers[.accessControlMaxAge] = "600"
    return Response(status: .noContent, headers: headers)
  }

  private func addHeaders(to response: inout Response, _ request: Request, _ context: CallContext) {
    response.headers[.requestID] = context.requestID
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.xFrameOptions] = "DENY"
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if settings.listener.certificate != nil {
      response.headers[.strictTransportSecurity] = "max-age=31536000"
    }
    guard let origin = request.headers[.origin] else { return }
    let isAny = settings.listener.origins.contains("*")
    guard isAny || settings.listener.origins.contains(origin) else { return }
    response.headers[.accessControlAllowOrigin] = isAny ? "*" : origin
    response.headers[.accessControlExposeHeaders] = "x-request-id, retry-after, mcp-session-id"
    if !isAny { response.headers[.vary] = "Origin" }
  }
}

extension Duration {
  /// Seconds with their fraction.
  var seconds: Double {
    let parts = components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }
}

extension HTTPField.Name {
  static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
