package import Common
package import SQLite

extension ConversationStore {
  private static let userColumns = "id, email, password, role, created_at, disabled, profile"

  private static func user(_ row: SQLRow) -> User {
    User(
      id: row.text(0), email: row.text(1), password: row.text(2), role: User.Role(rawValue: row.text(3)) ?? .member,
      created: Timestamp(milliseconds: row.integer(4)), isDisabled: row.flag(5), profile: JSONValue(stored: row.text(6))
    )
  }

  /// Adds a user.
  ///
  /// - Parameter invitation: the digest of a code that is used up by this; it must be valid, and its role counts.
  /// - Returns: `nil` when the invitation is not valid.
  /// - Throws: `constraint` when the address is taken.
  package func createUser(
    email: String, password: String, role: User.Role, invitation: String? = nil
  ) throws(DatabaseError) -> User? {
    let moment = now()
    return try database.write { (connection) throws(DatabaseError) in
      var user = User(id: Self.newID(), email: email, password: password, role: role, created: moment)
      if let invitation {
        let used = try connection.first(
          """
          DELETE FROM invitations WHERE code_hash = ? AND expires_at > ? AND (email IS NULL OR email = ?) RETURNING role
          """, [.text(invitation), .integer(moment.milliseconds), .text(email)])
        guard let used else { return nil }
        user.role = User.Role(rawValue: used.text(0)) ?? .member
      }
      try connection.run(
        "INSERT INTO users (id, email, password, role, created_at) VALUES (?, ?, ?, ?, ?)",
        [
          .text(user.id), .text(email), .text(password), .text(user.role.rawValue), .integer(moment.milliseconds),
        ])
      return user
    }
  }

  package func user(id: String) throws(DatabaseError) -> User? { try user(where: "id", id) }
  package func user(email: String) throws(DatabaseError) -> User? { try user(where: "email", email) }

  private func user(where column: String, _ value: String) throws(DatabaseError) -> User? {
    try database.read { (connection) throws(DatabaseError) in
      try connection.first("SELECT \(Self.userColumns) FROM users WHERE \(column) = ?", [.text(value)]).map(Self.user)
    }
  }

  package func users() throws(DatabaseError) -> [User] {
    try database.read { (connection) throws(DatabaseError) in
      try connection.run("SELECT \(Self.userColumns) FROM users ORDER BY created_at, id").map(Self.user)
    }
  }

  /// Changes what is not `nil`. A new password and being disabled sign the user out everywhere.
  package func updateUser(
    _ id: String, password: String? = nil, isDisabled: Bool? = nil, profile: JSONValue? = nil
  ) throws(DatabaseError) {
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        """
        UPDATE users SET password = coalesce(?, password), disabled = coalesce(?, disabled),
          profile = coalesce(?, profile) WHERE id = ?
        """,
        [.optional(password), .optional(isDisabled.map { $0 ? 1 : 0 }), .optional(profile?.stored), .text(id)])
      if password != nil || isDisabled == true {
        try connection.run("DELETE FROM refresh_tokens WHERE user_id = ?", [.text(id)])
      }
    }
  }

  /// Deletes a user with everything that they said.
  package func deleteUser(_ id: String) throws(DatabaseError) -> Bool {
    let isDeleted = try database.write { (connection) throws(DatabaseError) in
      try connection.run("DELETE FROM sessions WHERE owner = ?", [.text(id)])
      try connection.run("DELETE FROM facts WHERE owner = ?", [.text(id)])
      try connection.run("DELETE FROM learnt_profiles WHERE owner = ?", [.text(id)])
      return try !connection.run("DELETE FROM users WHERE id = ? RETURNING id", [.text(id)]).isEmpty
    }
    try database.purge()
    return isDeleted
  }

  /// Keeps an invitation by the digest of its code.
  package func createInvitation(
    codeHash: String, email: String?, role: User.Role, expires: Timestamp
  ) throws(DatabaseError) {
    let moment = now().milliseconds
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        "INSERT INTO invitations (code_hash, email, role, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        [
          .text(codeHash), .optional(email), .text(role.rawValue), .integer(moment), .integer(expires.milliseconds),
        ])
    }
  }
}

// MARK: Tokens

