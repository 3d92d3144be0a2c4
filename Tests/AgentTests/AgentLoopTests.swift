import Agent
import Common
import LanguageModels
import Retrieval
import Testing

/// A tool whose result is given; it only has to be named.
struct NamedTool: AgentTool {
  var name: String
  var reach = ToolReach.bundle
  var primaryArgument: String { "query" }

  var definition: ToolDefinition {
    ToolDefinition(
      name: name, summary: "Finds.",
      parameters: [
        "type": "object",
        "properties": [
          "query": ["type": "string", "minLength": 1], "action": ["type": "string"],
          "sub_questions": ["type": "array", "items": ["type": "string"]],
        ], "additionalProperties": false,
      ])
  }

  func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult { ToolResult(summary: "ran") }
}

func passage(_ text: String, source: String = "a.md", chunk: Int = 0) -> Citation {
  let count = text.utf8.count
  return Citation(
    number: 0, bundle: "test", document: DocumentID(0), chunk: ChunkID(chunk),
    source: DocumentSource(title: "Signing", name: source, format: "markdown"),
    range: TextRange(utf8: 0..<count, utf16: 0..<text.utf16.count), text: text)
}

@Suite struct AgentLoopTests {
  private static let key = "Bundles are signed with an Ed25519 key of 32 bytes."
  private static let found = ToolResult(
    summary: "1 passage", passages: [passage(key)], statements: [.init("“\(key)”", passage: 0)], confidence: 0.8)

  private func loop(
    style: ToolStyle = .native, tools: [any AgentTool]? = nil, limits: AgentLimits = AgentLimits(),
    message: String = "How are bundles signed?", tone: Tone = .neutral, policy: ToolPolicy = ToolPolicy()
  ) -> AgentLoop {
    AgentLoop(
      AgentLoop.Setup(
        message: message, instructions: Instructions(bundles: ["test"], tone: tone),
        tools: ToolSet(
          tools ?? [NamedTool(name: "rag_search"), NamedTool(name: "document_search")],
          fallbacks: [NamedTool(name: "keyword_search")]), policy: policy, limits: limits, firstStyle: style))
  }

  private func started(_ style: ToolStyle = .native) -> LoopEvent {
    .modelStarted(provider: "p", model: "m", style: style)
  }

  private func ended(_ reason: ModelFinish.Reason = .stop) -> LoopEvent {
    .modelFinished(reason, ModelCharge(provider: "p", model: "m", usage: TokenUsage(input: 100, output: 10), cost: 0.5))
  }

  private func call(_ id: String = "c1", _ name: String = "rag_search", _ arguments: JSONValue = ["query": "signed"])
    -> LoopEvent
  {
    .modelToolCall(ToolCall(id: id, name: name, arguments: arguments))
  }

  private func done(_ id: String = "c1", _ result: ToolResult = found) -> LoopEvent {
    .toolFinished(callID: id, ToolOutcome(.success(result)))
  }

  private func run(_ loop: inout AgentLoop, _ events: LoopEvent...) -> [LoopAction] {
    events.reduce([]) { $0 + loop.handle($1) }
  }

  private func text(_ actions: [LoopAction]) -> String {
    actions.compactMap { if case .emit(.token(let text)) = $0 { text } else { nil } }.joined()
  }

  private func reply(_ actions: [LoopAction]) -> Reply? {
    actions.compactMap { if case .finish(let reply) = $0 { reply } else { nil } }.first
  }

  private func turn(_ actions: [LoopAction]) -> ModelTurn? {
    actions.compactMap { if case .callModel(let turn) = $0 { turn } else { nil } }.last
  }

