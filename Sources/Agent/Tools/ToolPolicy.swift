internal import LanguageModels

/// Which calls run. The model proposes; this decides, from the configuration and from what has happened, never from a text.
package struct ToolPolicy: Equatable, Sendable {
  /// Calls for one message at most, of all tools together.
  package var callLimit = 8
  /// Calls that run at the same time at most.
  package var parallelLimit = 4
  /// Tools that are switched off, by name.
  package var disabled: [String] = []

  package init() {}

  /// Why a call does not run; `nil` when it does.
  ///
  /// - Parameters:
  ///   - callCount: calls that ran before it for this message.
  ///   - hasQuotes: whether retrieved text has been shown to the model, for this message or in earlier answers.
  package func objection(to tool: any AgentTool, callCount: Int, hasQuotes: Bool) -> String? {
    let name = tool.definition.name
    if disabled.contains(name) { return "the tool `\(name)` is switched off" }
    if callCount >= callLimit {
      return "no more than \(callLimit) tools run for one message; answer with what is there"
    }
    if case .outside(afterQuotes: false) = tool.reach, hasQuotes {
      return "`\(name)` leaves this machine and does not run after retrieved text has been read; ask the user first"
    }
    return nil
  }
}