extension ConversationStore {
  /// Keeps a refresh token by its digest. Tokens that follow from each other are one family.
  package func createRefreshToken(
    hash: String, user: String, family: String, expires: Timestamp
  ) throws(DatabaseError) {
    let moment = now().milliseconds
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        "INSERT INTO refresh_tokens (token_hash, user_id, family, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        [.text(hash), .text(user), .text(family), .integer(moment), .integer(expires.milliseconds)])
    }
  }

  /// Uses up a refresh token.
  ///
  /// A token that was used before is in the wrong hands: its whole family is deleted (RFC 9700, §4.14.2).
  ///
  /// - Returns: the user and the family; `nil` when the token opens nothing.
  package func useRefreshToken(hash: String) throws(DatabaseError) -> (user: String, family: String)? {
    let moment = now().milliseconds
    return try database.write { (connection) throws(DatabaseError) in
      guard
        let row = try connection.first(
          "SELECT user_id, family, used, expires_at FROM refresh_tokens WHERE token_hash = ?", [.text(hash)])
      else { return nil }
      if row.flag(2) {
        try connection.run("DELETE FROM refresh_tokens WHERE family = ?", [.text(row.text(1))])
        return nil
      }
      // Only one of two that come at once gets a row back.
      let used = try connection.run(
        "UPDATE refresh_tokens SET used = 1 WHERE token_hash = ? AND used = 0 RETURNING user_id", [.text(hash)])
      guard !used.isEmpty, row.integer(3) > moment else { return nil }
      return (row.text(0), row.text(1))
    }
  }

  /// Ends a family of refresh tokens.
  package func deleteRefreshTokens(family: String) throws(DatabaseError) {
    try database.write { (connection) throws(DatabaseError) in
      try connection.run("DELETE FROM refresh_tokens WHERE family = ?", [.text(family)])
    }
  }

  /// Makes an access token worthless before it expires.
  package func revokeToken(id: String, expires: Timestamp) throws(DatabaseError) {
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        "INSERT INTO revoked_tokens (id, expires_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        [.text(id), .integer(expires.milliseconds)])
    }
  }

  package func isRevoked(token id: String) throws(DatabaseError) -> Bool {
    try database.read { (connection) throws(DatabaseError) in
      try connection.first("SELECT 1 FROM revoked_tokens WHERE id = ?", [.text(id)]) != nil
    }
  }
}

// MARK: Keys

extension ConversationStore {
  private static let keyColumns = "id, name, hint, scopes, created_at, expires_at, last_used_at, revoked_at"

  private static func key(_ row: SQLRow) -> APIKey {
    APIKey(
      id: row.text(0), name: row.text(1), hint: row.text(2), scopes: row.text(3).split(separator: " ").map(String.init),
      created: Timestamp(milliseconds: row.integer(4)),
      expires: row.optionalInteger(5).map(Timestamp.init(milliseconds:)),
      lastUsed: row.optionalInteger(6).map(Timestamp.init(milliseconds:)),
      revoked: row.optionalInteger(7).map(Timestamp.init(milliseconds:)))
  }

  package func createKey(_ key: APIKey, hash: String) throws(DatabaseError) {
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        "INSERT INTO api_keys (id, name, hint, key_hash, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
          .text(key.id), .text(key.name), .text(key.hint), .text(hash), .text(key.scopes.joined(separator: " ")),
          .integer(key.created.milliseconds), .optional(key.expires?.milliseconds),
        ])
    }
  }

  package func key(hash: String) throws(DatabaseError) -> APIKey? {
    try database.read { (connection) throws(DatabaseError) in
      try connection.first("SELECT \(Self.keyColumns) FROM api_keys WHERE key_hash = ?", [.text(hash)]).map(Self.key)
    }
  }

  package func keys() throws(DatabaseError) -> [APIKey] {
    try database.read { (connection) throws(DatabaseError) in
      try connection.run("SELECT \(Self.keyColumns) FROM api_keys ORDER BY created_at, id").map(Self.key)
    }
  }

  /// Revokes the key with this id or hint; false when there is no such key that is still good.
  package func revokeKey(_ name: String) throws(DatabaseError) -> Bool {
    let moment = now().milliseconds
    return try database.write { (connection) throws(DatabaseError) in
      try !connection.run(
        "UPDATE api_keys SET revoked_at = ? WHERE (id = ? OR hint = ?) AND revoked_at IS NULL RETURNING id",
        [.integer(moment), .text(name), .text(name)]
      ).isEmpty
    }
  }

  package func touchKey(_ id: String) throws(DatabaseError) {
    let moment = now().milliseconds
    try database.write { (connection) throws(DatabaseError) in
      try connection.run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", [.integer(moment), .text(id)])
    }
  }

  /// A user's key for a provider, sealed by the caller.
  package func setProviderKey(_ sealed: String, provider: String, user: String) throws(DatabaseError) {
    let moment = now().milliseconds
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        """
        INSERT INTO provider_keys (user_id, provider, sealed, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (user_id, provider) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at
        """, [.text(user), .text(provider), .text(sealed), .integer(moment)])
    }
  }

  /// A user's sealed keys by provider, in the order of the names.
  package func providerKeys(of user: String) throws(DatabaseError) -> [(provider: String, sealed: String)] {
    try database.read { (connection) throws(DatabaseError) in
      try connection.run(
        "SELECT provider, sealed FROM provider_keys WHERE user_id = ? ORDER BY provider", [.text(user)]
      ).map { ($0.text(0), $0.text(1)) }
    }
  }

  package func deleteProviderKey(_ provider: String, user: String) throws(DatabaseError) -> Bool {
    try database.write { (connection) throws(DatabaseError) in
      try !connection.run(
        "DELETE FROM provider_keys WHERE user_id = ? AND provider = ? RETURNING provider",
        [.text(user), .text(provider)]
      ).isEmpty
    }
  }
}
