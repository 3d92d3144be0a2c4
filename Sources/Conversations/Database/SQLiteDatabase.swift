internal import Common
package import SQLite
internal import Storage
internal import Synchronization

/// Conversations in one SQLite file with a write-ahead log: one writer and several readers at a time.
package final class SQLiteDatabase: Database {
  package let place: String
  package var dialect: SQLDialect { .sqlite }
  private let writer: SharedConnection
  /// Connections that nobody reads with now.
  private let idleReaders = Mutex<[SharedConnection]>([])

  /// Readers that stay open.
  private static let readerLimit = 4

  /// Opens or creates the file at `path`, readable by its owner alone, and brings it to the newest schema.
  package init(path: String) throws(DatabaseError) {
    place = path
    do throws(SystemError) {
      try createPrivateFile(path)
    } catch {
      throw DatabaseError(.unavailable, error.message + (error.cause.map { " (\($0))" } ?? ""), place: path)
    }
    writer = try SharedConnection(path: path, isReadOnly: false)
    try migrate()
  }

  package func read<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    let idle = idleReaders.withLock { $0.popLast() }
    let reader = if let idle { idle } else { try SharedConnection(path: place, isReadOnly: true) }
    let result = try reader.transaction("BEGIN", body)
    idleReaders.withLock { if $0.count < Self.readerLimit { $0.append(reader) } }
    return result
  }

  @discardableResult
  package func write<Result: Sendable>(
    _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    // Taking the lock at once avoids a deadlock of two that both want to go from reading to writing.
    try writer.transaction("BEGIN IMMEDIATE", body)
  }

  /// - Complexity: O(size of the search index): its segments are merged, which drops the words of deleted messages.
  package func purge() throws(DatabaseError) {
    try write { (connection) throws(DatabaseError) in
      let structure = try connection.first("SELECT length(block) FROM messages_text_data WHERE id = 10")
      let command = structure?.integer(0) ?? 0 > Self.longestStructure ? "rebuild" : "optimize"
      try connection.run("INSERT INTO messages_text (messages_text) VALUES ('\(command)')")
    }
    try writer.run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Bytes of the search index's structure record (SQLite's manual of FTS5, §8.1.1: number 10) after which it is built anew.
  ///
  /// Before SQLite 3.43 every merge of all segments adds a level to the record, some two bytes, and an index of 2,000 levels
  /// cannot be read any more.
  private static let longestStructure = 256
}

/// A connection that one thread at a time uses.
private final class SharedConnection: Sendable {
  private let connection: Mutex<SQLiteConnection>

  init(path: String, isReadOnly: Bool) throws(DatabaseError) {
    let connection = try SQLiteConnection(path: path, isReadOnly: isReadOnly)
    try connection.run("PRAGMA foreign_keys = ON", [])
    try connection.run("PRAGMA synchronous = NORMAL", [])
    try connection.run("PRAGMA secure_delete = ON", [])
    // Readers never wait for the writer; the log is copied back as it grows.
    if !isReadOnly { try connection.run("PRAGMA journal_mode = WAL", []) }
    self.connection = Mutex(connection)
  }

  func run(_ sql: String) throws(DatabaseError) {
    try connection.withLock { (connection) throws(DatabaseError) in _ = try connection.run(sql, []) }
  }

  func transaction<Result: Sendable>(
    _ begin: String, _ body: @Sendable (any DatabaseConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try connection.withLock { (connection) throws(DatabaseError) in
      try connection.run(begin, [])
      do throws(DatabaseError) {
        let result = try body(connection)
        try connection.run("COMMIT", [])
        return result
      } catch {
        // Some failures have undone the transaction already; then there is nothing to undo, which is as well.
        do { try connection.run("ROLLBACK", []) } catch {}
        throw error
      }
    }
  }
}

extension SQLiteConnection: DatabaseConnection {
  package var dialect: SQLDialect { .sqlite }
}
