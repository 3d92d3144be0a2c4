package import Common

/// Anthropic's Messages API.
package struct AnthropicFormat: WireFormat {
  /// Tokens of an answer at most where a request names no limit; the API wants one.
  private static let defaultMaximumTokens = 1_024

  package init() {}

  package func authorization(_ key: Secret) -> (name: String, value: String) { ("x-api-key", key.exposed) }

  private var headers: [(name: String, value: String)] { [("anthropic-version", "2023-06-01")] }

  package var healthRequest: WireRequest { WireRequest(path: "/v1/models?limit=1", headers: headers) }

  package func request(_ request: ModelRequest, model: String) -> WireRequest {
    let system = request.messages.filter { $0.role == .system }.map(\.text).joined(separator: "\n\n")
    var members: [JSONValue.Member] = [
      .init("model", .string(model)),
      .init("max_tokens", .integer(request.maximumTokens ?? Self.defaultMaximumTokens)),
    ]
    if !system.isEmpty { members.append(.init("system", .string(system))) }
    members.append(.init("messages", .array(turns(request.messages))))
    if !request.tools.isEmpty {
      let tools = request.tools.map { tool -> JSONValue in
        ["name": .string(tool.name), "description": .string(tool.summary), "input_schema": tool.parameters]
      }
      members.append(.init("tools", .array(tools)))
      if !request.mayCallTools { members.append(.init("tool_choice", ["type": "none"])) }
    }
    if let temperature = request.temperature { members.append(.init("temperature", .number(min(temperature, 1)))) }
    if !request.stop.isEmpty { members.append(.init("stop_sequences", .array(request.stop.map(JSONValue.string)))) }
    members.append(.init("stream", true))
    return WireRequest(path: "/v1/messages", headers: headers, body: .object(members))
  }

  /// Turns alternate: messages of the same side in a row become one. Results of tools are the user's side.
  private func turns(_ messages: [ChatMessage]) -> [JSONValue] {
    var turns: [(role: String, blocks: [JSONValue])] = []
    for message in messages where message.role != .system {
      let role = message.role == .assistant ? "assistant" : "user"
      let blocks = blocks(message)
      guard !blocks.isEmpty else { continue }
      if turns.last?.role == role { turns[turns.count - 1].blocks += blocks } else { turns.append((role, blocks)) }
    }
    return turns.map { ["role": .string($0.role), "content": .array($0.blocks)] }
  }

  private func blocks(_ message: ChatMessage) -> [JSONValue] {
    if message.role == .tool {
      return [
        [
          "type": "tool_result", "tool_use_id": .string(message.toolCallID ?? ""), "content": .string(message.text),
        ]
      ]
    }
    var blocks: [JSONValue] = []
    // Blocks of white space are refused.
    if !message.text.trimmingSpace.isEmpty { blocks.append(["type": "text", "text": .string(message.text)]) }
    for call in message.toolCalls {
      let input = call.arguments.members == nil ? JSONValue.object([]) : call.arguments
      blocks.append(["type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": input])
    }
    return blocks
  }

  package func decoder(model: String) -> AnthropicDecoder { AnthropicDecoder(model: model) }
}

/// Reads the events of a streamed message: blocks of text and of tool use, opened, filled and closed by index.
package struct AnthropicDecoder: StreamDecoder {
  private var model: String
  private var usage = TokenUsage()
  private var reason: String?
  private var isStopped = false
  /// The tool uses that are open, by the index of their block.
  private var open: [(index: Int, id: String, name: String, input: String)] = []

  init(model: String) { self.model = model }

  package mutating func decode(_ event: ServerSentEvent) throws(StreamProblem) -> [ModelEvent] {
    let value = try json(event)
    switch value["type"]?.string ?? event.name {
    case "message_start":
      if let message = value["message"] { read(message) }
    case "content_block_start":
      return start(value)
    case "content_block_delta":
      return delta(value)
    case "content_block_stop":
      guard let index = value["index"]?.integer, let place = open.firstIndex(where: { $0.index == index }) else {
        return []
      }
      let call = open.remove(at: place)
      return [.toolCall(ToolCall(id: call.id, name: call.name, arguments: JSONValue(arguments: call.input)))]
    case "message_delta":
      if let reason = value["delta"]?["stop_reason"]?.string { self.reason = reason }
      if let output = value["usage"]?["output_tokens"]?.integer { usage.output = output }
    case "message_stop":
      isStopped = true
    case "error":
      throw Self.problem(value["error"])
    default: break
    }
    return []
  }

  private static func problem(_ error: JSONValue?) -> StreamProblem {
    let message = error?["message"]?.string ?? "the service reported an error"
    let kind: ProviderError.Kind =
      switch error?["type"]?.string {
      case "rate_limit_error": .rateLimited
      case "authentication_error", "permission_error": .authentication
      case "invalid_request_error", "not_found_error", "request_too_large": .refused
      case "billing_error": .quota
      case "timeout_error": .timedOut
      default: .unavailable
      }
    return StreamProblem(kind, message)
  }

  private mutating func read(_ message: JSONValue) {
    if let name = message["model"]?.string { model = name }
    guard let counts = message["usage"] else { return }
    let fields = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"]
    usage.input = fields.reduce(0) { $0 + (counts[$1]?.integer ?? 0) }
    usage.output = counts["output_tokens"]?.integer ?? 0
  }

  private mutating func start(_ value: JSONValue) -> [ModelEvent] {
    guard let block = value["content_block"] else { return [] }
    if block["type"]?.string == "tool_use" {
      // The input comes in pieces after an empty object.
      let members = block["input"]?.members ?? []
      let input = members.isEmpty ? "" : String(decoding: JSONValue.object(members).serialized(), as: UTF8.self)
      open.append(
        (
          index: value["index"]?.integer ?? 0, id: block["id"]?.string ?? "", name: block["name"]?.string ?? "",
          input: input
        ))
    }
    guard let text = block["text"]?.string, !text.isEmpty else { return [] }
    return [.text(text)]
  }

  private mutating func delta(_ value: JSONValue) -> [ModelEvent] {
    guard let delta = value["delta"] else { return [] }
    if let piece = delta["partial_json"]?.string {
      if let place = open.firstIndex(where: { $0.index == value["index"]?.integer }) { open[place].input += piece }
      return []
    }
    guard delta["type"]?.string == "text_delta", let text = delta["text"]?.string, !text.isEmpty else { return [] }
    return [.text(text)]
  }

  package mutating func decode(whole: JSONValue) throws(StreamProblem) -> [ModelEvent] {
    if whole["type"]?.string == "error" { throw Self.problem(whole["error"]) }
    guard let blocks = whole["content"]?.array else { throw .malformed("the answer has no `content`") }
    read(whole)
    reason = whole["stop_reason"]?.string
    isStopped = true
    return blocks.compactMap { block in
      switch block["type"]?.string {
      case "text": block["text"]?.string.flatMap { $0.isEmpty ? nil : .text($0) }
      case "tool_use":
        .toolCall(
          ToolCall(
            id: block["id"]?.string ?? "", name: block["name"]?.string ?? "", arguments: block["input"] ?? .object([])))
      default: nil
      }
    }
  }

  package mutating func finish() throws(StreamProblem) -> [ModelEvent] {
    guard isStopped, open.isEmpty else { throw .cutOff }
    let finish: ModelFinish.Reason =
      switch reason {
      case "max_tokens", "model_context_window_exceeded": .length
      case "tool_use": .toolCalls
      case "refusal": .filtered
      default: .stop
      }
    return [.finished(ModelFinish(reason: finish, usage: usage, model: model))]
  }
}
