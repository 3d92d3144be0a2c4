internal import Common
internal import Conversations
internal import FoundationEssentials
internal import JWTKit

/// Signs and checks the tokens of people who signed in.
struct TokenIssuer: Sendable {
  /// What a token says.
  struct Claims: JWTPayload {
    var iss: IssuerClaim
    var aud: AudienceClaim
    var sub: SubjectClaim
    var exp: ExpirationClaim
    var iat: IssuedAtClaim
    var jti: IDClaim
    var role: String

    /// The signature alone; `claims(of:)` checks the rest by the server's own clock.
    func verify(using algorithm: some JWTAlgorithm) {}
  }

  private let keys: JWTKeyCollection
  private let settings: SecuritySettings
  private let now: @Sendable () -> Timestamp

  /// - Throws: when there is no secret, or one that is too short or no key.
  init(settings: SecuritySettings, now: @escaping @Sendable () -> Timestamp) async throws {
    self.settings = settings
    self.now = now
    guard let secret = try Secrets.read(settings.tokenSecret, file: settings.tokenSecretFile) else {
      throw SystemError(
        .invalidArgument, "accounts need a secret to sign tokens with; set token-secret-file", place: "security")
    }
    keys = JWTKeyCollection()
    switch settings.tokenAlgorithm {
    case .hs256:
      guard secret.utf8.count >= 32 else {
        throw SystemError(
          .invalidArgument, "the token secret must have at least 32 bytes; make one with: openssl rand -base64 48",
          place: "security.token-secret")
      }
      await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
    case .eddsa:
      do {
        await keys.add(eddsa: try EdDSA.PrivateKey(pem: secret))
      } catch {
        throw SystemError(
          .invalidArgument,
          "the token secret must be the PEM of an Ed25519 key; make one with: openssl genpkey -algorithm ed25519",
          place: "security.token-secret", cause: "\(error)")
      }
    }
  }

  /// A token for `user`, its id and the moment that it expires.
  func issue(for user: User) async throws -> (token: String, id: String, expires: Timestamp) {
    let moment = now()
    let expires = moment.advanced(by: settings.tokenLifetime)
    let id = ConversationStore.newID()
    let claims = Claims(
      iss: IssuerClaim(value: settings.issuer), aud: AudienceClaim(value: settings.audience),
      sub: SubjectClaim(value: user.id), exp: ExpirationClaim(value: expires.date),
      iat: IssuedAtClaim(value: moment.date), jti: IDClaim(value: id), role: user.role.rawValue)
    return (try await keys.sign(claims), id, expires)
  }

  /// What a token says, when it is ours, for us and has not expired; `nil` otherwise.
  func claims(of token: String) async -> (user: String, id: String, expires: Timestamp)? {
    let claims: Claims
    do { claims = try await keys.verify(token, as: Claims.self) } catch { return nil }
    guard claims.iss.value == settings.issuer, claims.aud.value.contains(settings.audience) else { return nil }
    let expires = Timestamp(milliseconds: Int(claims.exp.value.timeIntervalSince1970 * 1000))
    return expires > now() ? (claims.sub.value, claims.jti.value, expires) : nil
  }
}

extension Timestamp {
  fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
