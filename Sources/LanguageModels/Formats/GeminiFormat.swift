package import Common

/// Google's Gemini API: contents with parts, a system instruction beside them, function declarations.
package struct GeminiFormat: WireFormat {
  package init() {}

  package func authorization(_ key: Secret) -> (name: String, value: String) { ("x-goog-api-key", key.exposed) }

  package var healthRequest: WireRequest { WireRequest(path: "/v1beta/models?pageSize=1") }

  package func request(_ request: ModelRequest, model: String) -> WireRequest {
    var members: [JSONValue.Member] = []
    let system = request.messages.filter { $0.role == .system }.map(\.text).joined(separator: "\n\n")
    if !system.isEmpty {
      members.append(.init("systemInstruction", ["parts": [["text": .string(system)]]]))
    }
    members.append(.init("contents", .array(contents(request.messages))))
    if !request.tools.isEmpty {
      let declarations = request.tools.map { tool -> JSONValue in
        [
          "name": .string(tool.name), "description": .string(tool.summary),
          "parameters": Self.subset(of: tool.parameters),
        ]
      }
      members.append(.init("tools", [["functionDeclarations": .array(declarations)]]))
      if !request.mayCallTools {
        members.append(.init("toolConfig", ["functionCallingConfig": ["mode": "NONE"]]))
      }
    }
    var generation: [JSONValue.Member] = []
    if let temperature = request.temperature { generation.append(.init("temperature", .number(temperature))) }
    if let limit = request.maximumTokens { generation.append(.init("maxOutputTokens", .integer(limit))) }
    if !request.stop.isEmpty {
      generation.append(.init("stopSequences", .array(request.stop.prefix(5).map(JSONValue.string))))
    }
    if !generation.isEmpty { members.append(.init("generationConfig", .object(generation))) }
    let name = model.hasPrefix("models/") ? String(model.dropFirst("models/".count)) : model
    return WireRequest(path: "/v1beta/models/\(name):streamGenerateContent?alt=sse", body: .object(members))
  }

  /// Sides alternate; results of functions are the user's side.
  private func contents(_ messages: [ChatMessage]) -> [JSONValue] {
    var turns: [(role: String, parts: [JSONValue])] = []
    for message in messages where message.role != .system {
      let role = message.role == .assistant ? "model" : "user"
      let parts = parts(message)
      guard !parts.isEmpty else { continue }
      if turns.last?.role == role { turns[turns.count - 1].parts += parts } else { turns.append((role, parts)) }
    }
    return turns.map { ["role": .string($0.role), "parts": .array($0.parts)] }
  }

  private func parts(_ message: ChatMessage) -> [JSONValue] {
    if message.role == .tool {
      return [
        [
          "functionResponse": [
            "name": .string(message.toolName ?? ""), "response": ["result": .string(message.text)],
          ]
        ]
      ]
    }
    var parts: [JSONValue] = message.text.isEmpty ? [] : [["text": .string(message.text)]]
    for call in message.toolCalls {
      let arguments = call.arguments.members == nil ? JSONValue.object([]) : call.arguments
      var part: [JSONValue.Member] = [
        .init("functionCall", ["name": .string(call.name), "args": arguments])
      ]
      if let signature = call.signature { part.append(.init("thoughtSignature", .string(signature))) }
      parts.append(.object(part))
    }
    return parts
  }

  /// The members of JSON Schema that function declarations know; others are refused.
  static func subset(of schema: JSONValue) -> JSONValue {
    guard case .object(let members) = schema else { return schema }
    let known = [
      "type", "description", "properties", "required", "items", "enum", "minimum", "maximum", "minItems", "maxItems",
      "format", "nullable",
    ]
    return .object(
      members.filter { known.contains($0.name) }.map { member in
        switch member.name {
        case "properties":
          let inner = member.value.members ?? []
          return .init("properties", .object(inner.map { .init($0.name, subset(of: $0.value)) }))
        case "items": return .init("items", subset(of: member.value))
        default: return member
        }
      })
  }

  package func decoder(model: String) -> GeminiDecoder { GeminiDecoder(model: model) }
}

/// Reads generateContent answers; a streamed one is a row of them, each with the next parts.
package struct GeminiDecoder: StreamDecoder {
  private var model: String
  private var usage: TokenUsage?
  private var reason: String?
  private var callCount = 0

  init(model: String) { self.model = model }

  package mutating func decode(_ event: ServerSentEvent) throws(StreamProblem) -> [ModelEvent] {
    try decode(part: json(event))
  }

  package mutating func decode(whole: JSONValue) throws(StreamProblem) -> [ModelEvent] {
    guard let list = whole.array else { return try decode(part: whole) }
    var events: [ModelEvent] = []
    for part in list { events += try decode(part: part) }
    return events
  }

  private mutating func decode(part: JSONValue) throws(StreamProblem) -> [ModelEvent] {
    if let error = part["error"] {
      let message = error["message"]?.string ?? "the service reported an error"
      throw StreamProblem(error["status"]?.string == "RESOURCE_EXHAUSTED" ? .rateLimited : .unavailable, message)
    }
    if let name = part["modelVersion"]?.string { model = name }
    if let counts = part["usageMetadata"] {
      let output = (counts["candidatesTokenCount"]?.integer ?? 0) + (counts["thoughtsTokenCount"]?.integer ?? 0)
      usage = TokenUsage(input: counts["promptTokenCount"]?.integer ?? 0, output: output)
    }
    if part["promptFeedback"]?["blockReason"]?.string != nil { reason = "PROHIBITED_CONTENT" }
    guard let candidate = part["candidates"]?.array?.first else {
      if usage != nil || reason != nil { return [] }
      throw .malformed("a part of the answer has no `candidates`")
    }
    if let reason = candidate["finishReason"]?.string { self.reason = reason }
    return (candidate["content"]?["parts"]?.array ?? []).compactMap { part in event(part) }
  }

  private mutating func event(_ part: JSONValue) -> ModelEvent? {
    if let call = part["functionCall"] {
      callCount += 1
      return .toolCall(
        ToolCall(
          id: call["id"]?.string ?? "call_\(callCount)", name: call["name"]?.string ?? "",
          arguments: call["args"] ?? .object([]), signature: part["thoughtSignature"]?.string))
    }
    guard part["thought"]?.bool != true, let text = part["text"]?.string, !text.isEmpty else { return nil }
    return .text(text)
  }

  package mutating func finish() throws(StreamProblem) -> [ModelEvent] {
    guard let reason else { throw .cutOff }
    let finish: ModelFinish.Reason =
      switch reason {
      case "STOP": callCount > 0 ? .toolCalls : .stop
      case "MAX_TOKENS": .length
      case "MALFORMED_FUNCTION_CALL": .stop
      default: .filtered
      }
    return [.finished(ModelFinish(reason: finish, usage: usage ?? TokenUsage(isEstimated: true), model: model))]
  }
}
