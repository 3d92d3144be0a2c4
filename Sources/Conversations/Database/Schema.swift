internal import SQLite

/// The tables, as steps that lead from one version to the next. A step is never changed once it is released.
enum Schema {
  /// What one version adds; the statements run in order.
  struct Step: Sendable {
    var version: Int
    var statements: @Sendable (SQLDialect) -> [String]
  }

  static let steps: [Step] = [Step(version: 1, statements: first), Step(version: 2, statements: second)]

  /// Times are milliseconds since 1970 in UTC, days are `yyyy-mm-dd` in UTC, ids are UUIDs in lower case.
  private static func first(_ dialect: SQLDialect) -> [String] {
    [
      """
      CREATE TABLE users (
        id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL, role TEXT NOT NULL,
        created_at BIGINT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, profile TEXT NOT NULL DEFAULT '{}')
      """,
      """
      CREATE TABLE invitations (
        code_hash TEXT PRIMARY KEY, email TEXT, role TEXT NOT NULL, created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE refresh_tokens (
        token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        family TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
        used INTEGER NOT NULL DEFAULT 0)
      """,
      "CREATE INDEX refresh_tokens_family ON refresh_tokens (family)",
      "CREATE TABLE revoked_tokens (id TEXT PRIMARY KEY, expires_at BIGINT NOT NULL)",
      """
      CREATE TABLE api_keys (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, hint TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE,
        scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT, last_used_at BIGINT, revoked_at BIGINT)
      """,
      """
      CREATE TABLE provider_keys (
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, provider TEXT NOT NULL, sealed TEXT NOT NULL,
        created_at BIGINT NOT NULL, PRIMARY KEY (user_id, provider))
      """,
      """
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL, active INTEGER NOT NULL DEFAULT 1, metadata TEXT NOT NULL DEFAULT '{}')
      """,
      "CREATE INDEX sessions_owner ON sessions (owner, updated_at)",
      "CREATE INDEX sessions_updated ON sessions (updated_at)",
      """
      CREATE TABLE messages (
        id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL, created_at BIGINT NOT NULL,
        day TEXT NOT NULL, citations TEXT NOT NULL DEFAULT '[]', sentiment TEXT, sentiment_score DOUBLE PRECISION,
        emotion TEXT, provider TEXT, model TEXT, input_tokens INTEGER, output_tokens INTEGER, cost DOUBLE PRECISION,
        milliseconds DOUBLE PRECISION, answered INTEGER, question_id TEXT, UNIQUE (session_id, position))
      """,
      "CREATE INDEX messages_day ON messages (day, role)",
      """
      CREATE TABLE cited_documents (
        message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE, bundle TEXT NOT NULL,
        source TEXT NOT NULL, title TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (message_id, bundle, source))
      """,
      "CREATE INDEX cited_documents_day ON cited_documents (day)",
      """
      CREATE TABLE feedback (
        message_id TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE, rating INTEGER NOT NULL,
        reason TEXT NOT NULL DEFAULT '', created_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE usage (
        day TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, requests BIGINT NOT NULL,
        failures BIGINT NOT NULL, input_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL,
        cost DOUBLE PRECISION NOT NULL, PRIMARY KEY (day, provider, model))
      """,
      """
      CREATE TABLE facts (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, fact TEXT NOT NULL, created_at BIGINT NOT NULL, UNIQUE (owner, fact))
      """,
      """
      CREATE TABLE cached_answers (
        key TEXT PRIMARY KEY, value TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)
      """,
      "CREATE INDEX cached_answers_expiry ON cached_answers (expires_at)",
      """
      CREATE TABLE rate_limits (
        key TEXT PRIMARY KEY, tokens DOUBLE PRECISION NOT NULL, updated_at BIGINT NOT NULL)
      """,
    ] + search(dialect)
  }

  /// What is learnt of people, whether they have an account or not.
  private static func second(_ dialect: SQLDialect) -> [String] {
    ["CREATE TABLE learnt_profiles (owner TEXT PRIMARY KEY, profile TEXT NOT NULL, updated_at BIGINT NOT NULL)"]
  }

  /// Full-text search over the messages, kept up to date by the database itself.
  private static func search(_ dialect: SQLDialect) -> [String] {
    switch dialect {
    case .sqlite:
      [
        """
        CREATE VIRTUAL TABLE messages_text USING fts5(
          content, content='messages', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2')
        """,
        """
        CREATE TRIGGER messages_text_insert AFTER INSERT ON messages BEGIN
          INSERT INTO messages_text (rowid, content) VALUES (new.rowid, new.content);
        END
        """,
        """
        CREATE TRIGGER messages_text_delete AFTER DELETE ON messages BEGIN
          INSERT INTO messages_text (messages_text, rowid, content) VALUES ('delete', old.rowid, old.content);
        END
        """,
        """
        CREATE TRIGGER messages_text_update AFTER UPDATE OF content ON messages BEGIN
          INSERT INTO messages_text (messages_text, rowid, content) VALUES ('delete', old.rowid, old.content);
          INSERT INTO messages_text (rowid, content) VALUES (new.rowid, new.content);
        END
        """,
      ]
    case .postgresql:
      ["CREATE INDEX messages_text ON messages USING gin (\(searchVector(of: "content")))"]
    }
  }

  /// The words of a text for PostgreSQL, without accents, as the tokenizer of SQLite makes them.
  static func searchVector(of text: String) -> String { "to_tsvector('simple', \(withoutAccents(text)))" }

  /// A text for PostgreSQL without its combining marks.
  static func withoutAccents(_ text: String) -> String {
    #"regexp_replace(normalize(\#(text), NFD), '[\u0300-\u036f]', '', 'g')"#
  }
}

extension Database {
  /// Brings the schema to the newest version; each step happens whole or not at all.
  ///
  /// - Throws: `unreadable` when a newer program made the database.
  func migrate() throws(DatabaseError) {
    try write { (connection) throws(DatabaseError) in
      if dialect == .postgresql {
        // Replicas that start together migrate one after another.
        try connection.run("SELECT pg_advisory_xact_lock(7232019)", [])
      }
      try connection.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)", [])
      let version = try connection.first("SELECT version FROM schema_version")?.integer(0) ?? 0
      let newest = Schema.steps.last?.version ?? 0
      guard version <= newest else {
        throw DatabaseError(
          .unreadable, "the database has schema \(version), this program knows \(newest)", place: place)
      }
      for step in Schema.steps where step.version > version {
        for statement in step.statements(dialect) { try connection.run(statement, []) }
      }
      guard version < newest else { return }
      try connection.run("DELETE FROM schema_version", [])
      try connection.run("INSERT INTO schema_version (version) VALUES (?)", [.integer(newest)])
    }
  }
}
