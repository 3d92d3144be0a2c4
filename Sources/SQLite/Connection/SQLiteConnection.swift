internal import CSQLite

/// One open handle of an SQLite file and the statements that it has compiled. One thread at a time uses it.
package struct SQLiteConnection {
  /// A compiled statement, which is freed with this object.
  @safe private final class Statement {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe sqlite3_finalize(pointer) }
  }

  /// Owns what SQLite allocated; closing the handle is the last thing that happens.
  @safe private final class Handle {
    let place: String
    let pointer: OpaquePointer
    /// Compiled statements by their text, so that a query is compiled once a connection.
    var statements: [String: Statement] = [:]

    init(_ pointer: OpaquePointer, place: String) {
      unsafe self.pointer = unsafe pointer
      self.place = place
    }

    deinit {
      statements.removeAll()
      unsafe sqlite3_close(pointer)
    }
  }

  /// Statements kept at most; the store has fewer than that.
  private static let statementLimit = 200
  /// Tells SQLite to copy the text that it is given.
  private static let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private let handle: Handle

  /// Opens or creates the file. Another process's lock is waited for, five seconds at most.
  ///
  /// - Parameter isReadOnly: refuses to write; the file must exist.
  package init(path: String, isReadOnly: Bool) throws(DatabaseError) {
    let flags =
      (isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
      | SQLITE_OPEN_EXRESCODE
    var pointer: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &pointer, flags, nil)
    guard let pointer = unsafe pointer else {
      throw DatabaseError(.unavailable, "there is no memory for the database", place: path)
    }
    unsafe handle = Handle(pointer, place: path)
    guard code == SQLITE_OK else { throw failure(code) }
    unsafe sqlite3_busy_timeout(pointer, 5_000)
  }

  /// Runs one statement; `?` stands for the next parameter.
  ///
  /// - Returns: its rows; none for a statement that gives no rows.
  @discardableResult
  package func run(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
    let statement = try unsafe compiled(sql)
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    for (index, value) in parameters.enumerated() {
      let position = Int32(index + 1)
      let code =
        switch value {
        case .null: unsafe sqlite3_bind_null(statement, position)
        case .integer(let number): unsafe sqlite3_bind_int64(statement, position, Int64(number))
        case .real(let number): unsafe sqlite3_bind_double(statement, position, number)
        case .text(let text):
          unsafe sqlite3_bind_text(statement, position, text, Int32(clamping: text.utf8.count), Self.copies)
        case .blob(let bytes):
          unsafe sqlite3_bind_blob(statement, position, bytes, Int32(clamping: bytes.count), Self.copies)
        }
      guard code == SQLITE_OK else { throw failure(code) }
    }
    var rows: [SQLRow] = []
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW: rows.append(unsafe row(of: statement))
      case SQLITE_DONE: return rows
      case let code: throw failure(code)
      }
    }
  }

  private func compiled(_ sql: String) throws(DatabaseError) -> OpaquePointer {
    if let known = handle.statements[sql] { return unsafe known.pointer }
    var statement: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle.pointer, sql, Int32(clamping: sql.utf8.count), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement = unsafe statement else { throw failure(code) }
    if handle.statements.count >= Self.statementLimit { handle.statements.removeAll() }
    unsafe handle.statements[sql] = Statement(statement)
    return unsafe statement
  }

  private func row(of statement: OpaquePointer) -> SQLRow {
    let columns = 0..<(unsafe sqlite3_column_count(statement))
    return SQLRow(
      columns.map { column in
        switch unsafe sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(Int(unsafe sqlite3_column_int64(statement, column)))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(statement, column))
        case SQLITE_NULL: return .null
        case SQLITE_BLOB:
          guard let start = unsafe sqlite3_column_blob(statement, column) else { return .blob([]) }
          let count = Int(unsafe sqlite3_column_bytes(statement, column))
          return .blob(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
          // The length is asked for after the text, as SQLite may convert in between.
          guard let start = unsafe sqlite3_column_text(statement, column) else { return .null }
          let count = Int(unsafe sqlite3_column_bytes(statement, column))
          return .text(unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        }
      })
  }

  private func failure(_ code: Int32) -> DatabaseError {
    let message = unsafe String(cString: sqlite3_errmsg(handle.pointer))
    let kind: DatabaseError.Code =
      switch code & 0xFF {
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_CONSTRAINT: .constraint
      case SQLITE_FULL: .full
      case SQLITE_CORRUPT, SQLITE_NOTADB: .unreadable
      case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_IOERR: .unavailable
      default: .failed
      }
    return DatabaseError(kind, message, place: handle.place)
  }
}
