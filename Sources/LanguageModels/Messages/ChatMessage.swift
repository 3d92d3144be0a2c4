package import Common

/// One message of a conversation, as language models see it.
package struct ChatMessage: Equatable, Sendable {
  package enum Role: String, CaseIterable, Sendable {
    /// Instructions of the operator.
    case system
    case user
    case assistant
    /// What a tool gave back.
    case tool
  }

  package var role: Role
  package var text: String
  /// The tools that an assistant's message asks for, in its order.
  package var toolCalls: [ToolCall]
  /// The call that a tool's message answers.
  package var toolCallID: String?
  /// The tool whose result a tool's message is.
  package var toolName: String?
  /// What a tool's message says to a reader when no model puts it in words; never sent to a model.
  package var plainAnswer: String?

  package init(
    _ role: Role, _ text: String, toolCalls: [ToolCall] = [], toolCallID: String? = nil, toolName: String? = nil,
    plainAnswer: String? = nil
  ) {
    self.role = role
    self.text = text
    self.toolCalls = toolCalls
    self.toolCallID = toolCallID
    self.toolName = toolName
    self.plainAnswer = plainAnswer
  }

  package static func system(_ text: String) -> Self { Self(.system, text) }
  package static func user(_ text: String) -> Self { Self(.user, text) }
  package static func assistant(_ text: String) -> Self { Self(.assistant, text) }
}

/// A model's wish to have a tool run.
package struct ToolCall: Equatable, Sendable {
  /// Unique within the conversation; made by the provider, or by the loop where the provider has none.
  package var id: String
  package var name: String
  /// An object as the tool's schema describes it, unchecked.
  package var arguments: JSONValue
  /// What the provider wants back with the call, unread (Gemini's thought signature).
  package var signature: String?

  package init(id: String, name: String, arguments: JSONValue, signature: String? = nil) {
    self.id = id
    self.name = name
    self.arguments = arguments
    self.signature = signature
  }
}

/// A tool that a model may call.
package struct ToolDefinition: Equatable, Sendable {
  package var name: String
  /// When and what for, in the words that the model reads.
  package var summary: String
  /// JSON Schema of the arguments; its type is `object`.
  package var parameters: JSONValue

  package init(name: String, summary: String, parameters: JSONValue) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
  }
}
