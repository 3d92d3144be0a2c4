package import SQLite

/// A connection inside a transaction.
package protocol DatabaseConnection {
  /// Runs one statement; `?` stands for the next parameter.
  ///
  /// - Returns: its rows; none for a statement that gives no rows.
  @discardableResult
  func run(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow]
  var dialect: SQLDialect { get }
}

extension DatabaseConnection {
  @discardableResult
  package func run(_ sql: String) throws(DatabaseError) -> [SQLRow] { try run(sql, []) }

  /// The first row of a query.
  package func first(_ sql: String, _ parameters: [SQLValue] = []) throws(DatabaseError) -> SQLRow? {
    try run(sql, parameters).first
  }
}

/// What differs between the two databases. Everything else is written in the SQL that both know.
package enum SQLDialect: Sendable {
  case sqlite
  case postgresql
}

/// A database that keeps conversations.
///
/// Calls block; a server makes them on threads of its own, never on an event loop.
package protocol Database: Sendable {
  /// The file or the server, without secrets, for messages.
  var place: String { get }
  var dialect: SQLDialect { get }
  /// Removes the traces of what was deleted: in the search index and in the write-ahead log.
  func purge() throws(DatabaseError)
  /// Runs `body` in a transaction that sees one state of the database and changes nothing.
  func read<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result
  /// Runs `body` in a transaction that is committed when it returns and undone when it throws.
  @discardableResult
  func write<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result
}
