package import Retrieval

/// The finished answer to one message: what a session stores and an API returns.
package struct Reply: Equatable, Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case answered
    /// The bundle does not answer the question, and the text says so.
    case unanswered
    /// A limit cut the work short; the text is what could be said, with a note.
    case limited
    /// The answer could not be made; the text says why.
    case failed
  }

  /// Plain Markdown with citation marks like `[1]`; the concatenation of the `token` events.
  package var text: String
  /// The passages that the text cites, by number.
  package var citations: [Citation]
  /// The sentences of `text` that state something which no passage they cite supports.
  package var unsupported: [TextRange]
  package var outcome: Outcome
  /// What the reader should know: fallbacks, limits, a tool that failed.
  package var notices: [String]
  /// The provider that wrote the text: `openai`, `offline`.
  package var provider: String
  package var model: String
  package var usage: TokenUsage
  /// In the currency of the price table; 0 where the table has no price.
  package var cost: Double
  package var milliseconds: Int
  /// How likely the bundle answers the question, 0…1; `nil` where no search was made.
  package var confidence: Double?

  package init(
    text: String, citations: [Citation] = [], unsupported: [TextRange] = [], outcome: Outcome = .answered,
    notices: [String] = [], provider: String, model: String, usage: TokenUsage = TokenUsage(), cost: Double = 0,
    milliseconds: Int = 0, confidence: Double? = nil
  ) {
    self.text = text
    self.citations = citations
    self.unsupported = unsupported
    self.outcome = outcome
    self.notices = notices
    self.provider = provider
    self.model = model
    self.usage = usage
    self.cost = cost
    self.milliseconds = milliseconds
    self.confidence = confidence
  }
}
