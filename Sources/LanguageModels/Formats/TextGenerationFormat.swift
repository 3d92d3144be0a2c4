package import Common

/// The text-generation endpoints of Hugging Face (TGI's own API): one prompt in, its continuation out, token by token.
///
/// The prompt is made from the messages here, so the template must be the one that the model was trained with.
package struct TextGenerationFormat: WireFormat {
  /// How a conversation is written as one text.
  package enum Template: String, CaseIterable, Sendable {
    /// `<|im_start|>role … <|im_end|>`: Qwen, SmolLM, Yi and others.
    case chatml
    /// `<|start_header_id|>role<|end_header_id|> … <|eot_id|>`.
    case llama3
    /// `[INST] … [/INST]`.
    case mistral
    /// `User: …` and `Assistant: …`, for models without a template.
    case plain
  }

  package var template: Template

  package init(template: Template = .chatml) { self.template = template }

  package func authorization(_ key: Secret) -> (name: String, value: String) {
    ("Authorization", "Bearer \(key.exposed)")
  }

  package var healthRequest: WireRequest { WireRequest(path: "/health") }

  package func request(_ request: ModelRequest, model: String) -> WireRequest {
    var parameters: [JSONValue.Member] = [.init("details", true), .init("return_full_text", false)]
    if let limit = request.maximumTokens { parameters.append(.init("max_new_tokens", .integer(limit))) }
    if let temperature = request.temperature, temperature > 0 {
      // 0 is refused; without sampling the most likely token is taken, which is what 0 means.
      parameters += [.init("do_sample", true), .init("temperature", .number(temperature))]
    }
    let stop = request.stop + template.stop
    if !stop.isEmpty { parameters.append(.init("stop", .array(stop.map(JSONValue.string)))) }
    return WireRequest(
      path: "/generate_stream",
      body: ["inputs": .string(template.prompt(request.messages)), "parameters": .object(parameters)])
  }

  package func decoder(model: String) -> TextGenerationDecoder {
    TextGenerationDecoder(model: model, ends: template.stop)
  }
}

extension TextGenerationFormat.Template {
  /// What ends an answer.
  var stop: [String] {
    switch self {
    case .chatml: ["<|im_end|>"]
    case .llama3: ["<|eot_id|>"]
    case .mistral: ["</s>"]
    case .plain: ["\nUser:"]
    }
  }

  /// The marks of the template; taken out of messages, so that no message can pretend to be another.
  private var marks: [String] {
    switch self {
    case .chatml: ["<|im_start|>", "<|im_end|>"]
    case .llama3: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|begin_of_text|>"]
    case .mistral: ["[INST]", "[/INST]", "<s>", "</s>"]
    case .plain: []
    }
  }

  func prompt(_ messages: [ChatMessage]) -> String {
    func text(_ message: ChatMessage) -> String {
      marks.reduce(message.text) { $0.replacing($1, with: "") }
    }
    switch self {
    case .chatml:
      return messages.map { "<|im_start|>\(role($0))\n\(text($0))<|im_end|>\n" }.joined() + "<|im_start|>assistant\n"
    case .llama3:
      return "<|begin_of_text|>"
        + messages.map { "<|start_header_id|>\(role($0))<|end_header_id|>\n\n\(text($0))<|eot_id|>" }.joined()
        + "<|start_header_id|>assistant<|end_header_id|>\n\n"
    case .mistral:
      // The system's text stands before the first message of the user.
      var prompt = "<s>"
      var pending: [String] = []
      for message in messages {
        if message.role == .assistant {
          prompt += "[INST] \(pending.joined(separator: "\n\n")) [/INST] \(text(message))</s>"
          pending = []
        } else {
          pending.append(text(message))
        }
      }
      return prompt + "[INST] \(pending.joined(separator: "\n\n")) [/INST]"
    case .plain:
      return messages.map { message in
        switch message.role {
        case .system: text(message) + "\n\n"
        case .assistant: "Assistant: \(text(message))\n"
        case .user, .tool: "User: \(text(message))\n"
        }
      }.joined() + "Assistant:"
    }
  }

  private func role(_ message: ChatMessage) -> String {
    message.role == .tool ? ChatMessage.Role.user.rawValue : message.role.rawValue
  }
}

/// Reads tokens until the one that carries the whole text.
package struct TextGenerationDecoder: StreamDecoder {
  private let model: String
  private let ends: [String]
  private var count = 0
  private var details: JSONValue?
  private var isComplete = false

  init(model: String, ends: [String]) {
    self.model = model
    self.ends = ends
  }

  package mutating func decode(_ event: ServerSentEvent) throws(StreamProblem) -> [ModelEvent] {
    let value = try json(event)
    if let error = value["error"]?.string {
      throw StreamProblem(value["error_type"]?.string == "overloaded" ? .rateLimited : .unavailable, error)
    }
    guard let token = value["token"] else { throw .malformed("a part of the answer has no `token`") }
    count += 1
    if value["generated_text"]?.string != nil {
      isComplete = true
      details = value["details"]
    }
    guard token["special"]?.bool != true, let text = token["text"]?.string, !text.isEmpty, !ends.contains(text)
    else { return [] }
    return [.text(text)]
  }

  package mutating func decode(whole: JSONValue) throws(StreamProblem) -> [ModelEvent] {
    let value = whole.array?.first ?? whole
    if let error = value["error"]?.string { throw StreamProblem(.unavailable, error) }
    guard let text = value["generated_text"]?.string else { throw .malformed("the answer has no `generated_text`") }
    isComplete = true
    details = value["details"]
    return text.isEmpty ? [] : [.text(text)]
  }

  package mutating func finish() throws(StreamProblem) -> [ModelEvent] {
    guard isComplete else { throw .cutOff }
    let reason: ModelFinish.Reason = details?["finish_reason"]?.string == "length" ? .length : .stop
    let input = details?["input_length"]?.integer ?? details?["prefill"]?.array.map(\.count)
    let usage = TokenUsage(
      input: input ?? 0, output: details?["generated_tokens"]?.integer ?? count, isEstimated: input == nil)
    return [.finished(ModelFinish(reason: reason, usage: usage, model: model))]
  }
}
