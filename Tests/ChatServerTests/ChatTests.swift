import Agent
import ChatServer
import Common
import Conversations
import HTTPTypes
import Testing

@Suite struct ChatTests {
  private static let question: JSONValue = ["message": "How do I pin a web source?"]

  @Test func aQuestionIsAnsweredAndKept() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.post("/api/chat", Self.question)
      #expect(answer.status == 200)
      #expect(answer.json["content"]?.string?.contains("the lock pins it") == true)
      #expect(answer.json["outcome"]?.string == "answered")
      #expect(answer.json["production"]?["provider"]?.string == "offline")
      let session = try #require(answer.json["session"]?.string)
      let messages = try await client.get("/api/sessions/\(session)/messages").json["messages"]?.array
      #expect(messages?.map { $0["role"]?.string } == ["user", "assistant"])
      #expect(messages?.last?["id"] == answer.json["id"])
      #expect(
        try await client.get("/api/sessions").json["sessions"]?.array?.first?["title"] == Self.question["message"])

      let next = try await client.post(
        "/api/chat", ["message": "How are bundles signed?", "session": .string(session.uppercased())])
      #expect(next.json["session"]?.string == session)
      #expect(try test.store.session(session, .everyone)?.messageCount == 4)
    }
  }

  @Test func theStreamIsTheAnswerInPieces() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.post("/api/chat", Self.question, headers: [.accept: "text/event-stream"])
      #expect(answer.headers[.contentType] == "text/event-stream")
      let events = answer.text.split(separator: "\n\n").map { event -> (name: String, value: JSONValue) in
        let lines = event.split(separator: "\n")
        let value = lines.last?.dropFirst("data: ".count) ?? ""
        return (String(lines[0].dropFirst("event: ".count)), (try? JSONValue(parsing: Array(value.utf8))) ?? .null)
      }
      #expect(events.first?.name == "session")
      #expect(events.last?.name == "done")
      let text = events.filter { $0.name == "token" }.compactMap { $0.value["text"]?.string }.joined()
      #expect(text == events.last?.value["content"]?.string)
      #expect(text.contains("the lock pins it"))
      for (index, event) in events.enumerated() where event.name == "citation" {
        let mark = "[\(event.value["number"]?.integer ?? 0)]"
        let before = events[..<index].filter { $0.name == "token" }.compactMap { $0.value["text"]?.string }.joined()
        #expect(!before.contains(mark), "a citation comes before the token that uses it")
      }
    }
  }

  @Test func howAMessageFeelsIsKept() async throws {
    struct Reader: SentimentReader {
      func reading(of text: String) -> SentimentReading {
        SentimentReading(label: "negative", score: -0.5, confidence: 0.9, emotion: "anger")
      }
    }
    let test = try await TestServer(sentiment: { _ in Reader() })
    try await test.test { client in
      let session = try #require(try await client.post("/api/chat", Self.question).json["session"]?.string)
      let messages = try test.store.messages(of: session, .everyone)
      #expect(messages.map(\.sentiment) == [MessageSentiment(label: "negative", score: -0.5, emotion: "anger"), nil])
    }
  }

  @Test(arguments: [false, true]) func whatIsSaidIsLoggedOnlyWhereAsked(content: Bool) async throws {
    let lines = Lines()
    let test = try await TestServer({ $0.logging.content = content }, log: { lines.add($0) })
    try await test.test { client in
      _ = try await client.post("/api/chat", Self.question, headers: [.init("X-Request-Id")!: "abc"])
    }
    let line = try #require(lines.text.split(separator: "\n").first { $0.contains(#""message":"chat""#) })
    #expect(line.contains(#""request":"abc""#) && line.contains(#""session":""#))
    #expect(lines.text.contains("pin a web source") == content)
  }

  @Test func theSameQuestionComesFromTheCache() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let first = try await client.post("/api/chat", ["message": "How are bundles signed?", "keep": false])
      let second = try await client.post("/api/chat", ["message": "How are bundles signed?", "keep": false])
      #expect(second.json["content"] == first.json["content"])
      #expect(second.json["citations"] == first.json["citations"])
      _ = try await client.post("/api/chat", ["message": "How are bundles signed?", "keep": false, "tags": ["web"]])
      let metrics = try await client.get("/metrics").text
      #expect(metrics.contains(#"almanac_cache_total{outcome="hit"} 1"#))
      #expect(metrics.contains(#"almanac_cache_total{outcome="miss"} 2"#))
      #expect(try await client.get("/api/sessions").json["sessions"] == [])
    }
  }

  @Test(
    arguments: [
      (["message": ""], "message"), (["message": "  "], "message"),
      (["message": .string(String(repeating: "x", count: 5_001))], "message"),
      (["message": "a", "session": "1"], "session"), (["message": "a", "filter": ["x"]], "filter[0]"),
      (["message": "a", "temperature": 9], "temperature"), (["session": "a"], "session"),
    ] as [(JSONValue, String)])
  func wrongMessagesAreRefused(body: JSONValue, parameter: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.post("/api/chat", body)
      #expect(answer.status == 400)
      #expect(answer.json["error"]?["param"]?.string == parameter)
    }
  }

  @Test func fiveThousandCharactersArePassed() async throws {
    let test = try await TestServer()
    try await test.test { client in
      // Characters, not bytes: each of these has eighteen.
      let long = String(repeating: "👨‍👩‍👧", count: 5_000)
      let answer = try await client.post("/api/chat", ["message": .string(long), "keep": false])
      #expect(answer.status == 200)
    }
  }

  @Test func anotherOnesSessionIsNotFound() async throws {
    let test = try await TestServer { $0.security.authentication = .required }
    let (mine, other) = (try test.key(), try test.key())
    try await test.test { client in
      let session = try await client.with(token: mine).post("/api/sessions").json["id"] ?? .null
      let answer = try await client.with(token: other).post("/api/chat", ["message": "hello", "session": session])
      #expect(answer.status == 404)
    }
  }

  @Test func chatsAreLimitedForEachCaller() async throws {
    let test = try await TestServer { $0.limits.chats = RateLimit(count: 1, period: .seconds(60)) }
    try await test.test { client in
      #expect(try await client.post("/api/chat", Self.question).status == 200)
      let refused = try await client.post("/api/chat", Self.question)
      #expect(refused.status == 429)
      #expect(refused.headers[.retryAfter] == "60")
    }
  }

  @Test func answersCanBeRated() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let id = try #require(try await client.post("/api/chat", Self.question).json["id"]?.string)
      let body = Array(#"{"rating":"down","reason":"too short"}"#.utf8)
      #expect(try await client.send(.put, "/api/messages/\(id)/feedback", body).status == 204)
      let analytics = try await client.get("/api/analytics?from=2026-03-01&to=2026-03-01").json
      #expect(analytics["feedback"] == ["up": 0, "down": 1])
      #expect(try await client.send(.put, "/api/messages/\(id)/feedback", Array(#"{"rating":"5"}"#.utf8)).status == 400)
    }
  }

  @Test func openAIClientsAreAnswered() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let body: JSONValue = [
        "model": "almanac", "unknown": 1,
        "messages": [
          ["role": "system", "content": "Be brief"],
          ["role": "user", "content": [["type": "text", "text": "How do I pin a web source?"]]],
        ],
      ]
      let answer = try await client.post("/v1/chat/completions", body)
      #expect(answer.json["object"]?.string == "chat.completion")
      let message = answer.json["choices"]?.array?.first?["message"]
      #expect(message?["content"]?.string?.contains("the lock pins it") == true)
      let stream = try await client.post(
        "/v1/chat/completions", .object((body.members ?? []) + [.init("stream", true)]))
      #expect(stream.text.hasSuffix("data: [DONE]\n\n"))
      #expect(stream.text.contains(#""finish_reason":"stop""#))
      #expect(try await client.post("/v1/chat/completions", ["model": "almanac", "messages": []]).status == 400)
      let image: JSONValue = ["role": "user", "content": [["type": "image_url", "image_url": ["url": "x"]]]]
      #expect(
        try await client.post("/v1/chat/completions", ["model": "almanac", "messages": [image]]).status == 400)
    }
  }

  @Test func embeddingsComeAsNumbersAndAsBytes() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let models = try await client.get("/v1/models").json["data"]?.array?.map { $0["id"]?.string }
      #expect(models == ["almanac", "tiny"])
      let numbers = try await client.post("/v1/embeddings", ["model": "tiny", "input": ["zebras", "keys"]]).json
      #expect(numbers["data"]?.array?.count == 2)
      #expect(numbers["data"]?.array?.first?["embedding"]?.array?.count == 48)
      let bytes = try await client.post(
        "/v1/embeddings", ["model": "almanac", "input": "zebras", "encoding_format": "base64"]
      ).json
      #expect(bytes["data"]?.array?.first?["embedding"]?.string?.utf8.count == 256)
      #expect(try await client.post("/v1/embeddings", ["model": "gpt", "input": "x"]).status == 404)
      #expect(try await client.post("/v1/embeddings", ["model": "tiny", "input": []]).status == 200)
      #expect(try await client.post("/v1/embeddings", ["model": "tiny", "input": 5]).status == 400)
    }
  }
}
