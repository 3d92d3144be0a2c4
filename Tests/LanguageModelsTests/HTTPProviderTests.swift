import Common
import LanguageModels
import Testing

/// Every provider against a server on loopback that speaks its documented shape, well and badly.
@Suite struct HTTPProviderTests {
  enum Service: String, CaseIterable, Sendable { case openAI, anthropic, gemini, textGeneration }

  private static let key = "sk-test-0123456789abcdef"

  private func provider(
    _ service: Service, _ url: String, time: TimeSource = .endless, timeout: Duration = .seconds(30)
  ) throws -> any LanguageModelProvider {
    let endpoint = Endpoint(baseURL: url + "/", key: Secret(Self.key + "\n"), timeout: timeout)
    func made(_ wire: some WireFormat) -> any LanguageModelProvider {
      HTTPProvider(name: "p", model: "m", toolStyle: .native, endpoint: endpoint, wire: wire, time: time)
    }
    return switch service {
    case .openAI: made(OpenAIFormat())
    case .anthropic: made(AnthropicFormat())
    case .gemini: made(GeminiFormat())
    case .textGeneration: made(TextGenerationFormat())
    }
  }

  /// An answer `Hello` in two pieces, in events of the service's shape.
  private static func events(_ service: Service) -> [String] {
    switch service {
    case .openAI:
      [
        #"data: {"id":"1","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#,
        #"data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}"#,
        #"data: {"choices":[{"index":0,"delta":{"content":"lo"}}]}"#,
        #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        #"data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"#, "data: [DONE]",
      ]
    case .anthropic:
      [
        "event: message_start\n"
          + #"data: {"type":"message_start","message":{"id":"1","model":"m-1","content":[],"usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":1}}}"#,
        "event: content_block_start\n"
          + #"data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        "event: ping\ndata: {\"type\":\"ping\"}",
        "event: content_block_delta\n"
          + #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}"#,
        "event: content_block_delta\n"
          + #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}"#,
        "event: content_block_stop\n" + #"data: {"type":"content_block_stop","index":0}"#,
        "event: message_delta\n"
          + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
        "event: message_stop\n" + #"data: {"type":"message_stop"}"#,
      ]
    case .gemini:
      [
        #"data: {"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"},"index":0}],"modelVersion":"m-1"}"#,
        #"data: {"candidates":[{"content":{"parts":[{"thought":true,"text":"hm"},{"text":"lo"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"totalTokenCount":9}}"#,
      ]
    case .textGeneration:
      [
        #"data:{"index":1,"token":{"id":1,"text":"Hel","logprob":-0.1,"special":false},"generated_text":null,"details":null}"#,
        #"data:{"index":2,"token":{"id":2,"text":"lo","logprob":-0.1,"special":false},"generated_text":null,"details":null}"#,
        #"data:{"index":3,"token":{"id":3,"text":"</s>","logprob":-0.1,"special":true},"generated_text":"Hello","details":{"finish_reason":"eos_token","generated_tokens":2,"input_length":7}}"#,
      ]
    }
  }

  private func collected(_ provider: any LanguageModelProvider) async throws -> [ModelEvent] {
    var events: [ModelEvent] = []
    for try await event in provider.respond(to: ModelRequest(messages: [.user("hi")])) { events.append(event) }
    return events
  }

  private func error(_ provider: any LanguageModelProvider) async -> ProviderError? {
    do {
      _ = try await collected(provider)
      return nil
    } catch {
      return error as? ProviderError
    }
  }

