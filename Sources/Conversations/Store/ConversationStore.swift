internal import Common
internal import FoundationEssentials
package import SQLite

/// Everything that is remembered between requests: sessions and messages, people and keys, usage.
///
/// One value serves all threads. Calls block for a database transaction.
package struct ConversationStore: Sendable {
  /// Who owns what is said without signing in, on loopback.
  package static let localOwner = "local"

  let database: any Database
  /// Where the time comes from.
  package let now: @Sendable () -> Timestamp

  package init(_ database: any Database, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.database = database
    self.now = now
  }

  /// The file or the server, without secrets.
  package var place: String { database.place }

  /// Whether several servers may use the database at the same time.
  package var isShared: Bool { database.dialect == .postgresql }

  /// Does nothing but reach the database.
  package func ping() throws(DatabaseError) {
    try database.read { (connection) throws(DatabaseError) in _ = try connection.run("SELECT 1") }
  }

  /// A new id: a random UUID in lower case.
  package static func newID() -> String { UUID().uuidString.lowercased() }

  /// Whether `text` is a UUID in the form that this store writes; other spellings are put into it first.
  package static func normalizedID(_ text: String) -> String? {
    guard text.utf8.count == 36 else { return nil }
    return UUID(uuidString: text)?.uuidString.lowercased()
  }
}

/// Whose conversations a caller may touch.
package enum Access: Equatable, Sendable {
  case owner(String)
  /// An administrator's.
  case everyone

  /// The condition on `sessions.owner` and its parameters, to stand behind another condition.
  var condition: (sql: String, parameters: [SQLValue]) {
    switch self {
    case .owner(let owner): (" AND sessions.owner = ?", [.text(owner)])
    case .everyone: ("", [])
    }
  }
}

extension JSONValue {
  /// The value as one line of text, as it is stored.
  var stored: String { String(decoding: serialized(), as: UTF8.self) }

  /// A stored value; null where the text is no JSON, which only another program can have written.
  init(stored text: String) {
    do { self = try JSONValue(parsing: Array(text.utf8)) } catch { self = .null }
  }
}
