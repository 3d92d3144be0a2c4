package import SQLite
internal import Synchronization

/// Conversations in PostgreSQL, which several servers share.
package final class PostgreSQLDatabase: Database {
  package let place: String
  package var dialect: SQLDialect { .postgresql }
  private let url: String
  private let library: PostgreSQLLibrary
  private let idle = Mutex<[SharedPostgreSQLConnection]>([])

  /// Connections that stay open. More are made when more threads ask, and closed after.
  private static let idleLimit = 8

  /// Connects to the server at `url` (`postgresql://user@host/database`) and brings the schema to the newest version.
  package init(url: String) throws(DatabaseError) {
    self.url = url
    place = Self.withoutPassword(url)
    library = try PostgreSQLLibrary(place: place)
    try migrate()
  }

  package func read<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
  }

  @discardableResult
  package func write<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try transaction("BEGIN", body)
  }

  /// Old versions of rows are the server's own to remove.
  package func purge() {}

  private func transaction<Result: Sendable>(
    _ begin: String, _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    // A connection that lay idle may have been closed by the server meanwhile; nothing has happened on it yet then.
    while let known = idle.withLock({ $0.popLast() }) {
      if known.begin(begin) { return try finish(known, body) }
    }
    let connection = try SharedPostgreSQLConnection(library, url: url, place: place)
    guard connection.begin(begin) else {
      throw DatabaseError(.unavailable, "the server closed the connection", place: place)
    }
    return try finish(connection, body)
  }

  private func finish<Result: Sendable>(
    _ connection: SharedPostgreSQLConnection,
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    defer {
      if connection.isAlive { idle.withLock { if $0.count < Self.idleLimit { $0.append(connection) } } }
    }
    return try connection.finish(body)
  }

  /// The address without what stands between the user's name and the `@`.
  static func withoutPassword(_ url: String) -> String {
    guard let slashes = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"), slashes.upperBound <= at else {
      return url
    }
    let user = url[slashes.upperBound..<at].prefix { $0 != ":" }
    return String(url[..<slashes.upperBound]) + user + url[at...].prefix { $0 != "?" }
  }
}

/// A connection that one thread at a time uses.
private final class SharedPostgreSQLConnection: Sendable {
  private let connection: Mutex<PostgreSQLConnection>

  init(_ library: PostgreSQLLibrary, url: String, place: String) throws(DatabaseError) {
    connection = Mutex(try PostgreSQLConnection(library, url: url, place: place))
  }

  var isAlive: Bool { connection.withLock { $0.isAlive } }

  /// Begins a transaction; false when the connection is of no use any more.
  func begin(_ sql: String) -> Bool {
    connection.withLock { connection in
      do {
        try connection.run(sql, [])
        return true
      } catch {
        return false
      }
    }
  }

  func finish<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try connection.withLock { (connection) throws(DatabaseError) in
      do throws(DatabaseError) {
        let result = try body(connection)
        try connection.run("COMMIT", [])
        return result
      } catch {
        // A connection that is gone has nothing to undo.
        do { try connection.run("ROLLBACK", []) } catch {}
        throw error
      }
    }
  }
}
