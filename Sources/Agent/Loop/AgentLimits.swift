/// What one message may take.
package struct AgentLimits: Equatable, Sendable {
  /// Answers of models, the last one included.
  package var iterations = 4
  /// From the message to the last token; what is at hand then is the answer.
  package var time: Duration = .seconds(60)
  /// Tokens in and out of all models together.
  package var tokens = 40_000
  /// Tokens of one answer.
  package var answerTokens = 1_024
  /// Tokens of one tool's result, as the model sees it.
  package var resultTokens = 1_800
  /// Tokens of the conversation before the message.
  package var historyTokens = 3_000
  /// The confidence of a search from which no further tool is asked for, 0…1.
  package var confidentSearch = 0.9

  package init() {}
}

/// Four bytes a token: what budgets count by before a model has counted.
func estimatedTokens(_ text: String) -> Int { (text.utf8.count + 3) / 4 }
