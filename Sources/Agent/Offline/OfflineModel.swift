internal import Common
package import LanguageModels

/// The provider that is always there: it chooses tools by keywords and answers with what they quote. No key, no network, no cost.
package struct OfflineModel: LanguageModelProvider {
  package static let name = "offline"
  package static let modelName = "quotations"

  package init() {}

  package var name: String { Self.name }
  package var defaultModel: String { Self.modelName }
  package var toolStyle: ToolStyle { .native }

  package func checkHealth() async throws(ProviderError) {}

  package func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let events = Self.events(for: request)
    return AsyncThrowingStream { continuation in
      for event in events { continuation.yield(event) }
      continuation.finish()
    }
  }

  /// The tools that suit the last message; once they have run, what they found.
  private static func events(for request: ModelRequest) -> [ModelEvent] {
    let asked = request.messages.lastIndex { $0.role == .user }
    let message = asked.map { request.messages[$0].text } ?? ""
    let results = request.messages[(asked ?? 0)...].filter { $0.role == .tool }
    func finished(_ reason: ModelFinish.Reason) -> ModelEvent {
      .finished(ModelFinish(reason: reason, usage: TokenUsage(), model: modelName))
    }
    if results.isEmpty, request.mayCallTools {
      let query = FollowUp.standalone(
        message, history: request.messages[..<(asked ?? 0)].filter { $0.role == .user }.map(\.text))
      let calls = ToolSelector.calls(message, query: query, available: request.tools.map(\.name))
      if !calls.isEmpty { return calls.map(ModelEvent.toolCall) + [finished(.toolCalls)] }
    }
    let answers = results.compactMap(\.plainAnswer).filter { !$0.isEmpty }
    // What a special tool does not know the documents may.
    if answers.isEmpty, request.mayCallTools, !results.contains(where: { $0.toolName == "rag_search" }),
      request.tools.contains(where: { $0.name == "rag_search" })
    {
      let call = ToolCall(id: "selected_2", name: "rag_search", arguments: ["query": .string(message)])
      return [.toolCall(call), finished(.toolCalls)]
    }
    return [.text(composed(answers)), finished(.stop)]
  }

  /// The answers of several tools as one.
  static func composed(_ plainAnswers: [String]) -> String {
    plainAnswers.isEmpty ? Abstention.sentence : plainAnswers.joined(separator: "\n\n")
  }

  /// A tool's statements with the numbers of their passages.
  static func plainAnswer(_ result: ToolResult, numbers: [Int]) -> String {
    result.statements.map { statement in
      let mark = statement.passage.flatMap { numbers.indices.contains($0) ? " [\(numbers[$0])]" : nil } ?? ""
      return statement.text + mark
    }.joined(separator: "\n\n")
  }
}
