internal import Agent
internal import BundleFormat
internal import Common
internal import Conversations
internal import Embedding
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import LanguageModels
internal import Retrieval

/// The part of OpenAI's API that lets its clients use a bundle as a model: chat completions, models, embeddings.
struct OpenAIRoutes: Sendable {
  let services: ServerServices
  let chat: ChatService

  /// The model that stands for the agent over all bundles with the providers' usual order.
  static let modelName = "almanac"

  var endpoints: [Endpoint] {
    let limit = services.settings.limits.message
    let part = Shape.object([.init("type", .text(maximum: 40), isRequired: true)], isOpen: true)
    let content = Shape.oneOf([.list(part, maximum: 100), .text(maximum: max(limit, 100_000))])
    let message = Shape.object(
      [
        .init("role", .choice(["system", "developer", "user", "assistant", "tool", "function"]), isRequired: true),
        .init("content", content),
      ], isOpen: true)
    var completions = Endpoint(
      method: .post, path: "/v1/chat/completions", tag: "openai",
      summary: "Chat as OpenAI's clients speak it; the model is the agent over the bundles", access: .scope(.chat),
      limit: .chat,
      body: .json(
        .object(
          [
            .init("model", .text(minimum: 1, maximum: 200), "almanac, or provider/model", isRequired: true),
            .init("messages", .list(message, maximum: 500), isRequired: true), .init("stream", .flag),
            .init("temperature", .number(0...2)), .init("max_tokens", .integer(1...1_000_000)),
            .init("max_completion_tokens", .integer(1...1_000_000)),
          ], isOpen: true)), failures: [404], handle: complete)
    completions.success = [(200, "application/json", "The completion"), (200, "text/event-stream", "Its chunks")]
    return [
      completions,
      Endpoint(
        method: .get, path: "/v1/models", tag: "openai", summary: "The models", access: .scope(.search),
        handle: models),
      Endpoint(
        method: .post, path: "/v1/embeddings", tag: "openai", summary: "Vectors of the bundle's encoder",
        access: .scope(.search),
        body: .json(
          .object(
            [
              .init("model", .text(minimum: 1, maximum: 200), "the encoder's name or almanac", isRequired: true),
              .init(
                "input",
                .oneOf([.list(.text(minimum: 1, maximum: 20_000), maximum: 256), .text(minimum: 1, maximum: 20_000)]),
                isRequired: true), .init("encoding_format", .choice(["float", "base64"])),
            ], isOpen: true)), failures: [404], handle: embed),
    ]
  }

  // MARK: Models

  private func models(_ call: Call) async throws -> Response {
    let served = services.catalog.current
    let names = try await services.pool.run { () -> [String] in
      var names = [Self.modelName]
      for bundle in served.engine.bundles {
        if let model = try bundle.record.model?.name, !names.contains(model) { names.append(model) }
      }
      return names
    }
    return .json([
      "object": "list",
      "data": .array(
        names.map { .object(["id": .string($0), "object": "model", "created": 0, "owned_by": "almanac"]) }),
    ])
  }

  // MARK: Embeddings

  private func embed(_ call: Call) async throws -> Response {
    let name = call.body["model"]?.string ?? ""
    let texts = call.body["input"]?.array?.compactMap(\.string) ?? [call.body["input"]?.string ?? ""]
    let isBase64 = call.body["encoding_format"]?.string == "base64"
    let served = services.catalog.current
    let body = try await services.pool.run { () -> [UInt8] in
      guard let (encoder, model) = try Self.encoder(name, served.engine) else {
        throw APIError(.notFound, "model_not_found", "no bundle has the encoder \(name)", parameter: "model")
      }
      let vectors = encoder.encode(texts: texts)
      let tokens = texts.reduce(0) { $0 + encoder.tokenCount(Array($1.utf8)) }
      let width = encoder.dimensions
      let data = texts.indices.map { index -> JSONValue in
        let vector = vectors[(index * width)..<((index + 1) * width)]
        let value: JSONValue =
          isBase64 ? .string(Self.base64(vector)) : .array(vector.map { .number($0) })
        return .object(["object": "embedding", "index": .integer(index), "embedding": value])
      }
      return JSONValue.object([
        "object": "list", "data": .array(data), "model": .string(model),
        "usage": ["prompt_tokens": .integer(tokens), "total_tokens": .integer(tokens)],
      ]).serialized()
    }
    return .bytes(body, type: "application/json")
  }

  private static func encoder(_ name: String, _ engine: SearchEngine) throws -> (SentenceEncoder, String)? {
    for (index, bundle) in engine.bundles.enumerated() where bundle.hasVectors {
      guard let model = try bundle.record.model?.name else { continue }
      // Questions to a remote encoder cost money: callers ask it themselves.
      guard name == model || name == modelName, let encoder = try engine.encoder(of: index) as? SentenceEncoder else {
        continue
      }
      return (encoder, model)
    }
    return nil
  }

  /// Little-endian 32-bit floats, as OpenAI's clients ask for them.
  private static func base64(_ vector: ArraySlice<Float>) -> String {
    var writer = ByteWriter()
    for value in vector { writer.append(value) }
    return Data(writer.bytes).base64EncodedString()
  }

