import ChatServer
import Common
import Conversations
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Synchronization
import Testing

@Suite struct SecurityTests {
  @Test func withoutAKeyNothingButHealthIsOpen() async throws {
    let test = try await TestServer { $0.security.authentication = .required }
    let key = try test.key([.search])
    try await test.test { client in
      #expect(try await client.get("/api/search?q=a").status == 401)
      #expect(try await client.get("/api/search?q=a").headers[.wwwAuthenticate] == "Bearer")
      #expect(try await client.get("/metrics").status == 401)
      #expect(try await client.get("/health").status == 200)
      #expect(try await client.get("/ready").status == 200)
      #expect(try await client.with(token: "kbq_wrong").get("/api/search?q=a").status == 401)
      #expect(try await client.with(token: "no.jwt.here").get("/api/search?q=a").status == 401)
      let mine = client.with(token: key)
      #expect(try await mine.get("/api/search?q=a").status == 200)
      let refused = try await mine.get("/api/sessions")
      #expect(refused.status == 403)
      #expect(refused.error == "scope_missing")
    }
  }

  @Test func aRevokedKeyOpensNothing() async throws {
    let test = try await TestServer { $0.security.authentication = .required }
    let key = try test.key()
    _ = try test.store.revokeKey(String(key.prefix(10)))
    try await test.test { client in
      let answer = try await client.with(token: key).get("/api/search?q=a")
      #expect(answer.status == 401)
    }
  }

  @Test func keysOwnTheirConversations() async throws {
    let test = try await TestServer { $0.security.authentication = .required }
    let (first, second) = (try test.key(), try test.key())
    try await test.test { client in
      let session = try await client.with(token: first).post("/api/sessions", ["title": "mine"])
      #expect(session.status == 201)
      let id = try #require(session.json["id"]?.string)
      #expect(try await client.with(token: second).get("/api/sessions/\(id)").status == 404)
      #expect(try await client.with(token: first).get("/api/sessions/\(id)").status == 200)
    }
  }

