internal import Common
internal import LanguageModels

extension AgentLoop {
  /// Runs what the keywords of the message suggest.
  mutating func planSelected() -> [LoopAction] {
    let calls = ToolSelector.calls(setup.message, query: setup.query, available: setup.tools.names)
    return calls.isEmpty ? callModel() : plan(calls, thought: "")
  }

  mutating func plan(_ calls: [ToolCall], thought: String) -> [LoopAction] {
    phase = .running
    return planned(calls, thought: thought, mayRunAnything: false)
  }

  /// Starts a round: each call runs, or has its result at once when it may not.
  ///
  /// - Parameter mayRunAnything: whether the limit of calls is passed over, for the loop's own last search.
  mutating func planned(_ calls: [ToolCall], thought: String, mayRunAnything: Bool) -> [LoopAction] {
    var actions = flushAnswer()
    steps.append(ModelTurn.Step(thought: thought, calls: calls, results: []))
    pending = []
    var run: [PlannedCall] = []
    for call in calls {
      actions.append(.emit(.toolCall(call)))
      switch checked(call, mayRunAnything: mayRunAnything) {
      case .success(let planned):
        callCount += 1
        pending.append(Pending(call: call, tool: planned.tool, arguments: planned.arguments))
        run.append(planned)
      case .failure(let error):
        pending.append(
          Pending(call: call, tool: call.name, arguments: call.arguments, outcome: ToolOutcome(.failure(error))))
        actions.append(
          .emit(.toolResult(ToolReport(callID: call.id, name: call.name, summary: "\(error)", isError: true))))
      }
    }
    if !run.isEmpty { return actions + [.run(run)] }
    return actions + continueAfterRound()
  }

  /// The call as it may run: the tool is there, policy allows it, its arguments fit its schema, and it has not run before.
  private func checked(_ call: ToolCall, mayRunAnything: Bool) -> Result<PlannedCall, ToolError> {
    guard let tool = setup.tools.resolved(call.name) else {
      return .failure(
        ToolError("there is no tool `\(call.name)`; use one of \(setup.tools.names.joined(separator: ", "))"))
    }
    let definition = tool.definition
    // Earlier answers quote what was retrieved for them.
    let hasQuotes =
      hasReadErrors || results.contains { !$0.passages.isEmpty || !$0.data.isEmpty }
      || setup.history.contains { $0.role == .assistant } || !setup.instructions.summary.isEmpty
    if !mayRunAnything,
      let objection = setup.policy.objection(to: tool, callCount: callCount, hasQuotes: hasQuotes)
    {
      return .failure(ToolError(objection))
    }
    var arguments = call.arguments
    // A bare text is the tool's main argument.
    if let text = arguments.string, !text.isEmpty { arguments = [tool.primaryArgument: .string(text)] }
    do {
      arguments = try SchemaCheck.checked(arguments, definition.parameters)
    } catch {
      return .failure(ToolError("\(error.reasons.joined(separator: "; ")); correct the arguments"))
    }
    let ran = steps.dropLast().flatMap(\.calls) + pending.map(\.call)
    let isRepeated = ran.contains { earlier in
      setup.tools.resolved(earlier.name)?.definition.name == definition.name && earlier.arguments == call.arguments
    }
    if isRepeated { return .failure(ToolError("the same call has run; its result is above")) }
    return .success(
      PlannedCall(id: call.id, tool: definition.name, arguments: arguments, isSafe: tool.reach == .bundle))
  }

  mutating func toolFinished(_ id: String, _ outcome: ToolOutcome) -> [LoopAction] {
    guard phase == .running || phase == .closing,
      let index = pending.firstIndex(where: { $0.call.id == id && $0.outcome == nil })
    else { return [] }
    var actions: [LoopAction] = []
    let name = pending[index].tool
    switch outcome.result {
    case .success(let result):
      actions.append(
        .emit(
          .toolResult(
            ToolReport(
              callID: id, name: name, summary: result.summary, milliseconds: outcome.milliseconds))))
    case .failure(let error):
      actions.append(
        .emit(
          .toolResult(
            ToolReport(
              callID: id, name: name, summary: "\(error)", isError: true, milliseconds: outcome.milliseconds))))
      let call = PlannedCall(id: id, tool: name, arguments: pending[index].arguments, isSafe: true)
      if !pending[index].hasFallenBack, let alternative = setup.tools.alternative(to: call) {
        pending[index].hasFallenBack = true
        pending[index].tool = alternative.tool
        return actions + note("\(name) failed (\(error)); \(alternative.tool) ran instead.") + [.run([alternative])]
      }
    }
    pending[index].outcome = outcome
    guard pending.allSatisfy({ $0.outcome != nil }) else { return actions }
    return actions + continueAfterRound()
  }

  private mutating func continueAfterRound() -> [LoopAction] {
    endRound()
    return phase == .closing ? close() : callModel()
  }

  /// Numbers the passages of the round and writes its results down, in the order of the calls.
  mutating func endRound() {
    let isFirst = results.isEmpty
    for item in pending {
      var text: String
      var plain = ""
      switch item.outcome?.result {
      case .success(let result):
        let numbers = result.passages.map { registry.number(for: $0) }
        text = QuotedResult.text(result, numbers: numbers, tokens: setup.limits.resultTokens)
        if result.isAnswered { plain = OfflineModel.plainAnswer(result, numbers: numbers) }
        if let found = result.confidence { confidence = max(confidence ?? 0, found) }
        results.append(result)
      case .failure(let error):
        text = "This did not work: \(QuotedResult.line(error.reason))."
        if !error.quote.isEmpty {
          text += "\n" + QuotedResult.quoted(QuotedResult.cut(error.quote, bytes: 4 * setup.limits.resultTokens))
          hasReadErrors = true
        }
      case nil: text = "This did not work: it was stopped."
      }
      if isFirst, !plain.isEmpty, setup.instructions.tone == .calm,
        !steps.flatMap(\.results).contains(where: { !$0.plainAnswer.isEmpty })
      {
        plain = "I am sorry about the trouble. This is what the bundle says:\n\n" + plain
      }
      steps[steps.count - 1].results.append(
        ModelTurn.Result(callID: item.call.id, name: item.call.name, text: text, plainAnswer: plain))
    }
    pending = []
  }
}