  // MARK: Chat

  private func complete(_ call: Call) async throws -> Response {
    let model = call.body["model"]?.string ?? Self.modelName
    let turn = try turn(call, model: model)
    let identifier = "chatcmpl-" + Secrets.base64URL(Secrets.randomBytes(18))
    let created = Int(Date().timeIntervalSince1970)
    let isStream = call.body["stream"]?.bool ?? false
    let includesUsage = call.body["stream_options"]?["include_usage"]?.bool ?? false
    let events = chat.events(for: turn, isStreamed: isStream)
    if isStream {
      let head: [JSONValue.Member] = [
        .init("id", .string(identifier)), .init("object", "chat.completion.chunk"), .init("created", .integer(created)),
        .init("model", .string(model)),
      ]
      return try EventStream.response(events, lifecycle: services.lifecycle, metrics: services.metrics) { event in
        Self.chunk(event, head, includesUsage: includesUsage)
      }
    }
    for await event in events {
      switch event {
      case .failed(let error): throw error
      case .done(let message, let reply):
        return .json([
          "id": .string(identifier), "object": "chat.completion", "created": .integer(created),
          "model": .string(model),
          "choices": [
            .object([
              "index": 0,
              "message": .object([
                "role": "assistant", "content": .string(message.content), "refusal": .null,
                "annotations": .array(reply.citations.map(\.json)),
              ]), "finish_reason": .string(reply.outcome == .limited ? "length" : "stop"), "logprobs": .null,
            ])
          ], "usage": Self.usage(reply),
        ])
      case .session, .agent: continue
      }
    }
    throw CancellationError()
  }

  /// The last message of the user is the question; what comes before it is the history, except for system messages: the
  /// operator of this server decides what the agent is told, not the client.
  private func turn(_ call: Call, model: String) throws -> ChatTurn {
    let messages = call.body["messages"]?.array ?? []
    guard let last = messages.lastIndex(where: { $0["role"]?.string == "user" }) else {
      throw APIError.invalid("messages", "messages must hold a message of the user")
    }
    let question = try Self.text(messages[last], at: "messages[\(last)].content")
    guard question.contains(where: { !$0.isWhitespace }) else {
      throw APIError.invalid("messages", "the last message of the user is empty")
    }
    guard question.count <= services.settings.limits.message else {
      throw APIError.invalid(
        "messages", "a message must have at most \(services.settings.limits.message) characters")
    }
    var history: [ChatMessage] = []
    for (index, message) in messages[..<last].enumerated() {
      let text = try Self.text(message, at: "messages[\(index)].content")
      switch message["role"]?.string {
      case "user": history.append(.user(text))
      case "assistant": history.append(.assistant(text))
      default: break
      }
    }
    var options = AgentOptions(
      temperature: call.body["temperature"]?.number, timeLimit: services.settings.listener.chatTimeout)
    if model != Self.modelName {
      let parts = model.split(separator: "/", maxSplits: 1)
      options.provider = String(parts[0])
      if parts.count == 2 { options.model = String(parts[1]) }
    }
    return ChatTurn(
      message: question, session: nil, history: history, options: options, user: call.caller.userID,
      owner: call.caller.owner, request: call.context.requestID)
  }

  /// The text of a message whose content is a text or a list of parts.
  private static func text(_ message: JSONValue, at place: String) throws(APIError) -> String {
    switch message["content"] {
    case .string(let text): return text
    case .array(let parts):
      var text = ""
      for part in parts {
        guard part["type"]?.string == "text", let piece = part["text"]?.string else {
          throw .invalid(place, "\(place) may hold text only")
        }
        text += piece
      }
      return text
    default: return ""
    }
  }

  private static func chunk(_ event: ChatEvent, _ head: [JSONValue.Member], includesUsage: Bool) -> String {
    func chunk(_ delta: JSONValue, finish: JSONValue = .null) -> String {
      let choice: JSONValue = .object(["index": 0, "delta": delta, "finish_reason": finish, "logprobs": .null])
      return EventStream.data(.object(head + [.init("choices", [choice])]))
    }
    switch event {
    case .agent(.token(let text)): return chunk(["role": "assistant", "content": .string(text)])
    case .failed(let error): return EventStream.data(error.json) + "data: [DONE]\n\n"
    case .done(_, let reply):
      let annotations = JSONValue.array(reply.citations.map(\.json))
      var text = chunk(
        reply.citations.isEmpty ? .object([]) : ["annotations": annotations],
        finish: .string(reply.outcome == .limited ? "length" : "stop"))
      if includesUsage {
        text += EventStream.data(.object(head + [.init("choices", []), .init("usage", usage(reply))]))
      }
      return text + "data: [DONE]\n\n"
    case .session, .agent: return ""
    }
  }

  private static func usage(_ reply: Reply) -> JSONValue {
    .object([
      "prompt_tokens": .integer(reply.usage.input), "completion_tokens": .integer(reply.usage.output),
      "total_tokens": .integer(reply.usage.total),
    ])
  }
}
