internal import Common
internal import HTTPTypes
internal import Hummingbird

/// What a key may be allowed to do.
package enum Scope: String, CaseIterable, Sendable {
  /// Search, documents, the knowledge base, embeddings.
  case search
  /// Chat and conversations.
  case chat
  /// Uploads and web sources.
  case upload
  /// Analytics, usage, everybody's conversations, people.
  case admin
  case metrics
}

/// One operation of the API: what it takes, who may call it and what it does.
///
/// The router, the checks, the limits and `openapi.json` are all made from this one value.
struct Endpoint: Sendable {
  enum Access: Equatable, Sendable {
    /// Everyone, even where authentication is required.
    case open
    case scope(Scope)
    /// Someone who signed in.
    case account
  }

  enum Limit: String, Sendable {
    case none
    case request
    case chat
    case upload
    case signIn
  }

  struct Parameter: Sendable {
    enum Place: String, Sendable {
      case query
      case path
    }

    var name: String
    var place: Place
    var shape: Shape
    var summary: String
    var isRequired: Bool
    /// Whether it may come several times.
    var isRepeated: Bool

    static func query(
      _ name: String, _ shape: Shape, _ summary: String, isRequired: Bool = false, isRepeated: Bool = false
    ) -> Parameter {
      Parameter(
        name: name, place: .query, shape: shape, summary: summary, isRequired: isRequired, isRepeated: isRepeated)
    }

    static func path(_ name: String, _ shape: Shape, _ summary: String) -> Parameter {
      Parameter(name: name, place: .path, shape: shape, summary: summary, isRequired: true, isRepeated: false)
    }
  }

  enum Body: Sendable {
    case none
    case json(Shape)
    /// JSON that an operation may do without.
    case optionalJSON(Shape)
    /// A file: its bytes as they are, or as one part of a form.
    case file
  }

  var method: HTTPRequest.Method
  /// With `{name}` for parameters.
  var path: String
  var tag: String
  var summary: String
  var access: Access
  var limit: Limit = .request
  var parameters: [Parameter] = []
  var body: Body = .none
  /// What it gives when all is well: status, media type and what it is.
  var success: [(status: Int, type: String, summary: String)] = [(200, "application/json", "What was asked for")]
  /// Statuses besides those that every operation may give.
  var failures: [Int] = []
  var handle: @Sendable (Call) async throws -> Response
}

/// A call of an endpoint whose parameters and body were checked.
struct Call: Sendable {
  var request: Request
  var context: CallContext
  var caller: Caller
  var query: [String: [JSONValue]]
  var path: [String: String]
  /// Null without a body.
  var body: JSONValue
  /// The bytes of the body, as they came.
  var bytes: ByteBuffer

  func text(_ name: String) -> String? { query[name]?.first?.string }
  func texts(_ name: String) -> [String] { query[name]?.compactMap(\.string) ?? [] }
  func integer(_ name: String) -> Int? { query[name]?.first?.integer }
  func number(_ name: String) -> Double? { query[name]?.first?.number }
  func flag(_ name: String) -> Bool? { query[name]?.first?.bool }
  /// A parameter of the path; ids come in lower case.
  func segment(_ name: String) -> String { path[name] ?? "" }
}
