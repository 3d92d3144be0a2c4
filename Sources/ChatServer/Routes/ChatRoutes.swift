internal import Agent
internal import Common
internal import Conversations
internal import HTTPTypes
internal import Hummingbird
internal import LanguageModels
internal import Retrieval

/// `POST /api/chat`.
struct ChatRoutes: Sendable {
  let services: ServerServices
  let chat: ChatService

  var endpoints: [Endpoint] {
    var ask = Endpoint(
      method: .post, path: "/api/chat", tag: "chat",
      summary: """
        Answer a message, as JSON or, with Accept: text/event-stream or stream, as events: session, thought, tool, \
        citation, token, notice, done
        """, access: .scope(.chat), limit: .chat,
      body: .json(
        .object([
          .init(
            "message", .text(minimum: 1, maximum: services.settings.limits.message), "the question", isRequired: true),
          .init("session", .identifier, "the session to go on with; without it a new one begins"),
          .init("keep", .flag, "false keeps nothing of the message; true by default"),
          .init("stream", .flag),
          .init("provider", .text(minimum: 1, maximum: 60), "a provider by name"),
          .init("model", .text(minimum: 1, maximum: 120)),
          .init("task", .choice(ModelTask.allCases.map(\.rawValue)), "what the answer needs"),
          .init("tone", .choice(Tone.allCases.map(\.rawValue))),
          .init("temperature", .number(0...2)),
          .init("filter", .list(.text(minimum: 3, maximum: 500), maximum: 50), "key=value of the documents' metadata"),
          .init("tags", .list(.text(minimum: 1, maximum: 200), maximum: 50), "tags that the documents must have"),
        ])), failures: [404, 501], handle: answer)
    ask.success = [(200, "application/json", "The answer"), (200, "text/event-stream", "The events")]
    return [ask]
  }

  private func answer(_ call: Call) async throws -> Response {
    let body = call.body
    let message = body["message"]?.string ?? ""
    guard message.contains(where: { !$0.isWhitespace }) else { throw APIError.invalid("message", "message is empty") }
    var options = AgentOptions(
      provider: body["provider"]?.string, model: body["model"]?.string,
      task: body["task"]?.string.flatMap(ModelTask.init), temperature: body["temperature"]?.number,
      timeLimit: services.settings.listener.chatTimeout, tone: body["tone"]?.string.flatMap(Tone.init))
    for text in body["filter"]?.array?.compactMap(\.string) ?? [] {
      guard let condition = DocumentFilter.Condition(parsing: text) else {
        throw APIError.invalid("filter", "filter must be key=value")
      }
      options.filter.conditions.append(condition)
    }
    options.filter.tags = body["tags"]?.array?.compactMap(\.string) ?? []
    let turn = try await chat.turn(
      message: message, session: body["session"]?.string?.lowercased(), startsSession: body["keep"]?.bool ?? true,
      options: options, caller: call.caller, request: call.context.requestID)
    let accepts = call.request.headers[.accept] ?? ""
    if body["stream"]?.bool ?? accepts.contains("text/event-stream") {
      return try EventStream.response(
        chat.events(for: turn, isStreamed: true), lifecycle: services.lifecycle, metrics: services.metrics,
        render: Self.event)
    }
    for await event in chat.events(for: turn) {
      switch event {
      case .done(let message, let reply): return .json(Self.json(message, reply, session: turn.session))
      case .failed(let error): throw error
      case .session, .agent: continue
      }
    }
    throw CancellationError()
  }

  private static func event(_ event: ChatEvent) -> String {
    switch event {
    case .session(let id, let message):
      EventStream.event("session", ["id": .string(id), "message": .string(message)])
    case .agent(.thought(let text)): EventStream.event("thought", ["text": .string(text)])
    case .agent(.toolCall(let call)):
      EventStream.event("tool", ["id": .string(call.id), "name": .string(call.name), "arguments": call.arguments])
    case .agent(.toolResult(let report)):
      EventStream.event(
        "tool",
        .object([
          "id": .string(report.callID), "name": .string(report.name), "summary": .string(report.summary),
          "failed": .bool(report.isError), "milliseconds": .integer(report.milliseconds),
        ]))
    case .agent(.token(let text)): EventStream.event("token", ["text": .string(text)])
    case .agent(.citation(let citation)): EventStream.event("citation", citation.json)
    case .agent(.notice(let text)): EventStream.event("notice", ["text": .string(text)])
    case .agent(.usage), .agent(.modelFailed), .agent(.done): ""
    case .done(let message, let reply): EventStream.event("done", json(message, reply, session: nil))
    case .failed(let error): EventStream.event("error", error.json)
    }
  }

  /// The answer as a client gets it.
  private static func json(_ message: Message, _ reply: Reply, session: String?) -> JSONValue {
    var members = message.transfer.members ?? []
    if let session { members.insert(.init("session", .string(session)), at: 1) }
    members += [
      .init("outcome", .string(reply.outcome.rawValue)),
      .init("confidence", reply.confidence.map(JSONValue.number) ?? .null),
      .init("unsupported", .array(reply.unsupported.map(\.json))),
      .init("notices", .array(reply.notices.map(JSONValue.string))),
    ]
    return .object(members)
  }
}
