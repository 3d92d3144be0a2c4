internal import Common
internal import LanguageModels

/// How tools are offered and called as text, for models whose protocol has no fields for them (ReAct; Yao et al., 2023).
enum ReActFormat {
  static func instructions(_ tools: [ToolDefinition]) -> String {
    let list = tools.map { tool in
      "- \(tool.name): \(tool.summary) Arguments: \(String(decoding: tool.parameters["properties"]?.serialized() ?? [], as: UTF8.self))"
    }.joined(separator: "\n")
    return """
      You can use these tools:
      \(list)

      Write in this form, and nothing else:
      Thought: what to do next
      Action: the name of one tool
      Action Input: its arguments as a JSON object
      Then stop; the result comes as an Observation, and you go on with a Thought. When you know the answer, write:
      Thought: I know the answer
      Final Answer: the answer, with the numbers of its passages
      """
  }

  /// A step as the model wrote it, in the clean form.
  static func text(of step: ModelTurn.Step) -> String {
    var lines = ["Thought: \(step.thought.isEmpty ? "I look it up." : step.thought)"]
    for call in step.calls {
      lines.append("Action: \(QuotedResult.line(call.name))")
      let arguments = call.arguments.string ?? String(decoding: call.arguments.serialized(), as: UTF8.self)
      lines.append("Action Input: \(QuotedResult.line(arguments))")
    }
    return lines.joined(separator: "\n")
  }
}
