package import Agent
internal import Common
package import Conversations
package import LanguageModels
package import SQLite

/// What a question and its answer are in the database, and what the agent is shown of a session: the same for the server and
/// for the terminal.
extension ConversationStore {
  /// Messages of a session that the agent is shown; it fits them into its own budget.
  private static let historyLimit = 100

  /// What was said in a session last, oldest first.
  package func history(of session: Session, _ access: Access) throws(DatabaseError) -> [ChatMessage] {
    try messages(
      of: session.id, access, limit: Self.historyLimit, from: max(0, session.messageCount - Self.historyLimit)
    ).map { ChatMessage($0.role == .user ? .user : .assistant, $0.content) }
  }
}

extension Message {
  /// A question that belongs to no session yet.
  package init(question: String, feels reading: SentimentReading?, created: Timestamp) {
    self.init(
      id: ConversationStore.newID(), session: "", position: 0, role: .user, content: question, created: created)
    sentiment = reading.map { MessageSentiment(label: $0.label, score: $0.score, emotion: $0.emotion) }
  }

  /// An answer that belongs to no session yet.
  package init(answer reply: Reply, created: Timestamp) {
    self.init(
      id: ConversationStore.newID(), session: "", position: 0, role: .assistant, content: reply.text, created: created,
      citations: .array(reply.citations.map(\.json)),
      production: Production(
        provider: reply.provider, model: reply.model, inputTokens: reply.usage.input, outputTokens: reply.usage.output,
        cost: reply.cost, milliseconds: Double(reply.milliseconds),
        isAnswered: reply.outcome == .answered || reply.outcome == .limited))
  }
}

extension Reply {
  /// An answer as it was kept; `nil` for a question. What was unsupported and the notices are not kept.
  package init?(kept message: Message) {
    guard message.role == .assistant else { return nil }
    let made = message.production
    self.init(
      text: message.content, citations: (message.citations.array ?? []).compactMap(Citation.init(json:)),
      outcome: made?.isAnswered == false ? .unanswered : .answered, provider: made?.provider ?? "",
      model: made?.model ?? "", usage: TokenUsage(input: made?.inputTokens ?? 0, output: made?.outputTokens ?? 0),
      cost: made?.cost ?? 0, milliseconds: Int(made?.milliseconds ?? 0))
  }
}
