internal import Common
internal import SQLite
internal import Storage

extension BuildCache {
  /// An open cache with the lock that keeps others from replacing its file.
  struct Opened {
    var lock: FileLock
    var connection: SQLiteConnection
    var diagnostics: [Diagnostic] = []
  }

  /// Hundredths of a second to wait for others; SQLite waits as long for a lock.
  private static let patience = 500

  /// Opens the cache, or begins it anew when it is damaged or of another version.
  ///
  /// Of several programs that find the same damage, one renews the file and the others find it sound. A file that others
  /// still use is not replaced, as they would lose their write-ahead log.
  static func open(_ folder: String) throws -> Opened {
    let path = "\(folder)/\(fileName)"
    // It holds text of documents that others may not read; its log gets the same rights from SQLite.
    try createPrivateFile(path)
    let lock = try FileLock(path: "\(folder)/lock")
    for _ in 0..<Self.patience {
      if let opened = try openedSound(path, lock) ?? renewed(path, lock) { return opened }
      pause(milliseconds: 10)
    }
    throw DatabaseError(.busy, "the cache is damaged, and another program is using it", place: path)
  }

  /// `nil` when the file is not sound, or is being replaced.
  private static func openedSound(_ path: String, _ lock: FileLock) throws -> Opened? {
    guard try lock.take(.shared), let connection = try soundConnection(path) else { return nil }
    return Opened(lock: lock, connection: connection)
  }

  /// `nil` when others use the file, or check it at this moment.
  private static func renewed(_ path: String, _ lock: FileLock) throws -> Opened? {
    guard try lock.take(.exclusive) else { return nil }
    if let connection = try soundConnection(path) {
      // Another program has renewed it meanwhile.
      return try lock.take(.shared) ? Opened(lock: lock, connection: connection) : nil
    }
    for ending in ["", "-wal", "-shm"] { try removeFile(path + ending) }
    try createPrivateFile(path)
    let connection = try connect(path)
    // Whoever holds the lock alone between its two kinds finds the file sound, and gives it back.
    while try !lock.take(.shared) { pause(milliseconds: 1) }
    let note = Diagnostic(
      .note, "cache-renewed", at: SourceLocation(file: path),
      "the cache was damaged or of another version, and is begun anew")
    return Opened(lock: lock, connection: connection, diagnostics: [note])
  }

  /// `nil` when the file is damaged, or of another version of this program.
  private static func soundConnection(_ path: String) throws -> SQLiteConnection? {
    do {
      return try connect(path)
    } catch {
      if error.code == .unreadable || error.code == .failed { return nil }
      throw error
    }
  }

  private static func connect(_ path: String) throws(DatabaseError) -> SQLiteConnection {
    let connection = try SQLiteConnection(path: path, isReadOnly: false)
    try connection.run("PRAGMA journal_mode = WAL", [])
    try connection.run("PRAGMA synchronous = NORMAL", [])
    let version = try connection.run("PRAGMA user_version", []).first?.integer(0) ?? 0
    guard version == 0 || version == schema else {
      throw DatabaseError(.unreadable, "the cache has schema \(version)", place: path)
    }
    if version == 0 {
      try connection.run("BEGIN IMMEDIATE", [])
      try connection.run(
        """
        CREATE TABLE IF NOT EXISTS entries (
          key BLOB PRIMARY KEY, kind INTEGER NOT NULL, used INTEGER NOT NULL, value BLOB NOT NULL)
        """, [])
      try connection.run("PRAGMA user_version = \(schema)", [])
      try connection.run("COMMIT", [])
    }
    // Fails on a table of another shape.
    try connection.run("SELECT kind, used, value FROM entries WHERE key = ?", [.blob([])])
    return connection
  }
}
