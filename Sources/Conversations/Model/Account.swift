package import Common

/// A person who may sign in.
package struct User: Equatable, Sendable {
  package enum Role: String, CaseIterable, Sendable {
    case member
    /// Sees everybody's conversations and the analytics, and invites.
    case admin
  }

  package var id: String
  /// In lower case.
  package var email: String
  /// A hash in a form that names its method and parameters.
  package var password: String
  package var role: Role
  package var created: Timestamp
  package var isDisabled: Bool
  /// Tone and interests, an object.
  package var profile: JSONValue

  package init(
    id: String, email: String, password: String, role: Role = .member, created: Timestamp, isDisabled: Bool = false,
    profile: JSONValue = .object([])
  ) {
    self.id = id
    self.email = email
    self.password = password
    self.role = role
    self.created = created
    self.isDisabled = isDisabled
    self.profile = profile
  }
}

/// A key for programs. Only its digest is kept.
package struct APIKey: Equatable, Sendable {
  package var id: String
  package var name: String
  /// The first characters, to tell keys apart.
  package var hint: String
  package var scopes: [String]
  package var created: Timestamp
  package var expires: Timestamp?
  package var lastUsed: Timestamp?
  package var revoked: Timestamp?

  package init(
    id: String, name: String, hint: String, scopes: [String], created: Timestamp, expires: Timestamp? = nil,
    lastUsed: Timestamp? = nil, revoked: Timestamp? = nil
  ) {
    self.id = id
    self.name = name
    self.hint = hint
    self.scopes = scopes
    self.created = created
    self.expires = expires
    self.lastUsed = lastUsed
    self.revoked = revoked
  }

  /// Whether the key opens anything at `moment`.
  package func isValid(at moment: Timestamp) -> Bool {
    revoked == nil && (expires.map { $0 > moment } ?? true)
  }
}