  @Test(arguments: Service.allCases)
  func `A streamed answer is read, however it is cut into pieces`(service: Service) async throws {
    let body = Self.events(service).map { $0 + "\n\n" }.joined()
    let model = service == .textGeneration ? "m" : "m-1"
    for size in [1, 7, 64, 10_000] {
      let characters = Array(body)
      let pieces = stride(from: 0, to: characters.count, by: size).map {
        String(characters[$0..<min($0 + size, characters.count)])
      }
      let server = try ScriptedServer([ScriptedServer.Answer(pieces: pieces)])
      let events = try await collected(provider(service, server.baseURL))
      let text = events.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
      #expect(text == "Hello")
      #expect(
        events.last
          == .finished(ModelFinish(reason: .stop, usage: TokenUsage(input: 7, output: 2), model: model)))
    }
  }

  @Test(arguments: Service.allCases)
  func `The key travels in its own header and nowhere else`(service: Service) async throws {
    let server = try ScriptedServer([ScriptedServer.Answer(pieces: [Self.events(service).map { $0 + "\n\n" }.joined()])]
    )
    _ = try await collected(provider(service, server.baseURL))
    let request = try #require(server.requests.first)
    let holding = request.headers.filter { $0.value.contains(Self.key) }.map { $0.name.lowercased() }
    let expected = service == .anthropic ? "x-api-key" : service == .gemini ? "x-goog-api-key" : "authorization"
    #expect(holding == [expected])
    #expect(!request.path.contains("sk-"))
    #expect(!String(decoding: request.body, as: UTF8.self).contains("sk-"))
    #expect(request.method == "POST")
  }

  @Test(arguments: Service.allCases)
  func `An answer that is cut off after any event is an error`(service: Service) async throws {
    let events = Self.events(service)
    // OpenAI's last two and Anthropic's last one come after the reason; without these the answer is complete or cut.
    let complete = service == .openAI ? 4 : events.count
    for count in 0..<complete {
      let body = events[..<count].map { $0 + "\n\n" }.joined()
      for isCut in [false, true] {
        let server = try ScriptedServer([ScriptedServer.Answer(pieces: [body + "data: {"], isCut: isCut)])
        let error = await self.error(try provider(service, server.baseURL))
        #expect(error?.kind == .cutOff, "after \(count), cut: \(isCut): \(String(describing: error))")
      }
    }
  }

  @Test(arguments: Service.allCases)
  func `What is not the documented shape is an error, not a crash`(service: Service) async throws {
    for piece in ["data: not json\n\n", "data: []\n\n", "data: {\"x\":1}\n\n", "data: 7\n\n"] {
      let server = try ScriptedServer([.stream(piece)])
      let kind = await error(try provider(service, server.baseURL))?.kind
      #expect(kind == .malformed || kind == .cutOff, "\(piece)")
    }
    let html = try ScriptedServer([.json("<html>", status: 200)])
    #expect(await error(try provider(service, html.baseURL))?.kind == .malformed)
  }

  @Test(arguments: [
    (401, #"{"error":{"message":"Incorrect API key: sk-test-0123456789abcdef"}}"#, ProviderError.Kind.authentication),
    (403, "{}", .authentication), (402, #"{"error":"pay"}"#, .quota),
    (429, #"{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}"#, .quota),
    (429, #"{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}"#, .rateLimited),
    (429, #"[{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}]"#, .rateLimited),
    (400, #"{"error":{"message":"bad"}}"#, .refused), (404, "<html>", .refused), (500, "", .unavailable),
    (529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .unavailable),
    (504, "", .timedOut), (302, "", .refused),
  ])
  func `A status says what is wrong, and no key is ever quoted`(
    status: Int, body: String, kind: ProviderError.Kind
  ) async throws {
    for service in Service.allCases {
      let server = try ScriptedServer([.json(body, status: status, headers: [("Retry-After", "3")])])
      let error = try #require(await error(try provider(service, server.baseURL)))
      #expect(error.kind == kind)
      #expect(error.retryAfter == .seconds(3))
      #expect(!"\(error)".contains("sk-test"))
      #expect("\(error)".contains("\(status)"))
    }
  }

  @Test(arguments: Service.allCases)
  func `A silent service is given up`(service: Service) async throws {
    // The wait ends at once on the test's clock; the server never goes on.
    let server = try ScriptedServer([.stream(Self.events(service)[0] + "\n\n", hangs: true)])
    let provider = try provider(service, server.baseURL, time: TestClock().source)
    #expect(await error(provider)?.kind == .timedOut)
  }

  @Test func `No service at all is an error that names the address`() async throws {
    let error = try #require(await error(try provider(.openAI, "http://127.0.0.1:1")))
    #expect(error.kind == .unreachable)
    #expect("\(error)".contains("127.0.0.1:1"))
  }

  @Test(arguments: Service.allCases)
  func `Health is a cheap request`(service: Service) async throws {
    let server = try ScriptedServer([.json("{}"), .json("{}", status: 401)])
    let provider = try provider(service, server.baseURL)
    try await provider.checkHealth()
    #expect(server.requests.first?.method == "GET")
    await #expect(throws: ProviderError.self) { try await provider.checkHealth() }
  }

  @Test(arguments: [404, 405, 501])
  func `A service without a list of models is taken to be up`(status: Int) async throws {
    let server = try ScriptedServer([.json("{}", status: status), .json("{}", status: 500)])
    let provider = try provider(.openAI, server.baseURL)
    try await provider.checkHealth()
    await #expect(throws: ProviderError.self) { try await provider.checkHealth() }
  }

  @Test func `Tool calls come whole, from pieces or at once`() async throws {
    let openAI = try ScriptedServer([
      .stream(
        #"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"find","arguments":""}}]}}]}"#
          + "\n\n",
        #"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"q\":"}}]}}]}"# + "\n\n",
        #"data: {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"list","arguments":"{}"}}]}}]}"#
          + "\n\n",
        #"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"x\"}"}}]},"finish_reason":"tool_calls"}]}"#
          + "\n\n"
      )
    ])
    let anthropic = try ScriptedServer([
      .stream(
        #"data: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":1,"output_tokens":1}}}"#
          + "\n\n",
        #"data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"find","input":{}}}"#
          + "\n\n",
        #"data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"q\""}}"#
          + "\n\n",
        #"data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":":\"x\"}"}}"#
          + "\n\n",
        #"data: {"type":"content_block_stop","index":0}"# + "\n\n",
        #"data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"b","name":"list","input":{}}}"#
          + "\n\n",
        #"data: {"type":"content_block_stop","index":1}"# + "\n\n",
        #"data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"# + "\n\n",
        #"data: {"type":"message_stop"}"# + "\n\n")
    ])
    let gemini = try ScriptedServer([
      .stream(
        #"data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"a","name":"find","args":{"q":"x"}}},{"functionCall":{"id":"b","name":"list"}}]},"finishReason":"STOP"}]}"#
          + "\n\n")
    ])
    for (service, server) in [(Service.openAI, openAI), (.anthropic, anthropic), (.gemini, gemini)] {
      let events = try await collected(provider(service, server.baseURL))
      let calls = events.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
      #expect(
        calls == [
          ToolCall(id: "a", name: "find", arguments: ["q": "x"]),
          ToolCall(id: "b", name: "list", arguments: .object([])),
        ],
        "\(service)")
      guard case .finished(let finish) = events.last else {
        Issue.record("no end")
        continue
      }
      #expect(finish.reason == .toolCalls)
    }
  }

  @Test func `A service that does not stream is read as well`() async throws {
    let server = try ScriptedServer([
      .json(
        #"{"model":"m-1","choices":[{"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}}"#
      )
    ])
    let events = try await collected(provider(.openAI, server.baseURL))
    #expect(events.first == .text("Hello"))
    #expect(events.count == 2)
  }

  @Test func `Arguments that are no JSON stay a text, for the schema to refuse`() async throws {
    let server = try ScriptedServer([
      .json(
        #"{"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"find","arguments":"{oops"}}]},"finish_reason":"tool_calls"}]}"#
      )
    ])
    let events = try await collected(provider(.openAI, server.baseURL))
    #expect(events.first == .toolCall(ToolCall(id: "a", name: "find", arguments: "{oops")))
  }

  @Test func `A secret shows itself nowhere`() throws {
    let secret = try #require(Secret(" \(Self.key)\n"))
    #expect("\(secret)" == "[secret]")
    #expect(String(reflecting: secret) == "[secret]")
    var dumped = ""
    dump(Endpoint(baseURL: "http://x", key: secret), to: &dumped)
    #expect(!dumped.contains("sk-test"))
    #expect(Secret(" \n") == nil)
    #expect(secret.redacted(from: "bad key sk-test-…, \(Self.key)!") == "bad key [secret]…, [secret]!")
  }
}
