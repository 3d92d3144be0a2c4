package import Common
package import SQLite

extension ConversationStore {
  /// Columns of a session, in the order that `session(_:)` reads them.
  static let sessionColumns = """
    sessions.id, sessions.owner, sessions.title, sessions.created_at, sessions.updated_at, sessions.active, \
    sessions.metadata, (SELECT count(*) FROM messages WHERE messages.session_id = sessions.id)
    """

  static func session(_ row: SQLRow) -> Session {
    Session(
      id: row.text(0), owner: row.text(1), title: row.text(2), created: Timestamp(milliseconds: row.integer(3)),
      updated: Timestamp(milliseconds: row.integer(4)), isActive: row.flag(5), metadata: JSONValue(stored: row.text(6)),
      messageCount: row.integer(7))
  }

  /// Starts a session.
  ///
  /// - Parameters:
  ///   - id: a UUID in lower case; a new one by default.
  ///   - title: empty to take one from the first question.
  package func createSession(
    id: String = newID(), owner: String, title: String = "", metadata: JSONValue = .object([])
  ) throws(DatabaseError) -> Session {
    let moment = now()
    try database.write { (connection) throws(DatabaseError) in
      _ = try connection.run(
        "INSERT INTO sessions (id, owner, title, created_at, updated_at, metadata) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(id), .text(owner), .text(title), .integer(moment.milliseconds), .integer(moment.milliseconds),
          .text(metadata.stored),
        ])
    }
    return Session(id: id, owner: owner, title: title, created: moment, updated: moment, metadata: metadata)
  }

  package func session(_ id: String, _ access: Access) throws(DatabaseError) -> Session? {
    let condition = access.condition
    return try database.read { (connection) throws(DatabaseError) in
      try connection.first(
        "SELECT \(Self.sessionColumns) FROM sessions WHERE id = ?" + condition.sql, [.text(id)] + condition.parameters
      ).map(Self.session)
    }
  }

  /// Sessions, the last used first.
  ///
  /// - Parameter before: only those last used before this moment, to page on.
  package func sessions(
    _ access: Access, limit: Int = 50, before: Timestamp? = nil
  ) throws(DatabaseError) -> [Session] {
    let condition = access.condition
    return try database.read { (connection) throws(DatabaseError) in
      try connection.run(
        """
        SELECT \(Self.sessionColumns) FROM sessions WHERE updated_at < ?\(condition.sql)
        ORDER BY updated_at DESC, id LIMIT ?
        """,
        [.integer(before?.milliseconds ?? .max)] + condition.parameters + [.integer(limit)]
      ).map(Self.session)
    }
  }

  /// Changes what is not `nil`; gives the session as it is then, `nil` when there is none.
  package func updateSession(
    _ id: String, _ access: Access, title: String? = nil, isActive: Bool? = nil, metadata: JSONValue? = nil
  ) throws(DatabaseError) -> Session? {
    let condition = access.condition
    let moment = now().milliseconds
    return try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        """
        UPDATE sessions SET title = coalesce(?, title), active = coalesce(?, active), metadata = coalesce(?, metadata),
          updated_at = ? WHERE id = ?\(condition.sql)
        """,
        [
          .optional(title), .optional(isActive.map { $0 ? 1 : 0 }), .optional(metadata?.stored), .integer(moment),
          .text(id),
        ] + condition.parameters)
      return try connection.first(
        "SELECT \(Self.sessionColumns) FROM sessions WHERE id = ?" + condition.sql, [.text(id)] + condition.parameters
      ).map(Self.session)
    }
  }

  /// Deletes a session with its messages and everything that hangs on them; false when there is none.
  package func deleteSession(_ id: String, _ access: Access) throws(DatabaseError) -> Bool {
    let condition = access.condition
    let isDeleted = try database.write { (connection) throws(DatabaseError) in
      try !connection.run(
        "DELETE FROM sessions WHERE id = ?\(condition.sql) RETURNING id", [.text(id)] + condition.parameters
      ).isEmpty
    }
    if isDeleted { try database.purge() }
    return isDeleted
  }

  /// Deletes every session that was last used before `moment`, and what has expired; the number of sessions.
  package func deleteSessions(before moment: Timestamp) throws(DatabaseError) -> Int {
    let present = now().milliseconds
    let count = try database.write { (connection) throws(DatabaseError) in
      for table in ["cached_answers", "invitations", "refresh_tokens", "revoked_tokens"] {
        try connection.run("DELETE FROM \(table) WHERE expires_at < ?", [.integer(present)])
      }
      return try connection.run(
        "DELETE FROM sessions WHERE updated_at < ? RETURNING id", [.integer(moment.milliseconds)]
      ).count
    }
    if count > 0 { try database.purge() }
    return count
  }

  /// Deletes everything that an owner has said and what was kept about them; the number of sessions.
  package func deleteConversations(of owner: String) throws(DatabaseError) -> Int {
    let count = try database.write { (connection) throws(DatabaseError) in
      try connection.run("DELETE FROM facts WHERE owner = ?", [.text(owner)])
      try connection.run("DELETE FROM learnt_profiles WHERE owner = ?", [.text(owner)])
      return try connection.run("DELETE FROM sessions WHERE owner = ? RETURNING id", [.text(owner)]).count
    }
    try database.purge()
    return count
  }

  /// Sessions that were used since `moment`.
  package func activeSessionCount(since moment: Timestamp) throws(DatabaseError) -> Int {
    try database.read { (connection) throws(DatabaseError) in
      try connection.first(
        "SELECT count(*) FROM sessions WHERE active = 1 AND updated_at >= ?", [.integer(moment.milliseconds)]
      )?.integer(0) ?? 0
    }
  }
}
