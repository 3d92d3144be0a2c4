internal import Conversations

/// Who calls, and what they may do.
struct Caller: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// Nobody in particular, on a server without authentication.
    case local
    /// Nobody, on a server with authentication.
    case anonymous
    case key(id: String)
    case user(id: String, token: String, expires: Timestamp)
  }

  var kind: Kind
  var scopes: Set<Scope>
  /// What rate limits count by.
  var limitKey: String

  /// Who owns the conversations of this caller.
  var owner: String {
    switch kind {
    case .local, .anonymous: ConversationStore.localOwner
    case .key(let id): "key:\(id)"
    case .user(let id, _, _): id
    }
  }

  /// The sessions that the caller may touch.
  var access: Access { .owner(owner) }

  var userID: String? {
    if case .user(let id, _, _) = kind { id } else { nil }
  }
}
