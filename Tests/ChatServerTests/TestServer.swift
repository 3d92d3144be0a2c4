import Agent
import ChatServer
import Common
import Conversations
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LanguageModels
import Logging
import NIOCore
import Retrieval
import Storage
import Synchronization
import TestSupport
import Testing

/// A server over the small bundle with a database of its own, spoken to without a socket.
struct TestServer {
  let bundle: SmallBundle
  let store: ConversationStore
  let server: ChatServer
  let clock: TestClock

  init(
    documents: [SmallBundle.Document] = SmallBundle.documents, keepsConversations: Bool = true,
    _ change: (inout ServerSettings) -> Void = { _ in }, log: (@Sendable (String) -> Void)? = nil,
    agent: @escaping @Sendable (SearchEngine, [String: String]) -> AgentRuntime = { engine, _ in
      AgentRuntime(engine: engine)
    }, sentiment: (@Sendable (SearchEngine) -> any SentimentReader)? = nil,
    providers: @escaping @Sendable () async -> [ProviderStatus] = { [] }
  ) async throws {
    bundle = try SmallBundle(documents)
    let clock = TestClock()
    self.clock = clock
    store = ConversationStore(try SQLiteDatabase(path: bundle.folder.file("conversations.sqlite"))) { clock.now }
    var settings = ServerSettings()
    settings.listener.listen = "127.0.0.1:0"
    settings.listener.workers = 2
    change(&settings)
    let logger = Logger(label: "test") { label in
      LineLogHandler(label: label, level: .info, isJSON: true, write: log ?? { _ in })
    }
    server = try await ChatServer(
      bundles: [bundle.path], model: nil, settings: settings, store: keepsConversations ? store : nil, agent: agent,
      sentiment: sentiment, providers: providers, version: "0.0.0", logger: logger)
  }

  /// Runs `body` against the router.
  func test(_ body: @escaping @Sendable (TestClient) async throws -> Void) async throws {
    try await server.application.test(.router) { try await body(TestClient(client: $0)) }
  }

  /// A key with these scopes.
  func key(_ scopes: [Scope] = [.search, .chat]) throws -> String {
    let secret = Secrets.make(prefix: "kbq_")
    try store.createKey(
      APIKey(
        id: ConversationStore.newID(), name: "test", hint: String(secret.prefix(10)), scopes: scopes.map(\.rawValue),
        created: store.now()), hash: Secrets.digest(secret))
    return secret
  }
}

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
  private let moment = Mutex(Timestamp(milliseconds: 1_772_366_400_000))  // 2026-03-01T12:00:00Z

  var now: Timestamp { moment.withLock { $0 } }

  func advance(by duration: Duration) { moment.withLock { $0 = $0.advanced(by: duration) } }
}

/// What tests ask a server.
struct TestClient: Sendable {
  let client: any TestClientProtocol
  var token: String?

  struct Answer {
    var status: Int
    var headers: HTTPFields
    var text: String

    /// The body as JSON; null where it is none.
    var json: JSONValue {
      do { return try JSONValue(parsing: Array(text.utf8)) } catch { return .null }
    }

    var error: String? { json["error"]?["code"]?.string }
  }

  func with(token: String?) -> TestClient { TestClient(client: client, token: token) }

  func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, headers: headers)
  }

  func post(_ path: String, _ body: JSONValue? = nil, headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.post, path, body.map { $0.serialized() }, headers: headers)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    if let token { headers[.authorization] = "Bearer \(token)" }
    return try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
    ) { response in
      Answer(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
    }
  }
}
