package import Common
package import SQLite
internal import Storage
internal import Synchronization

/// Finished work by the digest of everything that it was made from, in one SQLite file; several builds may share it.
///
/// The cache only ever saves time. A value is believed when its checksum fits its key; whatever else happens to the
/// file costs the work that was in it: a damaged one is thrown away, one that fails in the middle is left alone for the
/// rest of the build. What is stored is committed in pieces, so that a build that is killed leaves what it finished.
package final class BuildCache: Sendable {
  /// What a value is.
  package enum Kind: Int, CaseIterable, Sendable {
    /// The digest of a file with the stamp it had.
    case file = 0
    /// A prepared document.
    case document
    /// The vector of an encoder input.
    case vector
    /// What came of a whole build, or the name of one.
    case build
    /// Which encoder a model is.
    case model
    /// Compressed text, or the dictionary that it was compressed with.
    case frame
  }

  private struct Entry {
    var key: Digest
    var kind: Kind
    var value: [UInt8]
  }

  private struct State {
    /// `nil` once the database has failed.
    var connection: SQLiteConnection?
    var pending: [Entry] = []
    var pendingBytes = 0
    /// When the first of them was stored.
    var pendingSince = ContinuousClock.now
    /// Values that were used and not marked so today.
    var touched: [Digest] = []
    var diagnostics: [Diagnostic] = []
  }

  package static let fileName = "build.sqlite"
  static let schema = 1
  private static let checksumLength = 8
  /// What a build that is killed loses at most of what it had finished.
  private static let pendingLimit = (entries: 2_000, bytes: 8 << 20, time: Duration.seconds(1))

  package let folder: String
  /// Days since 1970.
  private let today: Int
  private let lock: FileLock
  private let state: Mutex<State>

  /// Opens or makes the cache in `folder`.
  ///
  /// - Throws: `SystemError` or `DatabaseError` when there can be none; a build goes on without one.
  package init(folder: String) throws {
    self.folder = folder
    today = FileStamp.now / 86_400
    try createFolder(folder)
    let opened = try Self.open(folder)
    lock = opened.lock
    state = Mutex(State(connection: opened.connection, diagnostics: opened.diagnostics))
  }

  /// What went wrong with the cache so far; never an error.
  package var diagnostics: [Diagnostic] { state.withLock { $0.diagnostics } }

  /// The value that was stored for `key`; `nil` when there is none or it is damaged.
  package func value(_ key: Digest) -> [UInt8]? {
    state.withLock { state in
      guard let row = run(&state, "SELECT used, value FROM entries WHERE key = ?", [.blob(key.bytes)])?.first,
        let stored = row.blob(1), let value = Self.checked(stored, key)
      else { return nil }
      if row.integer(0) != today { state.touched.append(key) }
      return value
    }
  }

  /// Keeps `value`; it can be asked for after `commit()`.
  package func store(_ value: [UInt8], for key: Digest, _ kind: Kind) {
    state.withLock { state in
      guard state.connection != nil else { return }
      if state.pending.isEmpty { state.pendingSince = .now }
      state.pending.append(Entry(key: key, kind: kind, value: value + Self.checksum(value, key)))
      state.pendingBytes += value.count
      if state.pending.count >= Self.pendingLimit.entries || state.pendingBytes >= Self.pendingLimit.bytes
        || .now - state.pendingSince >= Self.pendingLimit.time
      {
        commit(&state)
      }
    }
  }

  /// Writes what was stored to the file.
  package func commit() { state.withLock { commit(&$0) } }

  private func commit(_ state: inout State) {
    let (entries, touched) = (state.pending, state.touched)
    state.pending = []
    state.pendingBytes = 0
    state.touched = []
    guard !entries.isEmpty || !touched.isEmpty, run(&state, "BEGIN IMMEDIATE") != nil else { return }
    for entry in entries {
      run(
        &state, "INSERT OR REPLACE INTO entries (key, kind, used, value) VALUES (?, ?, ?, ?)",
        [.blob(entry.key.bytes), .integer(entry.kind.rawValue), .integer(today), .blob(entry.value)])
    }
    for key in touched {
      run(&state, "UPDATE entries SET used = ? WHERE key = ?", [.integer(today), .blob(key.bytes)])
    }
    run(&state, "COMMIT")
  }

  /// Runs a statement; the first failure is told and ends the use of the database.
  @discardableResult
  private func run(_ state: inout State, _ sql: String, _ parameters: [SQLValue] = []) -> [SQLRow]? {
    guard let connection = state.connection else { return nil }
    do throws(DatabaseError) {
      return try connection.run(sql, parameters)
    } catch {
      // Closing the connection undoes an open transaction.
      state.connection = nil
      state.diagnostics.append(
        Diagnostic(
          .warning, "cache-failed", at: SourceLocation(file: error.place),
          "the cache cannot be used any more (\(error.message)); the build goes on without it",
          remedy: "run `kbc cache verify`, or remove the folder"))
      return nil
    }
  }

  // MARK: Checksums

  private static func checksum(_ value: [UInt8], _ key: Digest) -> ArraySlice<UInt8> {
    var builder = DigestBuilder()
    builder.update(key.bytes)
    builder.update(value)
    return builder.finalize().bytes.prefix(checksumLength)
  }

  private static func checked(_ stored: [UInt8], _ key: Digest) -> [UInt8]? {
    guard stored.count >= checksumLength else { return nil }
    let value = Array(stored.dropLast(checksumLength))
    return stored.suffix(checksumLength).elementsEqual(checksum(value, key)) ? value : nil
  }
}

