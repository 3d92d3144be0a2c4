package import Common
package import LanguageModels

/// What the loop is told.
package enum LoopEvent: Equatable, Sendable {
  case start
  /// A provider has the request that was last asked for.
  case modelStarted(provider: String, model: String, style: ToolStyle)
  case modelText(String)
  case modelToolCall(ToolCall)
  case modelNotice(String)
  case modelFinished(ModelFinish.Reason, ModelCharge)
  case modelFailed(RoutingFailure)
  case toolFinished(callID: String, ToolOutcome)
  case timeExpired
}

/// How a tool's run ended.
package struct ToolOutcome: Equatable, Sendable {
  package var result: Result<ToolResult, ToolError>
  package var milliseconds: Int

  package init(_ result: Result<ToolResult, ToolError>, milliseconds: Int = 0) {
    self.result = result
    self.milliseconds = milliseconds
  }
}

/// What the loop asks for.
package enum LoopAction: Equatable, Sendable {
  case emit(AgentEvent)
  case callModel(ModelTurn)
  /// Stop listening to the model.
  case cancelModel
  /// Run these, those that are safe side by side.
  case run([PlannedCall])
  case cancelTools
  /// The work is done; the reply lacks only what needs a clock.
  case finish(Reply)
}

/// A call that policy lets run, with arguments that its schema accepts.
package struct PlannedCall: Equatable, Sendable {
  package var id: String
  package var tool: String
  package var arguments: JSONValue
  /// Whether it may run beside others.
  package var isSafe: Bool

  package init(id: String, tool: String, arguments: JSONValue, isSafe: Bool) {
    self.id = id
    self.tool = tool
    self.arguments = arguments
    self.isSafe = isSafe
  }
}
