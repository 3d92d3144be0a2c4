/// One service that runs language models, behind the shape that all of them share.
///
/// A provider is a value that knows its address, its key and its models. It holds no history: a request carries all of the
/// conversation. `ModelRouter` decides which provider gets a request and what happens when it fails.
package protocol LanguageModelProvider: Sendable {
  /// As the configuration and the replies name it: `openai`.
  var name: String { get }
  /// The model that answers when a request names none.
  var defaultModel: String { get }
  /// How its models ask for tools.
  var toolStyle: ToolStyle { get }

  /// The model's answer as it is written.
  ///
  /// The stream ends with `finished`, or throws a `ProviderError`. Ending the iteration closes the connection.
  func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error>

  /// Asks for something that costs nothing; returns when the provider would take a request.
  func checkHealth() async throws(ProviderError)
}

/// How a model says that it wants a tool.
package enum ToolStyle: String, CaseIterable, Sendable {
  /// In fields of the protocol.
  case native
  /// As ReAct text: Thought, Action, Action Input, Observation, Final Answer (Yao et al., 2023).
  case text
  /// Not at all: tools are chosen by keywords before the model is asked.
  case none
}

/// What a model is asked.
package struct ModelRequest: Equatable, Sendable {
  package var messages: [ChatMessage]
  /// Tools that the model may call; only for providers whose style is `native`.
  package var tools: [ToolDefinition]
  /// Whether a tool may be called now; without, the tools are named only because earlier messages speak of them.
  package var mayCallTools: Bool
  /// `nil`: the provider's default.
  package var model: String?
  /// 0…2; `nil`: the model's default.
  package var temperature: Double?
  /// Tokens of the answer at most; `nil`: the provider's default.
  package var maximumTokens: Int?
  /// Texts at which the model stops writing.
  package var stop: [String]

  package init(
    messages: [ChatMessage], tools: [ToolDefinition] = [], mayCallTools: Bool = true, model: String? = nil,
    temperature: Double? = nil, maximumTokens: Int? = nil, stop: [String] = []
  ) {
    self.messages = messages
    self.tools = tools
    self.mayCallTools = mayCallTools
    self.model = model
    self.temperature = temperature
    self.maximumTokens = maximumTokens
    self.stop = stop
  }
}

/// A piece of a model's answer.
package enum ModelEvent: Equatable, Sendable {
  /// The next piece of the text; never empty.
  case text(String)
  /// A whole call: its pieces are joined.
  case toolCall(ToolCall)
  case finished(ModelFinish)
}

/// How a model's answer ended.
package struct ModelFinish: Equatable, Sendable {
  package enum Reason: String, Sendable {
    case stop
    /// The answer reached its length limit.
    case length
    case toolCalls
    /// The provider withheld the rest.
    case filtered
  }

  package var reason: Reason
  package var usage: TokenUsage
  /// The model that answered, in the provider's words.
  package var model: String

  package init(reason: Reason, usage: TokenUsage, model: String) {
    self.reason = reason
    self.usage = usage
    self.model = model
  }
}