extension BuildCache {
  /// What is stored of one kind.
  package struct Usage: Equatable, Sendable {
    package var kind: Kind
    package var entries: Int
    package var bytes: Int
  }

  /// What is stored, by kind.
  package func usage() throws(DatabaseError) -> [Usage] {
    try administered { (connection) throws(DatabaseError) in
      let rows = try connection.run("SELECT kind, COUNT(*), SUM(LENGTH(value)) FROM entries GROUP BY kind", [])
      return Kind.allCases.map { kind in
        let row = rows.first { $0.integer(0) == kind.rawValue }
        return Usage(kind: kind, entries: row?.integer(1) ?? 0, bytes: row?.integer(2) ?? 0)
      }
    }
  }

  /// Removes what no build has used for `days` days, and of the rest what was used longest ago until the values take
  /// `bytes` at most; then gives the room back.
  ///
  /// - Returns: the entries removed.
  package func prune(unusedFor days: Int?, to bytes: Int?) throws(DatabaseError) -> Int {
    try administered { (connection) throws(DatabaseError) in
      var removed = 0
      func changes() throws(DatabaseError) -> Int {
        try connection.run("SELECT changes()", []).first?.integer(0) ?? 0
      }
      if let days {
        try connection.run("DELETE FROM entries WHERE used < ?", [.integer(today - days)])
        removed += try changes()
      }
      if let bytes {
        try connection.run(
          """
          DELETE FROM entries WHERE key IN (SELECT key FROM (
            SELECT key, SUM(LENGTH(value)) OVER (ORDER BY used DESC, key) AS total FROM entries) WHERE total > ?)
          """, [.integer(bytes)])
        removed += try changes()
      }
      try connection.run("VACUUM", [])
      try connection.run("PRAGMA wal_checkpoint(TRUNCATE)", [])
      return removed
    }
  }

  /// Checks the file and every value, and removes the values that are damaged.
  ///
  /// - Throws: when the file itself is damaged.
  package func verify() throws(DatabaseError) -> (entries: Int, damaged: Int) {
    try administered { (connection) throws(DatabaseError) in
      let answer = try connection.run("PRAGMA integrity_check", []).first?.text(0) ?? ""
      guard answer == "ok" else { throw DatabaseError(.unreadable, answer, place: "\(folder)/\(Self.fileName)") }
      var count = 0
      var damaged: [[UInt8]] = []
      var last: [UInt8] = []
      while true {
        let rows = try connection.run(
          "SELECT key, value FROM entries WHERE key > ? ORDER BY key LIMIT 1000", [.blob(last)])
        guard let end = rows.last?.blob(0) else { break }
        last = end
        count += rows.count
        for row in rows {
          let key = row.blob(0) ?? []
          let isSound = Digest(bytes: key).flatMap { key in row.blob(1).flatMap { Self.checked($0, key) } } != nil
          if !isSound { damaged.append(key) }
        }
      }
      for key in damaged { try connection.run("DELETE FROM entries WHERE key = ?", [.blob(key)]) }
      return (count, damaged.count)
    }
  }

  private func administered<Result: Sendable>(
    _ body: @Sendable (SQLiteConnection) throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try state.withLock { (state) throws(DatabaseError) in
      guard let connection = state.connection else {
        throw DatabaseError(.failed, "the cache has failed before", place: folder)
      }
      return try body(connection)
    }
  }
}
