internal import Common
internal import Conversations
internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Finds out who calls.
final class Authenticator: Sendable {
  /// Keys begin with this, so that they are told from tokens and found by scanners for leaked secrets.
  static let keyPrefix = "kbq_"

  private let isRequired: Bool
  private let store: ConversationStore?
  private let pool: WorkPool
  let tokens: TokenIssuer?
  /// Keys that were looked up a moment ago, so that a busy caller does not read the database for each request.
  private let recentKeys = Mutex<[String: (key: APIKey?, moment: ContinuousClock.Instant)]>([:])

  /// For how long a key that was revoked elsewhere may still open this server.
  private static let keyMemory = Duration.seconds(5)
  private static let recentKeyLimit = 10_000

  init(isRequired: Bool, store: ConversationStore?, tokens: TokenIssuer?, pool: WorkPool) {
    self.isRequired = isRequired
    self.store = store
    self.tokens = tokens
    self.pool = pool
  }

  /// The caller of a request.
  ///
  /// - Throws: `unauthenticated` for a key or a token that opens nothing; a request without any is anonymous.
  func caller(of request: Request, address: String) async throws -> Caller {
    guard let credential = Self.credential(of: request) else {
      return isRequired
        ? Caller(kind: .anonymous, scopes: [], limitKey: address)
        : Caller(kind: .local, scopes: Set(Scope.allCases), limitKey: address)
    }
    if credential.hasPrefix(Self.keyPrefix) { return try await caller(key: credential, address: address) }
    if let tokens, let claims = await tokens.claims(of: credential) {
      return try await caller(claims, address: address)
    }
    // Clients that always send a key are welcome where none is needed.
    if !isRequired { return Caller(kind: .local, scopes: Set(Scope.allCases), limitKey: address) }
    throw APIError.unauthenticated
  }

  /// Forgets what was looked up, after a change that must count at once.
  func forgetKeys() { recentKeys.withLock { $0.removeAll() } }

  private static func credential(of request: Request) -> String? {
    guard let header = request.headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }

  private func caller(key secret: String, address: String) async throws -> Caller {
    guard let store else {
      if !isRequired { return Caller(kind: .local, scopes: Set(Scope.allCases), limitKey: address) }
      throw APIError.unauthenticated
    }
    let hash = Secrets.digest(secret)
    let moment = ContinuousClock.now
    let recent = recentKeys.withLock { $0[hash] }
    let key: APIKey?
    if let recent, moment - recent.moment < Self.keyMemory {
      key = recent.key
    } else {
      key = try await pool.run {
        let key = try store.key(hash: hash)
        if let key, key.isValid(at: store.now()) { try store.touchKey(key.id) }
        return key
      }
      recentKeys.withLock {
        if $0.count >= Self.recentKeyLimit { $0.removeAll() }
        $0[hash] = (key, moment)
      }
    }
    guard let key, key.isValid(at: store.now()) else { throw APIError.unauthenticated }
    return Caller(
      kind: .key(id: key.id), scopes: Set(key.scopes.compactMap(Scope.init)), limitKey: "key:\(key.id)")
  }

  private func caller(
    _ claims: (user: String, id: String, expires: Timestamp), address: String
  ) async throws -> Caller {
    guard let store else { throw APIError.unauthenticated }
    let user = try await pool.run { () -> User? in
      if try store.isRevoked(token: claims.id) { return nil }
      return try store.user(id: claims.user)
    }
    guard let user, !user.isDisabled else { throw APIError.unauthenticated }
    let scopes: Set<Scope> = user.role == .admin ? Set(Scope.allCases) : [.search, .chat, .upload]
    return Caller(
      kind: .user(id: user.id, token: claims.id, expires: claims.expires), scopes: scopes, limitKey: "user:\(user.id)")
  }
}
