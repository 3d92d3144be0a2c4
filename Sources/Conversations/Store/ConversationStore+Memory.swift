package import Common
package import SQLite

extension ConversationStore {
  /// Facts about an owner that outlive a session, the oldest first.
  package func facts(of owner: String, limit: Int = 1_000) throws(DatabaseError) -> [String] {
    try database.read { (connection) throws(DatabaseError) in
      try connection.run(
        "SELECT fact FROM facts WHERE owner = ? ORDER BY created_at, id LIMIT ?", [.text(owner), .integer(limit)]
      ).map { $0.text(0) }
    }
  }

  /// What was learnt of how an owner writes and what about; `nil` of one who is new. Owners without an account have one too.
  package func learntProfile(of owner: String) throws(DatabaseError) -> JSONValue? {
    try database.read { (connection) throws(DatabaseError) in
      try connection.first("SELECT profile FROM learnt_profiles WHERE owner = ?", [.text(owner)])
        .map { JSONValue(stored: $0.text(0)) }
    }
  }

  /// Keeps these facts and this profile of an owner instead of those that were kept; the facts in this order, each once.
  package func setMemory(facts: [String], profile: JSONValue, of owner: String) throws(DatabaseError) {
    let moment = now().milliseconds
    try database.write { (connection) throws(DatabaseError) in
      try connection.run("DELETE FROM facts WHERE owner = ?", [.text(owner)])
      for (index, fact) in facts.enumerated() {
        try connection.run(
          "INSERT INTO facts (id, owner, fact, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (owner, fact) DO NOTHING",
          [.text(Self.newID()), .text(owner), .text(fact), .integer(moment + index)])
      }
      try connection.run(
        """
        INSERT INTO learnt_profiles (owner, profile, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (owner) DO UPDATE SET profile = excluded.profile, updated_at = excluded.updated_at
        """, [.text(owner), .text(profile.stored), .integer(moment)])
    }
  }

  /// Forgets the facts and the profile of an owner.
  package func deleteMemory(of owner: String) throws(DatabaseError) {
    try database.write { (connection) throws(DatabaseError) in
      for table in ["facts", "learnt_profiles"] {
        try connection.run("DELETE FROM \(table) WHERE owner = ?", [.text(owner)])
      }
    }
    try database.purge()
  }

  /// A cached value that has not expired.
  package func cachedAnswer(_ key: String) throws(DatabaseError) -> JSONValue? {
    let moment = now().milliseconds
    return try database.read { (connection) throws(DatabaseError) in
      try connection.first(
        "SELECT value FROM cached_answers WHERE key = ? AND expires_at > ?", [.text(key), .integer(moment)]
      ).map { JSONValue(stored: $0.text(0)) }
    }
  }

  package func cacheAnswer(_ value: JSONValue, key: String, for duration: Duration) throws(DatabaseError) {
    let moment = now()
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        """
        INSERT INTO cached_answers (key, value, created_at, expires_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, created_at = excluded.created_at,
          expires_at = excluded.expires_at
        """,
        [
          .text(key), .text(value.stored), .integer(moment.milliseconds),
          .integer(moment.advanced(by: duration).milliseconds),
        ])
    }
  }

  /// Takes one token from the bucket of `key`, which refills to `capacity` over `period`.
  ///
  /// - Returns: `nil` when there was one; otherwise the time until there is.
  package func takeToken(_ key: String, capacity: Int, per period: Duration) throws(DatabaseError) -> Duration? {
    let moment = now().milliseconds
    return try database.write { (connection) throws(DatabaseError) in
      let lock = dialect == .postgresql ? " FOR UPDATE" : ""
      let row = try connection.first("SELECT tokens, updated_at FROM rate_limits WHERE key = ?\(lock)", [.text(key)])
      var bucket = TokenBucket(
        tokens: row?.real(0) ?? Double(capacity), updated: Timestamp(milliseconds: row?.integer(1) ?? moment))
      let wait = bucket.take(at: Timestamp(milliseconds: moment), capacity: capacity, per: period)
      try connection.run(
        """
        INSERT INTO rate_limits (key, tokens, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at
        """, [.text(key), .real(bucket.tokens), .integer(bucket.updated.milliseconds)])
      return wait
    }
  }
}
