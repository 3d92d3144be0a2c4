package import Common
package import HTTPTypes
internal import SQLite

/// A request that cannot be answered: what the caller is told, in one shape for every route.
package struct APIError: Error, Equatable, Sendable {
  package var status: HTTPResponse.Status
  /// A stable name in snake case.
  package var code: String
  /// What is wrong and what would be right, in one sentence.
  package var message: String
  /// The parameter or member that is wrong.
  package var parameter: String?
  /// After which it makes sense to try again.
  package var retryAfter: Duration?

  package init(
    _ status: HTTPResponse.Status, _ code: String, _ message: String, parameter: String? = nil,
    retryAfter: Duration? = nil
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.parameter = parameter
    self.retryAfter = retryAfter
  }

  package static func invalid(_ parameter: String, _ message: String) -> APIError {
    APIError(.badRequest, "invalid_request", message, parameter: parameter)
  }

  package static func notFound(_ what: String) -> APIError {
    APIError(.notFound, "not_found", "there is no such \(what)")
  }

  package static func tooLarge(_ limit: Int) -> APIError {
    APIError(.contentTooLarge, "too_large", "the body is larger than \(limit) bytes")
  }

  package static let overloaded = APIError(
    .serviceUnavailable, "overloaded", "the server has more work than it can do; try again", retryAfter: .seconds(1))

  package static let unauthenticated = APIError(
    .unauthorized, "unauthenticated", "send a key or a token as `Authorization: Bearer …`")

  package static func unavailable(_ feature: String, remedy: String) -> APIError {
    APIError(.notImplemented, "not_configured", "\(feature) is off on this server; \(remedy)")
  }

  /// What a caller is told of a database that does not do what it should; its words are for the log.
  init(_ error: DatabaseError) {
    self =
      switch error.code {
      case .busy:
        APIError(.serviceUnavailable, "busy", "the database is busy; try again", retryAfter: .seconds(1))
      case .unavailable:
        APIError(
          .serviceUnavailable, "database_unavailable", "the database cannot be reached; try again",
          retryAfter: .seconds(5))
      case .full:
        APIError(
          .insufficientStorage, "storage_full", "the disk of the database is full, so that nothing new can be kept")
      case .constraint, .unreadable, .failed:
        APIError(.internalServerError, "internal", "the database failed; the log says how")
      }
  }

  /// The body: the shape that OpenAI's clients read, which the rest of the API shares.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("type", .string(status.code >= 500 ? "server_error" : "invalid_request_error")),
      .init("code", .string(code)), .init("message", .string(message)),
    ]
    members.append(.init("param", parameter.map(JSONValue.string) ?? .null))
    return .object([.init("error", .object(members))])
  }
}

extension HTTPResponse.Status {
  /// RFC 4918, §11.5.
  fileprivate static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
