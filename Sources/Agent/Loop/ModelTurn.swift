package import LanguageModels

/// All that a model is told at one turn of the loop, before it is put in the style of a provider.
package struct ModelTurn: Equatable, Sendable {
  /// A round of tools: what was asked for and what came back.
  package struct Step: Equatable, Sendable {
    package var thought: String
    package var calls: [ToolCall]
    package var results: [Result]
  }

  package struct Result: Equatable, Sendable {
    package var callID: String
    package var name: String
    /// As the model sees it, quoted and cut to its budget.
    package var text: String
    /// As a reader sees it without a model.
    package var plainAnswer: String
  }

  package var instructions: Instructions
  package var history: [ChatMessage]
  package var message: String
  package var steps: [Step]
  package var tools: [ToolDefinition]
  /// Whether a tool may be asked for; otherwise the answer is due.
  package var mayCallTools: Bool
  package var temperature: Double?
  package var maximumTokens: Int

  /// The request in the style of a provider.
  package func request(_ style: ToolStyle) -> ModelRequest {
    switch style {
    case .native: native
    case .text: text
    case .none: plain
    }
  }

  private var native: ModelRequest {
    var messages = [ChatMessage.system(instructions.text)] + history + [.user(message)]
    for step in steps {
      messages.append(ChatMessage(.assistant, step.thought, toolCalls: step.calls))
      messages += step.results.map {
        ChatMessage(.tool, $0.text, toolCallID: $0.callID, toolName: $0.name, plainAnswer: $0.plainAnswer)
      }
    }
    return ModelRequest(
      messages: messages, tools: tools, mayCallTools: mayCallTools, temperature: temperature,
      maximumTokens: maximumTokens)
  }

  private var text: ModelRequest {
    var messages = [ChatMessage.system(instructions.text + "\n\n" + ReActFormat.instructions(tools))] + history
    messages.append(.user("Question: \(message)"))
    for step in steps {
      messages.append(.assistant(ReActFormat.text(of: step)))
      let observations = step.results.map { "Observation: \($0.text)" }.joined(separator: "\n")
      messages.append(.user(observations))
    }
    if !mayCallTools {
      let due = "No further action is possible. Write the Final Answer now."
      if messages.last?.role == .user { messages[messages.count - 1].text += "\n\n\(due)" }
    }
    return ModelRequest(
      messages: messages, temperature: temperature, maximumTokens: maximumTokens, stop: ["\nObservation:"])
  }

  /// The results stand before the question: small models read what comes last best.
  private var plain: ModelRequest {
    let found = steps.flatMap(\.results).map(\.text).joined(separator: "\n\n")
    let question = found.isEmpty ? message : "\(found)\n\nAnswer from these passages: \(message)"
    return ModelRequest(
      messages: [.system(instructions.text)] + history + [.user(question)], temperature: temperature,
      maximumTokens: maximumTokens)
  }
}