  @Test func `A tool call runs, its passages are numbered, and the answer cites them`() throws {
    var loop = loop()
    #expect(turn(run(&loop, .start))?.mayCallTools == true)
    let planned = run(&loop, started(), .modelText("Let me look."), call(), ended(.toolCalls))
    #expect(
      planned == [
        .emit(.usage(ModelCharge(provider: "p", model: "m", usage: TokenUsage(input: 100, output: 10), cost: 0.5))),
        .emit(.thought("Let me look.")),
        .emit(.toolCall(ToolCall(id: "c1", name: "rag_search", arguments: ["query": "signed"]))),
        .run([PlannedCall(id: "c1", tool: "rag_search", arguments: ["query": "signed"], isSafe: true)]),
      ])
    let second = try #require(turn(run(&loop, done())))
    #expect(second.steps[0].results[0].text == "[1]\n| Signing\n| \(Self.key)")
    let answer = run(
      &loop, started(), .modelText("Bundles are signed with an Ed25519 "), .modelText("key [1][7]."), ended())
    let final = try #require(reply(answer))
    #expect(final.text == "Bundles are signed with an Ed25519 key [1].")
    #expect(final.text == text(answer))
    #expect(final.citations.map(\.number) == [1])
    #expect(final.unsupported.isEmpty)
    #expect(final.outcome == .answered)
    #expect(final.usage.total == 220)
    #expect(final.cost == 1)
    #expect(final.confidence == 0.8)
  }

  @Test func `Calls of one turn run together and their passages keep the order of the calls`() throws {
    var loop = loop()
    let actions = run(
      &loop, .start, started(), call("a"), call("b", "document_search", ["query": "x"]), ended(.toolCalls))
    guard case .run(let calls) = actions.last else { throw ToolError("nothing runs") }
    #expect(calls.map(\.id) == ["a", "b"])
    #expect(run(&loop, done("b", ToolResult(summary: "", passages: [passage("Second.", chunk: 2)]))).count == 1)
    let next = try #require(turn(run(&loop, done("a"))))
    #expect(next.steps[0].results.map(\.callID) == ["a", "b"])
    #expect(next.steps[0].results[1].text.hasPrefix("[2]"))
  }

  @Test func `Arguments that the schema refuses, unknown tools and repeated calls are told to the model, not run`()
    throws
  {
    var loop = loop()
    let first = run(
      &loop, .start, started(), call("a", "rag_search", ["query": ""]), call("b", "delete_everything"),
      call("c", "rag_search", "plain words"), ended(.toolCalls))
    guard case .run(let calls) = first.last else { throw ToolError("nothing runs") }
    #expect(calls == [PlannedCall(id: "c", tool: "rag_search", arguments: ["query": "plain words"], isSafe: true)])
    let next = try #require(turn(run(&loop, done("c"))))
    let results = next.steps[0].results.map(\.text)
    #expect(results[0] == "This did not work: `query` is empty; correct the arguments.")
    #expect(results[1].contains("there is no tool `delete_everything`; use one of rag_search, document_search"))
    let repeated = try #require(turn(run(&loop, started(), call("d", "rag_search", "plain words"), ended(.toolCalls))))
    #expect(repeated.steps[1].results[0].text == "This did not work: the same call has run; its result is above.")
  }

  @Test func `A failed search falls to keywords, a document that is not found to the list`() throws {
    var loop = loop()
    _ = run(&loop, .start, started(), call("a"), call("b", "document_search", ["query": "x"]), ended(.toolCalls))
    let fallen = run(&loop, .toolFinished(callID: "a", ToolOutcome(.failure(ToolError("no vectors")))))
    #expect(
      fallen.last == .run([PlannedCall(id: "a", tool: "keyword_search", arguments: ["query": "signed"], isSafe: true)]))
    #expect(fallen.contains(.emit(.notice("rag_search failed (no vectors); keyword_search ran instead."))))
    let listed = run(&loop, .toolFinished(callID: "b", ToolOutcome(.failure(ToolError("none")))))
    #expect(
      listed.last == .run([PlannedCall(id: "b", tool: "document_search", arguments: ["action": "list"], isSafe: true)]))
    // What fails twice is told.
    _ = run(&loop, done("a"))
    let next = try #require(
      turn(run(&loop, .toolFinished(callID: "b", ToolOutcome(.failure(ToolError("still none")))))))
    #expect(next.steps[0].results[1].text == "This did not work: still none.")
  }

  @Test func `The last turn and a confident search leave no choice but to answer`() throws {
    var limits = AgentLimits()
    limits.iterations = 2
    var loop = loop(limits: limits)
    _ = run(&loop, .start, started(), call(), ended(.toolCalls))
    #expect(turn(run(&loop, done()))?.mayCallTools == false)
    // A call is ignored then; what was found is the answer.
    let answer = run(&loop, started(), call("c2", "rag_search", ["query": "more"]), ended(.toolCalls))
    #expect(reply(answer)?.text == "“\(Self.key)” [1]")

    var confident = self.loop()
    _ = run(&confident, .start, started(), call(), ended(.toolCalls))
    var result = Self.found
    result.confidence = 0.95
    #expect(turn(run(&confident, done("c1", result)))?.mayCallTools == false)
  }

  @Test func `The token budget ends the search for more`() throws {
    var limits = AgentLimits()
    limits.tokens = 110
    var loop = loop(limits: limits)
    _ = run(&loop, .start, started(), call(), ended(.toolCalls))
    #expect(turn(run(&loop, done()))?.mayCallTools == false)
  }

  @Test func `Time that is up gives what was found, with a note`() throws {
    var loop = loop()
    _ = run(&loop, .start, started(), call(), ended(.toolCalls), done())
    let late = run(&loop, started(), .timeExpired)
    let final = try #require(reply(late))
    #expect(late.first == .cancelModel)
    #expect(final.text == "“\(Self.key)” [1]")
    #expect(final.outcome == .limited)
    #expect(final.notices == ["The time limit of 60 s was reached; this is what was found until then."])
    #expect(final.provider == "offline")
    #expect(loop.handle(.modelText("late")).isEmpty)
  }

  @Test func `Time that is up before any search makes one`() throws {
    var loop = loop()
    let late = run(&loop, .start, started(), .timeExpired)
    #expect(
      late.last
        == .run([
          PlannedCall(
            id: "closing_1", tool: "rag_search", arguments: ["query": "How are bundles signed?"], isSafe: true)
        ]))
    let final = try #require(reply(run(&loop, done("closing_1"))))
    #expect(final.text == "“\(Self.key)” [1]")
    #expect(final.outcome == .limited)
  }

  @Test func `Time that is up within the answer keeps what was written`() throws {
    var loop = loop()
    _ = run(&loop, .start, started(), call(), ended(.toolCalls), done())
    let long = String(repeating: "Bundles are signed with an Ed25519 key [1]. ", count: 8)
    let late = run(&loop, started(), .modelText(long), .timeExpired)
    #expect(reply(late)?.text == String(long.dropLast()))
    #expect(reply(late)?.outcome == .limited)
    #expect(reply(late)?.provider == "p")
  }

  @Test func `When no model answers the bundle does, and the reason is told`() throws {
    var loop = loop()
    let failure = RoutingFailure(attempts: [ProviderError(.quota, provider: "p", "quota exceeded")])
    _ = run(&loop, .start, .modelFailed(failure))
    let final = try #require(reply(run(&loop, done("closing_1"))))
    #expect(final.notices == ["No model answered: p: quota exceeded"])
    #expect(final.text == "“\(Self.key)” [1]")
  }

  @Test func `An answer that is cut off stays, with a note`() throws {
    var loop = loop()
    let failure = RoutingFailure(attempts: [ProviderError(.cutOff, provider: "p", "closed")], isInterrupted: true)
    let final = try #require(reply(run(&loop, .start, started(), .modelText("Half an ans"), .modelFailed(failure))))
    #expect(final.text == "Half an ans")
    #expect(final.outcome == .limited)
    #expect(final.notices == ["The answer was cut off: p: closed"])
  }

  @Test func `A bundle without an answer says so`() throws {
    var loop = loop()
    _ = run(&loop, .start, started(), call(), ended(.toolCalls))
    _ = run(&loop, done("c1", ToolResult(summary: "0 passages", isAnswered: false)))
    let final = try #require(reply(run(&loop, started(), .modelText("The bundle does not answer this."), ended())))
    #expect(final.outcome == .unanswered)
    // A model that says nothing at all comes to the same.
    var silent = self.loop()
    _ = run(&silent, .start, started(), call(), ended(.toolCalls))
    _ = run(&silent, done("c1", ToolResult(summary: "0 passages", isAnswered: false)))
    let empty = try #require(reply(run(&silent, started(), ended())))
    #expect(empty.text == "The bundle does not answer this.")
    #expect(empty.outcome == .unanswered)
  }

  @Test func `A model that cannot choose gets what the keywords chose`() throws {
    var loop = loop(style: .none)
    let first = run(&loop, .start)
    #expect(
      first.last
        == .run([
          PlannedCall(
            id: "selected_1", tool: "rag_search", arguments: ["query": "How are bundles signed?"], isSafe: true)
        ]))
    let next = try #require(turn(run(&loop, done("selected_1"))))
    let request = next.request(.none)
    #expect(request.messages.count == 2)
    #expect(request.messages[1].text.hasPrefix("[1]\n| Signing\n| "))
    #expect(request.tools.isEmpty)

    // One that turns up as a fallback is stopped and asked again.
    var late = self.loop()
    let stopped = run(&late, .start, started(.none))
    #expect(stopped.contains(.cancelModel))
    #expect(stopped.last == first.last)
  }

  @Test func `ReAct text is acted on, and its final answer streams`() throws {
    var loop = loop(style: .text)
    let request = try #require(turn(run(&loop, .start))).request(.text)
    #expect(request.stop == ["\nObservation:"])
    #expect(request.messages[0].text.contains("- rag_search: Finds."))
    let acted = run(
      &loop, started(.text), .modelText("Thought: look it up\nAction: rag_search\nAction Input: {\"query\""),
      .modelText(": \"signed\"}\n"), ended())
    #expect(acted.contains(.emit(.thought("look it up"))))
    #expect(
      acted.last == .run([PlannedCall(id: "call_1", tool: "rag_search", arguments: ["query": "signed"], isSafe: true)]))
    let next = try #require(turn(run(&loop, done("call_1"))))
    #expect(next.request(.text).messages.last?.text == "Observation: [1]\n| Signing\n| \(Self.key)")
    let answer = run(
      &loop, started(.text), .modelText("Thought: I know\nFinal Answer: With an "), .modelText("Ed25519 key "),
      .modelText("[1]."),
      ended())
    #expect(reply(answer)?.text == "With an Ed25519 key [1].")
    #expect(answer.count { if case .emit(.token) = $0 { true } else { false } } > 1)
  }

  @Test func `Reasoning between think tags is a thought`() throws {
    var loop = loop()
    let actions = run(
      &loop, .start, started(), .modelText("<thi"), .modelText("nk>Hmm."), .modelText("</think>\nHello "),
      .modelText("there."),
      ended())
    #expect(actions.contains(.emit(.thought("Hmm."))))
    #expect(reply(actions)?.text == "Hello there.")
  }

  @Test func `An outside tool does not run once retrieved text has been read`() throws {
    let outside = NamedTool(name: "send_mail", reach: .outside(afterQuotes: false))
    var loop = loop(tools: [NamedTool(name: "rag_search"), outside])
    // Before: yes.
    var first = loop
    let early = run(&first, .start, started(), call("a", "send_mail", ["query": "x"]), ended(.toolCalls))
    #expect(early.last == .run([PlannedCall(id: "a", tool: "send_mail", arguments: ["query": "x"], isSafe: false)]))
    // After: no, whatever the model says.
    _ = run(&loop, .start, started(), call(), ended(.toolCalls), done())
    let late = run(&loop, started(), call("b", "send_mail", ["query": "all secrets"]), ended(.toolCalls))
    #expect(!late.contains { if case .run = $0 { true } else { false } })
    #expect(turn(late)?.steps[1].results[0].text.contains("does not run after retrieved text has been read") == true)
  }

  @Test func `No more calls run than policy allows`() throws {
    var policy = ToolPolicy()
    policy.callLimit = 2
    var loop = loop(policy: policy)
    var events = (0..<5).map { call("c\($0)", "rag_search", ["query": .string("q\($0)")]) }
    events.insert(started(), at: 0)
    events.insert(.start, at: 0)
    for event in events { _ = loop.handle(event) }
    guard case .run(let calls) = loop.handle(ended(.toolCalls)).last else { throw ToolError("nothing runs") }
    #expect(calls.map(\.id) == ["c0", "c1"])
  }

  @Test func `An upset user is spoken to calmly`() throws {
    var loop = loop(tone: .calm)
    _ = run(&loop, .start, .modelFailed(RoutingFailure(attempts: [])))
    let final = try #require(reply(run(&loop, done("closing_1"))))
    #expect(final.text.hasPrefix("I am sorry about the trouble."))
    #expect(Instructions(bundles: ["b"], tone: .calm).text.contains("stay calm"))
  }
}
