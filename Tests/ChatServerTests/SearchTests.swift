import ChatServer
import Common
import Testing

@Suite struct SearchTests {
  @Test(arguments: ["keyword", "vector", "hybrid"]) func everyModeFindsThePassage(mode: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get("/api/search?q=zebras%20graze&mode=\(mode)&k=1&snippets=true")
      #expect(answer.status == 200)
      let hit = answer.json["hits"]?.array?.first
      #expect(hit?["text"]?.string == "Zebras graze on the open plain.")
      #expect(hit?["title"]?.string == "Ünïcode 😀")
      #expect(hit?["snippet"]?["highlights"] == [[0, 6], [7, 12]])
      #expect(answer.json["mode"]?.string == mode)
    }
  }

  @Test func filtersAndTagsNarrowTheSearch() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let all = try await client.get("/api/search?q=key%20source%20zebras&mode=keyword")
      #expect(all.json["hits"]?.array?.count == 4)
      let filtered = try await client.get("/api/search?q=key%20source%20zebras&mode=keyword&filter=product%3Dother")
      #expect(filtered.json["hits"]?.array?.map { $0["id"]?.string } == ["d2"])
      let tagged = try await client.get("/api/search?q=key%20source%20zebras&mode=keyword&tag=web")
      #expect(tagged.json["hits"]?.array?.map { $0["id"]?.string } == ["d1"])
    }
  }

  @Test(
    arguments: [
      ("/api/search", "q"), ("/api/search?q=", "q"), ("/api/search?q=%20", "q"), ("/api/search?q=a&k=0", "k"),
      ("/api/search?q=a&k=ten", "k"), ("/api/search?q=a&k=1&k=2", "k"), ("/api/search?q=a&mode=fast", "mode"),
      ("/api/search?q=a&filter=nothing", "filter"), ("/api/search?q=a&colour=red", "colour"),
      ("/api/search?q=%00", "q"), ("/api/search?q=%zz", "query"), ("/api/search?q=%FF", "query"),
      ("/api/search?q=a&min-similarity=nan", "min-similarity"),
    ])
  func wrongParametersAreNamed(path: String, parameter: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get(path)
      #expect(answer.status == 400)
      #expect(answer.json["error"]?["param"]?.string == parameter)
      #expect(answer.json["error"]?["message"]?.string?.isEmpty == false)
    }
  }

  @Test func aPlusIsASpaceAndAnEscapedOneIsAPlus() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get("/api/search?q=zebras+graze%2B&mode=keyword")
      #expect(answer.json["query"]?.string == "zebras graze+")
    }
  }

  @Test func aLongQueryIsRefused() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get("/api/search?q=" + String(repeating: "x", count: 2_001))
      #expect(answer.status == 400)
    }
  }

  @Test func answersAreQuotedWithTheirPlaces() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get("/api/ask?q=How%20do%20I%20pin%20a%20web%20source%3F")
      #expect(answer.json["kind"]?.string == "curated")
      #expect(answer.json["curated"]?["answer"]?.string == "Fetch it; the lock pins it.")
    }
  }
}
