package import Common

/// Chat completions as OpenAI defined them and most servers offer them: llama.cpp, Ollama, vLLM, LM Studio, Hugging Face's router.
package struct OpenAIFormat: WireFormat {
  /// The field for the length limit: `max_tokens`, or `max_completion_tokens` at OpenAI itself, whose newer models refuse the
  /// old name.
  package var lengthField: String

  package init(lengthField: String = "max_tokens") { self.lengthField = lengthField }

  package func authorization(_ key: Secret) -> (name: String, value: String) {
    ("Authorization", "Bearer \(key.exposed)")
  }

  package var healthRequest: WireRequest { WireRequest(path: "/models") }

  package func request(_ request: ModelRequest, model: String) -> WireRequest {
    var members: [JSONValue.Member] = [
      .init("model", .string(model)), .init("messages", .array(request.messages.map(message))),
      .init("stream", true), .init("stream_options", ["include_usage": true]),
    ]
    if !request.tools.isEmpty {
      let tools = request.tools.map { tool -> JSONValue in
        [
          "type": "function",
          "function": [
            "name": .string(tool.name), "description": .string(tool.summary), "parameters": tool.parameters,
          ],
        ]
      }
      members.append(.init("tools", .array(tools)))
      if !request.mayCallTools { members.append(.init("tool_choice", "none")) }
    }
    if let temperature = request.temperature { members.append(.init("temperature", .number(temperature))) }
    if let limit = request.maximumTokens { members.append(.init(lengthField, .integer(limit))) }
    if !request.stop.isEmpty { members.append(.init("stop", .array(request.stop.map(JSONValue.string)))) }
    return WireRequest(path: "/chat/completions", body: .object(members))
  }

  private func message(_ message: ChatMessage) -> JSONValue {
    var members: [JSONValue.Member] = [.init("role", .string(message.role.rawValue))]
    // Null beside tool calls: some servers refuse an empty text there.
    members.append(.init("content", message.text.isEmpty && !message.toolCalls.isEmpty ? .null : .string(message.text)))
    if !message.toolCalls.isEmpty {
      let calls = message.toolCalls.map { call -> JSONValue in
        let arguments = call.arguments.string ?? String(decoding: call.arguments.serialized(), as: UTF8.self)
        return [
          "id": .string(call.id), "type": "function",
          "function": ["name": .string(call.name), "arguments": .string(arguments)],
        ]
      }
      members.append(.init("tool_calls", .array(calls)))
    }
    if let id = message.toolCallID { members.append(.init("tool_call_id", .string(id))) }
    return .object(members)
  }

  package func decoder(model: String) -> OpenAIDecoder { OpenAIDecoder(model: model) }
}

/// Reads a chat completion, streamed in deltas or whole.
package struct OpenAIDecoder: StreamDecoder {
  private struct PartialCall {
    var index: Int?
    var id: String
    var name: String
    var arguments: String
  }

  private var model: String
  private var calls: [PartialCall] = []
  private var usage: TokenUsage?
  private var reason: String?
  private var isDone = false

  init(model: String) { self.model = model }

  package mutating func decode(_ event: ServerSentEvent) throws(StreamProblem) -> [ModelEvent] {
    if event.data == "[DONE]" {
      isDone = true
      return []
    }
    return try decode(chunk: json(event), field: "delta")
  }

  package mutating func decode(whole: JSONValue) throws(StreamProblem) -> [ModelEvent] {
    try decode(chunk: whole, field: "message")
  }

  private mutating func decode(chunk: JSONValue, field: String) throws(StreamProblem) -> [ModelEvent] {
    if let error = chunk["error"], error != .null {
      throw StreamProblem(.unavailable, error["message"]?.string ?? error.string ?? "the service reported an error")
    }
    if let name = chunk["model"]?.string, !name.isEmpty { model = name }
    if let counts = chunk["usage"], let input = counts["prompt_tokens"]?.integer {
      usage = TokenUsage(input: input, output: counts["completion_tokens"]?.integer ?? 0)
    }
    guard let choices = chunk["choices"]?.array else {
      // A chunk of usage alone has no choices at some services.
      if usage != nil { return [] }
      throw .malformed("a part of the answer has no `choices`")
    }
    guard let choice = choices.first else { return [] }
    if let reason = choice["finish_reason"]?.string { self.reason = reason }
    guard let delta = choice[field] else { return [] }
    for call in delta["tool_calls"]?.array ?? [] { add(call) }
    guard let text = delta["content"]?.string, !text.isEmpty else { return [] }
    return [.text(text)]
  }

  /// A call comes in pieces: the first one has id and name, the others the rest of the arguments.
  private mutating func add(_ piece: JSONValue) {
    let index = piece["index"]?.integer
    let id = piece["id"]?.string
    let name = piece["function"]?["name"]?.string
    // Arguments are a text; some servers send the object itself.
    let arguments = piece["function"]?["arguments"].map { value in
      value.string ?? (value == .null ? "" : String(decoding: value.serialized(), as: UTF8.self))
    }
    let known = calls.lastIndex {
      if let index, let own = $0.index { return own == index }
      return id == nil || id == $0.id
    }
    if let known {
      if let name, calls[known].name.isEmpty { calls[known].name = name }
      calls[known].arguments += arguments ?? ""
    } else {
      let position = calls.count
      calls.append(
        PartialCall(
          index: index, id: id.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(position + 1)", name: name ?? "",
          arguments: arguments ?? ""))
    }
  }

  package mutating func finish() throws(StreamProblem) -> [ModelEvent] {
    guard isDone || reason != nil else { throw .cutOff }
    var events = calls.map { call in
      ModelEvent.toolCall(ToolCall(id: call.id, name: call.name, arguments: JSONValue(arguments: call.arguments)))
    }
    let finish: ModelFinish.Reason =
      switch reason {
      case "length": .length
      case "content_filter": .filtered
      default: calls.isEmpty ? .stop : .toolCalls
      }
    events.append(.finished(ModelFinish(reason: finish, usage: usage ?? TokenUsage(isEstimated: true), model: model)))
    return events
  }
}

extension JSONValue {
  /// The arguments of a call; a text that is not JSON stays a text, which no tool's schema accepts.
  init(arguments text: String) {
    if text.utf8.allSatisfy({ $0 <= 0x20 }) {
      self = .object([])
    } else if let value = try? JSONValue(parsing: Array(text.utf8)) {
      self = value
    } else {
      self = .string(text)
    }
  }
}
