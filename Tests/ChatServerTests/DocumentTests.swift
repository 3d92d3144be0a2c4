import ChatServer
import Common
import TestSupport
import Testing

@Suite struct DocumentTests {
  @Test func documentsAreListedInPagesAndByCondition() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let page = try await client.get("/api/documents?offset=1&limit=1")
      #expect(page.json["total"]?.integer == 3)
      #expect(page.json["documents"]?.array?.map { $0["id"]?.string } == ["d1"])
      let named = try await client.get("/api/documents?q=SIGN")
      #expect(named.json["documents"]?.array?.map { $0["title"]?.string } == ["Signing"])
      #expect(named.json["total"]?.integer == 1)
      #expect(try await client.get("/api/documents?format=pdf").json["total"]?.integer == 0)
      #expect(try await client.get("/api/documents?tag=guide").json["total"]?.integer == 2)
    }
  }

  @Test func aDocumentHasItsOutlineAndSummary() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let document = try await client.get("/api/documents/0").json
      #expect(document["summary"]?.string == "Bundles are signed with a private key. The key is kept in a safe place.")
      #expect(document["outline"]?.array?.first?["headings"] == ["Security", "Keys"])
      #expect(document["metadata"]?.array?.count == 2)
    }
  }

  @Test func textIsReadByPageAndByRangeAndNeverCutsACharacter() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let page = try await client.get("/api/documents/2/text?page=2").json
      #expect(page["text"]?.string == "Größe und 😀 Zeichen stehen hier.\nZebras graze on the open plain.")
      // Byte 3 is within "ö", byte 15 within the emoji.
      let part = try await client.get("/api/documents/2/text?from=3&to=15").json
      #expect(part["text"]?.string == "ße und ")
      #expect(part["from"]?.integer == 4)
      #expect(try await client.get("/api/documents/2/text?page=9").status == 404)
      #expect(try await client.get("/api/documents/2/text?from=9&to=3").status == 400)
    }
  }

  @Test func longTextComesInPartsThatJoin() async throws {
    let long = (0..<4_000).map { "Größe \($0) 😀 and so on." }.joined(separator: " ")
    let test = try await TestServer(documents: [SmallBundle.Document(id: "long", title: "Long", chunks: [long])])
    try await test.test { client in
      var text = ""
      var next: Int? = 0
      while let from = next {
        let part = try await client.get("/api/documents/0/text?from=\(from)").json
        text += part["text"]?.string ?? ""
        next = part["next"]?.integer
      }
      #expect(text == long)
    }
  }

  @Test(arguments: ["/api/documents/3", "/api/documents/0?bundle=1", "/api/documents/4294967295"])
  func whatIsNotThereIsNotFound(path: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get(path)
      #expect(answer.status == 404)
      #expect(answer.error == "not_found")
    }
  }

  @Test(arguments: ["/api/documents/-1", "/api/documents/x", "/api/documents/99999999999999999999"])
  func whatIsNoNumberIsRefused(path: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get(path)
      #expect(answer.status == 400)
    }
  }

  @Test func facetsAndTheKnowledgeBaseAreListed() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let facets = try await client.get("/api/facets").json
      #expect(facets["tags"] == [["tag": "guide", "documents": 2], ["tag": "web", "documents": 1]])
      let questions = try await client.get("/api/knowledge-base?q=PIN&category=web&tag=web").json
      #expect(questions["total"]?.integer == 1)
      #expect(try await client.get("/api/knowledge-base?category=other").json["total"]?.integer == 0)
    }
  }
}
