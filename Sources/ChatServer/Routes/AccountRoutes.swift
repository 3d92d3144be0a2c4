internal import Common
internal import Conversations
internal import HTTPTypes
internal import Hummingbird
internal import SQLite

/// Signing up, in and out, and what belongs to a person.
struct AccountRoutes: Sendable {
  let services: ServerServices

  private static let email = Shape.text(minimum: 3, maximum: 254)
  private static let password = Shape.text(minimum: 10, maximum: 200)

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/api/auth/sign-up", tag: "accounts", summary: "Make an account and sign in",
        access: .open, limit: .signIn,
        body: .json(
          .object([
            .init("email", Self.email, isRequired: true), .init("password", Self.password, isRequired: true),
            .init("invitation", .text(maximum: 200), "the code, where accounts are by invitation"),
          ])), success: [(201, "application/json", "The tokens")], failures: [403, 409, 501], handle: signUp),
      Endpoint(
        method: .post, path: "/api/auth/sign-in", tag: "accounts", summary: "Sign in", access: .open, limit: .signIn,
        body: .json(
          .object([
            .init("email", Self.email, isRequired: true), .init("password", .text(maximum: 200), isRequired: true),
          ])), failures: [501], handle: signIn),
      Endpoint(
        method: .post, path: "/api/auth/refresh", tag: "accounts",
        summary: "New tokens for a refresh token, which is used up", access: .open, limit: .signIn,
        body: .json(.object([.init("refreshToken", .text(maximum: 200), isRequired: true)])), failures: [501],
        handle: refresh),
      Endpoint(
        method: .post, path: "/api/auth/sign-out", tag: "accounts",
        summary: "Make the token worthless, and the refresh token with it", access: .account,
        body: .optionalJSON(.object([.init("refreshToken", .text(maximum: 200))])),
        success: [(204, "", "It is done")], failures: [501], handle: signOut),
      Endpoint(
        method: .get, path: "/api/me", tag: "accounts", summary: "Who you are and what you may do", access: .open,
        handle: me),
      Endpoint(
        method: .patch, path: "/api/me", tag: "accounts", summary: "Change your password or profile",
        access: .account,
        body: .json(
          .object([
            .init("password", Self.password), .init("currentPassword", .text(maximum: 200)),
            .init("profile", .object([], isOpen: true), "tone and interests"),
          ])), success: [(204, "", "It is changed")], failures: [501], handle: change),
      Endpoint(
        method: .delete, path: "/api/me", tag: "accounts", summary: "Delete your account and all that you said",
        access: .account, success: [(204, "", "It is gone")], failures: [501], handle: deleteAccount),
      Endpoint(
        method: .post, path: "/api/invitations", tag: "accounts", summary: "Invite someone", access: .scope(.admin),
        body: .optionalJSON(
          .object([
            .init("email", Self.email, "the only address that may use it"),
            .init("role", .choice(User.Role.allCases.map(\.rawValue))),
            .init("days", .integer(1...90), "how long it is good; 7 by default"),
          ])), success: [(201, "application/json", "The code, which is not kept")], failures: [501], handle: invite),
      Endpoint(
        method: .get, path: "/api/me/provider-keys", tag: "accounts", summary: "Providers that you gave a key for",
        access: .account, failures: [501], handle: providerKeys),
      Endpoint(
        method: .put, path: "/api/me/provider-keys/{provider}", tag: "accounts",
        summary: "Keep your own key for a provider, sealed", access: .account,
        parameters: [.path("provider", .text(minimum: 1, maximum: 60), "the provider's name")],
        body: .json(.object([.init("key", .text(minimum: 1, maximum: 500), isRequired: true)])),
        success: [(204, "", "It is kept")], failures: [501], handle: setProviderKey),
      Endpoint(
        method: .delete, path: "/api/me/provider-keys/{provider}", tag: "accounts", summary: "Forget a key",
        access: .account, parameters: [.path("provider", .text(minimum: 1, maximum: 60), "the provider's name")],
        success: [(204, "", "It is gone")], failures: [404, 501], handle: deleteProviderKey),
    ]
  }

  private func requireTokens() throws(APIError) -> TokenIssuer {
    guard services.settings.security.accounts != .off, let tokens = services.authenticator.tokens else {
      throw .unavailable("accounts", remedy: "set security.accounts")
    }
    return tokens
  }

  private func signUp(_ call: Call) async throws -> Response {
    _ = try requireTokens()
    let email = try Self.address(call.body["email"]?.string ?? "")
    let password = call.body["password"]?.string ?? ""
    let invitation = call.body["invitation"]?.string
    let needsInvitation = services.settings.security.accounts == .invitation
    if needsInvitation, invitation == nil {
      throw APIError(.forbidden, "invitation_needed", "an invitation is needed to sign up", parameter: "invitation")
    }
    let user: User?
    do {
      user = try await services.withStore {
        try $0.createUser(
          email: email, password: try PasswordHash.make(password), role: .member,
          invitation: invitation.map(Secrets.digest))
      }
    } catch let error as DatabaseError where error.code == .constraint {
      throw APIError(.conflict, "address_taken", "there is an account with this address", parameter: "email")
    }
    guard let user else {
      throw APIError(
        .forbidden, "invitation_invalid", "the invitation is used up, has expired or is for someone else",
        parameter: "invitation")
    }
    return try await session(for: user, status: .created)
  }

  private func signIn(_ call: Call) async throws -> Response {
    _ = try requireTokens()
    let email = (call.body["email"]?.string ?? "").lowercased()
    let password = call.body["password"]?.string ?? ""
    let user = try await services.withStore { store -> User? in
      let user = try store.user(email: email)
      // The same work for an address that has no account, so that time does not tell which has.
      let stored =
        user?.password ?? "$scrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      let isRight = try PasswordHash.verify(password, against: stored)
      return isRight && user?.isDisabled == false ? user : nil
    }
    guard let user else {
      throw APIError(.unauthorized, "wrong_credentials", "the address or the password is wrong")
    }
    return try await session(for: user, status: .ok)
  }

  private func refresh(_ call: Call) async throws -> Response {
    _ = try requireTokens()
    let hash = Secrets.digest(call.body["refreshToken"]?.string ?? "")
    let found = try await services.withStore { store -> (User, String)? in
      guard let used = try store.useRefreshToken(hash: hash), let user = try store.user(id: used.user),
        !user.isDisabled
      else { return nil }
      return (user, used.family)
    }
    guard let found else {
      throw APIError(.unauthorized, "refresh_invalid", "the refresh token is used up or has expired; sign in again")
    }
    return try await session(for: found.0, family: found.1, status: .ok)
  }

  private func session(
    for user: User, family: String = ConversationStore.newID(), status: HTTPResponse.Status
  ) async throws -> Response {
    let access = try await requireTokens().issue(for: user)
    let refresh = Secrets.make(prefix: "kbr_")
    let lifetime = services.settings.security.refreshLifetime
    try await services.withStore {
      try $0.createRefreshToken(
        hash: Secrets.digest(refresh), user: user.id, family: family, expires: $0.now().advanced(by: lifetime))
    }
    return .json(
      [
        "token": .string(access.token), "expires": .string("\(access.expires)"), "refreshToken": .string(refresh),
        "user": user.json,
      ], status: status)
  }

  private func signOut(_ call: Call) async throws -> Response {
    guard case .user(_, let token, let expires) = call.caller.kind else { throw APIError.unauthenticated }
    let refresh = call.body["refreshToken"]?.string.map(Secrets.digest)
    try await services.withStore {
      try $0.revokeToken(id: token, expires: expires)
      if let refresh, let used = try $0.useRefreshToken(hash: refresh) {
        try $0.deleteRefreshTokens(family: used.family)
      }
    }
    return Response(status: .noContent)
  }

  private func me(_ call: Call) async throws -> Response {
    var members: [JSONValue.Member] = [
      .init("scopes", .array(Scope.allCases.filter(call.caller.scopes.contains).map { .string($0.rawValue) })),
      .init("accounts", .string(services.settings.security.accounts.rawValue)),
      .init("keepsConversations", .bool(services.store != nil)),
      .init("takesUploads", .bool(services.settings.inbox.path != nil)),
    ]
    switch call.caller.kind {
    case .anonymous: members.append(.init("kind", "anonymous"))
    case .local: members.append(.init("kind", "local"))
    case .key: members.append(.init("kind", "key"))
    case .user(let id, _, _):
      members.append(.init("kind", "user"))
      if let user = try await services.withStore({ try $0.user(id: id) }) { members.append(.init("user", user.json)) }
    }
    return .json(.object(members))
  }

  private func change(_ call: Call) async throws -> Response {
    guard let id = call.caller.userID else { throw APIError.unauthenticated }
    let profile = call.body["profile"].flatMap { $0 == .null ? nil : $0 }
    let (password, current) = (call.body["password"]?.string, call.body["currentPassword"]?.string)
    let isRight = try await services.withStore { store -> Bool in
      if let password {
        guard let current, let user = try store.user(id: id),
          try PasswordHash.verify(current, against: user.password)
        else { return false }
        try store.updateUser(id, password: try PasswordHash.make(password), profile: profile)
      } else {
        try store.updateUser(id, profile: profile)
      }
      return true
    }
    guard isRight else {
      throw APIError(
        .forbidden, "wrong_credentials", "a new password needs the current one", parameter: "currentPassword")
    }
    return Response(status: .noContent)
  }

  private func deleteAccount(_ call: Call) async throws -> Response {
    guard let id = call.caller.userID else { throw APIError.unauthenticated }
    _ = try await services.withStore { try $0.deleteUser(id) }
    return Response(status: .noContent)
  }

  private func invite(_ call: Call) async throws -> Response {
    let code = Secrets.make(prefix: "kbi_")
    let email = try call.body["email"]?.string.map(Self.address)
    let role = call.body["role"]?.string.flatMap(User.Role.init) ?? .member
    let days = call.body["days"]?.integer ?? 7
    let expires = try await services.withStore { store -> Timestamp in
      let expires = store.now().advanced(by: .seconds(days * 86_400))
      try store.createInvitation(codeHash: Secrets.digest(code), email: email, role: role, expires: expires)
      return expires
    }
    return .json(["invitation": .string(code), "expires": .string("\(expires)")], status: .created)
  }

  // MARK: Provider keys

  private func requireSealer() throws(APIError) -> Sealer {
    guard let sealer = services.sealer else {
      throw .unavailable("keeping provider keys", remedy: "set security.sealing-key-file")
    }
    return sealer
  }

  private func providerKeys(_ call: Call) async throws -> Response {
    guard let id = call.caller.userID else { throw APIError.unauthenticated }
    let names = try await services.withStore { try $0.providerKeys(of: id).map(\.provider) }
    return .json(["providers": .array(names.map(JSONValue.string))])
  }

  private func setProviderKey(_ call: Call) async throws -> Response {
    guard let id = call.caller.userID else { throw APIError.unauthenticated }
    let provider = call.segment("provider")
    let sealed = try requireSealer().seal(call.body["key"]?.string ?? "", context: "\(id) \(provider)")
    try await services.withStore { try $0.setProviderKey(sealed, provider: provider, user: id) }
    return Response(status: .noContent)
  }

  private func deleteProviderKey(_ call: Call) async throws -> Response {
    guard let id = call.caller.userID else { throw APIError.unauthenticated }
    let provider = call.segment("provider")
    guard try await services.withStore({ try $0.deleteProviderKey(provider, user: id) }) else {
      throw APIError.notFound("key")
    }
    return Response(status: .noContent)
  }

  /// An address in lower case.
  private static func address(_ text: String) throws(APIError) -> String {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
      !parts[1].hasSuffix("."), !text.contains(where: { $0.isWhitespace || $0 == "<" || $0 == ">" })
    else { throw .invalid("email", "email must be an address as in ada@example.org") }
    return text.lowercased()
  }
}

extension User {
  var json: JSONValue {
    .object([
      "id": .string(id), "email": .string(email), "role": .string(role.rawValue), "created": .string("\(created)"),
      "profile": profile,
    ])
  }
}
