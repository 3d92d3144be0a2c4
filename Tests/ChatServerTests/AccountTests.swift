import Agent
import ChatServer
import Common
import Conversations
import HTTPTypes
import Retrieval
import Synchronization
import Testing

@Suite struct AccountTests {
  private static let secret = "0123456789abcdef0123456789abcdef"

  private func server(
    _ accounts: SecuritySettings.Accounts = .open,
    agent: @escaping @Sendable (SearchEngine, [String: String]) -> AgentRuntime = { engine, _ in
      AgentRuntime(engine: engine)
    }
  ) async throws -> TestServer {
    try await TestServer(
      {
        $0.security.authentication = .required
        $0.security.accounts = accounts
        $0.security.tokenSecret = Self.secret
        $0.security.sealingKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
      }, agent: agent)
  }

  private static let ada: JSONValue = ["email": "Ada@Example.org", "password": "correct horse"]

  @Test func oneSignsUpInRefreshesAndOut() async throws {
    let test = try await server()
    try await test.test { client in
      let up = try await client.post("/api/auth/sign-up", Self.ada)
      #expect(up.status == 201)
      #expect(try await client.post("/api/auth/sign-up", Self.ada).status == 409)
      #expect(
        try await client.post("/api/auth/sign-in", ["email": "ada@example.org", "password": "wrong horse"]).status
          == 401)
      #expect(
        try await client.post("/api/auth/sign-in", ["email": "bob@example.org", "password": "wrong horse"]).status
          == 401)
      let signedIn = try await client.post("/api/auth/sign-in", Self.ada).json
      let token = try #require(signedIn["token"]?.string)
      let mine = client.with(token: token)
      #expect(try await mine.get("/api/me").json["user"]?["email"]?.string == "ada@example.org")
      #expect(try await mine.get("/api/sessions").status == 200)
      #expect(try await mine.get("/api/analytics").status == 403)

      let refresh: JSONValue = ["refreshToken": signedIn["refreshToken"] ?? ""]
      let second = try await client.post("/api/auth/refresh", refresh)
      #expect(second.status == 200)
      #expect(try await client.post("/api/auth/refresh", refresh).status == 401)

      #expect(try await mine.post("/api/auth/sign-out").status == 204)
      #expect(try await mine.get("/api/sessions").status == 401)
    }
  }

  @Test func tokensExpireAndForeignOnesOpenNothing() async throws {
    let test = try await server()
    try await test.test { client in
      let token = try await client.post("/api/auth/sign-up", Self.ada).json["token"]?.string
      let parts = try #require(token).split(separator: ".")
      #expect(parts.count == 3)
      #expect(try await client.with(token: token).get("/api/sessions").status == 200)
      // Without a signature, and with one that is not ours.
      let unsigned = "eyJhbGciOiJub25lIn0.\(parts[1])."
      #expect(try await client.with(token: unsigned).get("/api/sessions").status == 401)
      let altered = "\(parts[0]).\(parts[1]).AAAA\(parts[2].dropFirst(4))"
      #expect(try await client.with(token: altered).get("/api/sessions").status == 401)
      test.clock.advance(by: .seconds(16 * 60))
      #expect(try await client.with(token: token).get("/api/sessions").status == 401)
    }
  }

  @Test func invitationsLetPeopleInOnce() async throws {
    let test = try await server(.invitation)
    let admin = try test.key([.admin])
    try await test.test { client in
      #expect(try await client.post("/api/auth/sign-up", Self.ada).error == "invitation_needed")
      let invitation = try await client.with(token: admin).post("/api/invitations", ["role": "admin"])
      let code = try #require(invitation.json["invitation"]?.string)
      let sign: JSONValue = [
        "email": "ada@example.org", "password": "correct horse", "invitation": .string(code),
      ]
      let up = try await client.post("/api/auth/sign-up", sign)
      #expect(up.json["user"]?["role"]?.string == "admin")
      let again: JSONValue = ["email": "bob@example.org", "password": "correct horse", "invitation": .string(code)]
      #expect(try await client.post("/api/auth/sign-up", again).status == 403)
    }
  }

  @Test(arguments: ["ada", "ada@", "@example.org", "ada@example", "ada @example.org", "a@b@example.org"])
  func addressesAreChecked(email: String) async throws {
    let test = try await server()
    try await test.test { client in
      let answer = try await client.post(
        "/api/auth/sign-up", ["email": .string(email), "password": "correct horse"])
      #expect(answer.status == 400)
      #expect(answer.json["error"]?["param"]?.string == "email")
    }
  }

  @Test func providerKeysAreKeptSealedAndNeverShown() async throws {
    let test = try await server()
    try await test.test { client in
      let up = try await client.post("/api/auth/sign-up", Self.ada).json
      let mine = client.with(token: up["token"]?.string)
      let body = Array(#"{"key":"sk-secret"}"#.utf8)
      #expect(try await mine.send(.put, "/api/me/provider-keys/openai", body).status == 204)
      let listed = try await mine.get("/api/me/provider-keys")
      #expect(listed.json["providers"] == ["openai"])
      #expect(!listed.text.contains("sk-secret"))
      let stored = try test.store.providerKeys(of: try #require(up["user"]?["id"]?.string))
      #expect(stored.first?.sealed.contains("sk-secret") == false)
      #expect(try await mine.send(.delete, "/api/me/provider-keys/openai").status == 204)
      #expect(try await mine.send(.delete, "/api/me/provider-keys/openai").status == 404)
    }
  }

  @Test func theAgentOfAPersonGetsTheirKeys() async throws {
    let seen = SeenKeys()
    let test = try await server { engine, keys in
      seen.add(keys)
      return AgentRuntime(engine: engine)
    }
    try await test.test { client in
      let mine = client.with(token: try await client.post("/api/auth/sign-up", Self.ada).json["token"]?.string)
      let body = Array(#"{"key":"sk-secret"}"#.utf8)
      #expect(try await mine.send(.put, "/api/me/provider-keys/openai", body).status == 204)
      #expect(try await mine.post("/api/chat", ["message": "How are bundles signed?"]).status == 200)
    }
    #expect(seen.all == [["openai": "sk-secret"]])
  }

  @Test func aNewPasswordNeedsTheOldOne() async throws {
    let test = try await server()
    try await test.test { client in
      let mine = client.with(token: try await client.post("/api/auth/sign-up", Self.ada).json["token"]?.string)
      let wrong = Array(#"{"password":"another horse","currentPassword":"no"}"#.utf8)
      #expect(try await mine.send(.patch, "/api/me", wrong).status == 403)
      let right = Array(#"{"password":"another horse","currentPassword":"correct horse"}"#.utf8)
      #expect(try await mine.send(.patch, "/api/me", right).status == 204)
      #expect(try await client.post("/api/auth/sign-in", Self.ada).status == 401)
    }
  }

  @Test func deletingAnAccountEndsIt() async throws {
    let test = try await server()
    try await test.test { client in
      let mine = client.with(token: try await client.post("/api/auth/sign-up", Self.ada).json["token"]?.string)
      #expect(try await mine.send(.delete, "/api/me").status == 204)
      #expect(try await mine.get("/api/sessions").status == 401)
      #expect(try await client.post("/api/auth/sign-in", Self.ada).status == 401)
    }
  }
}

/// The keys of providers that agents were made with.
private final class SeenKeys: Sendable {
  private let keys = Mutex<[[String: String]]>([])

  func add(_ some: [String: String]) { keys.withLock { $0.append(some) } }
  var all: [[String: String]] { keys.withLock { $0 } }
}
