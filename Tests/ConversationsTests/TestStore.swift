import Common
import Conversations
import FoundationEssentials
import SQLite
import Storage
import Synchronization
import Testing

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
  private let moment = Mutex(Timestamp(milliseconds: 1_772_366_400_000))  // 2026-03-01T12:00:00Z

  var now: Timestamp { moment.withLock { $0 } }

  func advance(by duration: Duration) { moment.withLock { $0 = $0.advanced(by: duration) } }
}

/// A store of its own: on SQLite, or in a schema of its own on the PostgreSQL server that `ALMANAC_TEST_POSTGRESQL` names.
struct TestStore {
  let folder: TemporaryFolder
  let clock = TestClock()
  let store: ConversationStore
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/conversations.sqlite"
    let clock = clock
    store = ConversationStore(try Self.database(path: path)) { clock.now }
  }

  static let postgresql = ProcessInfo.processInfo.environment["ALMANAC_TEST_POSTGRESQL"]

  private static func database(path: String) throws -> any Database {
    guard let postgresql else { return try SQLiteDatabase(path: path) }
    let schema = "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
    try openDatabase(postgresql).write { (connection) throws(DatabaseError) in
      _ = try connection.run("CREATE SCHEMA \(schema)")
    }
    let sign = postgresql.contains("?") ? "&" : "?"
    return try openDatabase(postgresql + sign + "options=-csearch_path%3D" + schema)
  }

  func message(_ role: Message.Role, _ content: String) -> Message {
    Message(
      id: ConversationStore.newID(), session: "", position: 0, role: role, content: content, created: clock.now)
  }

  /// A question and its answer in a session.
  @discardableResult
  func ask(
    _ question: String, _ answer: String, in session: Session, isAnswered: Bool = true, source: String? = nil
  ) throws -> [Message] {
    var reply = message(.assistant, answer)
    reply.production = Production(
      provider: "offline", model: "quotes", inputTokens: 10, outputTokens: 20, cost: 0.5, milliseconds: 12,
      isAnswered: isAnswered)
    if let source { reply.citations = [["source": .string(source), "title": "Guide", "bundle": "handbook"]] }
    let stored = try store.append([message(.user, question), reply], to: session.id, .owner(session.owner))
    return try #require(stored)
  }
}
