import ChatServer
import Common
import Conversations
import HTTPTypes
import Testing

@Suite struct SessionRouteTests {
  @Test func sessionsAreMadeRenamedListedAndDeleted() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let made = try await client.post("/api/sessions", ["metadata": ["folder": "work"]])
      #expect(made.status == 201)
      let id = try #require(made.json["id"]?.string)
      #expect(made.json["metadata"] == ["folder": "work"])
      let renamed = try await client.send(.patch, "/api/sessions/\(id.uppercased())", Array(#"{"title":"Plans"}"#.utf8))
      #expect(renamed.json["title"]?.string == "Plans")
      let listed = try await client.get("/api/sessions").json["sessions"]?.array
      #expect(listed?.map { $0["title"]?.string } == ["Plans"])
      #expect(try await client.send(.delete, "/api/sessions/\(id)").status == 204)
      #expect(try await client.get("/api/sessions/\(id)").status == 404)
      #expect(try await client.get("/api/sessions/\(id)/messages").status == 404)
    }
  }

  @Test(arguments: ["1", "not-a-uuid", "..%2F..%2Fetc", "00000000-0000-0000-0000-00000000000g"])
  func anIdMustBeAUUID(id: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get("/api/sessions/\(id)")
      #expect(answer.status == 400)
    }
  }

  @Test func whatIsExportedCanBeImported() async throws {
    let test = try await TestServer()
    let session = try test.store.createSession(owner: "local", title: "Kept")
    try await test.test { client in
      let exported = try await client.get("/api/sessions/export").json
      let imported = try await client.post("/api/sessions/import", exported)
      #expect(imported.status == 201)
      #expect(imported.json["sessions"]?.array?.first?["title"]?.string == "Kept")
      #expect(imported.json["sessions"]?.array?.first?["id"]?.string != session.id)
      let refused = try await client.post("/api/sessions/import", ["format": "other"])
      #expect(refused.status == 400)
      #expect(refused.json["error"]?["param"]?.string == "format")
    }
  }

  @Test func withoutADatabaseTheRoutesSayWhatIsMissing() async throws {
    let test = try await TestServer(keepsConversations: false)
    try await test.test { client in
      let answer = try await client.get("/api/sessions")
      #expect(answer.status == 501)
      #expect(answer.json["error"]?["message"]?.string?.contains("store.url") == true)
      #expect(try await client.get("/api/search?q=key").status == 200)
    }
  }

  @Test func analyticsNeedTheScopeAndAddUp() async throws {
    let test = try await TestServer()
    let session = try test.store.createSession(owner: "local")
    let question = Message(
      id: ConversationStore.newID(), session: "", position: 0, role: .user, content: "How are bundles signed?",
      created: test.store.now())
    _ = try test.store.append([question], to: session.id, .everyone)
    try await test.test { client in
      let analytics = try await client.get("/api/analytics?from=2026-03-01&to=2026-03-01").json
      #expect(analytics["days"]?.array?.first?["questions"]?.integer == 1)
      #expect(analytics["currency"] == "USD")
      #expect(try await client.get("/api/analytics?from=yesterday").status == 400)
    }
  }
}