  @Test func anAddressThatOthersReachNeedsAuthenticationAndADatabase() async throws {
    await #expect(throws: SystemError.self) {
      try await TestServer {
        $0.listener.listen = "0.0.0.0:0"
        $0.security.authentication = SecuritySettings.Authentication.none
      }
    }
    await #expect(throws: SystemError.self) {
      try await TestServer(keepsConversations: false) { $0.listener.listen = "0.0.0.0:0" }
    }
    let test = try await TestServer { $0.listener.listen = "0.0.0.0:0" }
    try await test.test { client in
      let answer = try await client.get("/api/search?q=a")
      #expect(answer.status == 401)
    }
  }

  @Test func everyAnswerCarriesTheHeadersThatProtectBrowsers() async throws {
    let test = try await TestServer()
    try await test.test { client in
      for path in ["/api/search?q=a", "/nowhere", "/", "/docs"] {
        let headers = try await client.get(path).headers
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
        #expect(headers[HTTPField.Name("X-Request-Id")!]?.isEmpty == false)
      }
      let page = try await client.get("/")
      #expect(page.headers[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
      #expect(page.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
    }
  }

  @Test func onlyListedOriginsMayCall() async throws {
    let test = try await TestServer { $0.listener.origins = ["https://app.example.org"] }
    try await test.test { client in
      let allowed = try await client.get("/api/search?q=a", headers: [.origin: "https://app.example.org"])
      #expect(allowed.headers[.accessControlAllowOrigin] == "https://app.example.org")
      let other = try await client.get("/api/search?q=a", headers: [.origin: "https://evil.example.org"])
      #expect(other.headers[.accessControlAllowOrigin] == nil)
      let preflight = try await client.send(
        .options, "/api/chat",
        headers: [.origin: "https://app.example.org", .accessControlRequestMethod: "POST"])
      #expect(preflight.status == 204)
    }
  }

  @Test(
    arguments: [
      ("https://evil.example", 403), ("null", 403), ("http://127.0.0.1.evil.example", 403),
      ("https://app.example.org", 201), ("http://localhost:3000", 201), ("http://127.0.0.1:8080", 201),
      ("http://[::1]:8080", 201),
    ])
  func `Without authentication pages of other sites change nothing`(origin: String, status: Int) async throws {
    let test = try await TestServer { $0.listener.origins = ["https://app.example.org"] }
    try await test.test { client in
      let answer = try await client.post("/api/sessions", [:], headers: [.origin: origin])
      #expect(answer.status == status)
    }
  }

  @Test func withoutAuthenticationTheServerAnswersToNamesOfThisMachineOnly() throws {
    var settings = ListenerSettings()
    settings.origins = ["https://app.example.org"]
    let cases = [
      "localhost": true, "localhost:8080": true, "127.0.0.1:8080": true, "[::1]:8080": true, "app.example.org": true,
      "evil.example": false, "evil.example:8080": false, "127.0.0.1.evil.example:8080": false, "LOCALHOST": true,
    ]
    for (name, isAllowed) in cases.sorted(by: { $0.key < $1.key }) {
      let head = HTTPRequest(method: .get, scheme: "http", authority: name, path: "/api/sessions")
      let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
      let answers = (try? PageGuard(settings).check(request)) != nil
      #expect(answers == isAllowed, "\(name)")
    }
  }

  @Test func callersAreLimitedAndToldWhenToComeBack() async throws {
    let test = try await TestServer { $0.limits.requests = RateLimit(count: 2, period: .seconds(60)) }
    try await test.test { client in
      #expect(try await client.get("/api/bundles").status == 200)
      #expect(try await client.get("/api/bundles").status == 200)
      let refused = try await client.get("/api/bundles")
      #expect(refused.status == 429)
      #expect(refused.headers[.retryAfter] == "30")
      #expect(try await client.get("/health").status == 200)
      test.clock.advance(by: .seconds(30))
      #expect(try await client.get("/api/bundles").status == 200)
    }
  }

  @Test func bodiesAreCheckedBeforeAnythingIsDone() async throws {
    let test = try await TestServer()
    try await test.test { client in
      #expect(try await client.send(.post, "/api/sessions", Array("{".utf8)).status == 400)
      #expect(try await client.post("/api/sessions", ["title": 5]).json["error"]?["param"]?.string == "title")
      let unknown = try await client.post("/api/sessions", ["tittle": "x"])
      #expect(unknown.json["error"]?["param"]?.string == "tittle")
      let large = [UInt8](repeating: 32, count: (1 << 20) + 1)
      #expect(try await client.send(.post, "/api/sessions", large).status == 413)
      let deep = Array(String(repeating: "[", count: 100_000).utf8)
      #expect(try await client.send(.post, "/api/sessions/import", deep).status == 400)
    }
  }

  @Test func theLogHasNoContentAndNoSecrets() async throws {
    let lines = Lines()
    let test = try await TestServer({ $0.security.authentication = .required }, log: { lines.add($0) })
    let key = try test.key()
    try await test.test { client in
      _ = try await client.with(token: key).get("/api/search?q=confidential")
      _ = try await client.with(token: "kbq_secretguess").get("/api/search?q=confidential")
    }
    let text = lines.text
    #expect(text.contains(#""path":"/api/search""#))
    #expect(text.contains(#""status":401"#))
    #expect(!text.contains("confidential"))
    #expect(!text.contains(key))
    #expect(!text.contains("secretguess"))
  }

  @Test func passwordsAreKeptAsScryptHashes() throws {
    let hash = try PasswordHash.make("correct horse")
    #expect(hash.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    #expect(try PasswordHash.verify("correct horse", against: hash))
    #expect(try !PasswordHash.verify("correct hors", against: hash))
    #expect(try PasswordHash.make("correct horse") != hash)
    for broken in ["", "$scrypt$", "$scrypt$ln=99,r=8,p=1$AA$AA", "$argon2$ln=1$AA$AA"] {
      #expect(try !PasswordHash.verify("correct horse", against: broken))
    }
  }

  @Test func sealedKeysOpenOnlyWhereTheyBelong() throws {
    let sealer = try Sealer(secret: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
    let sealed = try sealer.seal("sk-test", context: "ada openai")
    #expect(!sealed.contains("sk-test"))
    #expect(try sealer.open(sealed, context: "ada openai") == "sk-test")
    #expect(throws: (any Error).self) { try sealer.open(sealed, context: "bob openai") }
    #expect(throws: SystemError.self) { try Sealer(secret: "c2hvcnQ=") }
  }
}

/// Lines that a log wrote.
final class Lines: Sendable {
  private let lines = Mutex("")
  var text: String { lines.withLock { $0 } }
  func add(_ line: String) { lines.withLock { $0 += line } }
}
