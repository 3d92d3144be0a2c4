import ChatServer
import Common
import HTTPTypes
import Testing

@Suite struct MCPTests {
  private static func request(_ method: String, _ parameters: JSONValue = .object([]), id: JSONValue = 1) -> JSONValue {
    .object(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": parameters])
  }

  @Test func theVersionIsAgreedOn() async throws {
    let test = try await TestServer()
    try await test.test { client in
      for (asked, agreed) in [("2025-03-26", "2025-03-26"), ("1999-01-01", MCPServer.versions[0])] {
        let answer = try await client.post(
          "/mcp", Self.request("initialize", ["protocolVersion": .string(asked), "capabilities": .object([])]))
        #expect(answer.json["result"]?["protocolVersion"]?.string == agreed)
      }
      let note = try await client.post("/mcp", ["jsonrpc": "2.0", "method": "notifications/initialized"])
      #expect(note.status == 202)
      #expect(note.text.isEmpty)
      #expect(try await client.get("/mcp").status == 405)
    }
  }

  @Test func toolsSearchReadListAndAsk() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let tools = try await client.post("/mcp", Self.request("tools/list")).json["result"]?["tools"]?.array
      #expect(tools?.compactMap { $0["name"]?.string } == ["search", "read", "list", "ask"])
      func call(_ name: String, _ arguments: JSONValue) async throws -> JSONValue? {
        try await client.post(
          "/mcp", Self.request("tools/call", ["name": .string(name), "arguments": arguments])
        ).json["result"]
      }
      let found = try await call("search", ["query": "zebras graze", "limit": 1])
      #expect(found?["content"]?.array?.first?["text"]?.string?.contains("Zebras graze") == true)
      #expect(found?["structuredContent"]?["hits"]?.array?.count == 1)
      let read = try await call("read", ["document": 0])
      #expect(read?["content"]?.array?.first?["text"]?.string?.hasPrefix("Bundles are signed") == true)
      let listed = try await call("list", ["query": "sign"])
      #expect(listed?["structuredContent"]?["total"]?.integer == 1)
      let asked = try await call("ask", ["question": "How do I pin a web source?"])
      #expect(asked?["content"]?.array?.first?["text"]?.string?.contains("the lock pins it") == true)
      let wrong = try await call("search", ["limit": 1])
      #expect(wrong?["isError"]?.bool == true)
      #expect(wrong?["content"]?.array?.first?["text"]?.string == "query is missing")
    }
  }

  @Test func documentsAreResources() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let list = try await client.post("/mcp", Self.request("resources/list")).json["result"]
      #expect(list?["resources"]?.array?.count == 3)
      let uri = list?["resources"]?.array?.first?["uri"] ?? ""
      let read = try await client.post("/mcp", Self.request("resources/read", ["uri": uri])).json["result"]
      #expect(read?["contents"]?.array?.first?["text"]?.string?.hasPrefix("Bundles are signed") == true)
      for wrong in ["almanac://0/99", "almanac://9/0", "file:///etc/passwd", "almanac://0/0?page=x"] {
        let answer = try await client.post("/mcp", Self.request("resources/read", ["uri": .string(wrong)]))
        #expect(answer.json["error"]?["code"]?.integer == -32_002, "\(wrong)")
      }
    }
  }

  @Test func wrongMessagesGetJSONRPCErrors() async throws {
    let test = try await TestServer()
    try await test.test { client in
      #expect(try await client.post("/mcp", Self.request("nothing")).json["error"]?["code"]?.integer == -32_601)
      #expect(try await client.post("/mcp", ["id": 1, "method": "ping"]).json["error"]?["code"]?.integer == -32_600)
      #expect(try await client.post("/mcp", []).json["error"]?["code"]?.integer == -32_600)
      let batch = try await client.post("/mcp", [Self.request("ping"), Self.request("ping", id: "b")]).json
      #expect(batch.array?.map { $0["id"] } == [1, "b"])
    }
  }

  @Test func pagesOfOtherOriginsAreKeptOut() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let evil = try await client.post("/mcp", Self.request("ping"), headers: [.origin: "https://evil.example"])
      #expect(evil.status == 403)
      let local = try await client.post("/mcp", Self.request("ping"), headers: [.origin: "http://localhost:3000"])
      #expect(local.status == 200)
    }
  }
}
