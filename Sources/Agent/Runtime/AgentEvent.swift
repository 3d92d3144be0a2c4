internal import Common
package import LanguageModels

/// What happens while a message is answered, in order.
///
/// The stream always ends with exactly one `done`, whatever goes wrong; only cancelling it ends it earlier. The texts of the
/// `token` events, joined, are the text of the reply: nothing is ever taken back. A `citation` comes before the first token
/// that uses its number.
package enum AgentEvent: Equatable, Sendable {
  /// What the model says before it acts; not part of the answer.
  case thought(String)
  case toolCall(ToolCall)
  case toolResult(ToolReport)
  /// The next piece of the answer.
  case token(String)
  case citation(Citation)
  /// What the reader should know: a fallback, a limit, a budget that is nearly spent.
  case notice(String)
  /// After each answer of a model: what it cost.
  case usage(ModelCharge)
  /// A request that a model did not answer, for counters; a notice tells people what it led to.
  case modelFailed(ProviderError, model: String)
  case done(Reply)
}

/// What a tool gave back, for people and logs; the whole result goes to the model only.
package struct ToolReport: Equatable, Sendable {
  package var callID: String
  package var name: String
  /// One line: `5 passages`, `timed out`.
  package var summary: String
  package var isError: Bool
  package var milliseconds: Int

  package init(callID: String, name: String, summary: String, isError: Bool = false, milliseconds: Int = 0) {
    self.callID = callID
    self.name = name
    self.summary = summary
    self.isError = isError
    self.milliseconds = milliseconds
  }
}
