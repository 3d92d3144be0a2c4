internal import Common
package import LanguageModels
internal import Retrieval

/// Decides what happens next while a message is answered: event in, actions out, nothing waits and nothing is read but what came in.
///
/// A turn asks a model; when it wants tools, they run and the next turn shows their results; when it writes an answer, that is passed
/// on as it comes, through `AnswerFilter`. The text before a tool call is a thought as long as it is short; text that has been
/// handed out stays part of the answer. Limits, failures and models that cannot choose lead to an answer from what the tools have found.
package struct AgentLoop: Sendable {
  /// What does not change while a message is answered.
  package struct Setup: Sendable {
    package var message: String
    /// The message as a question that stands alone.
    package var query: String
    package var instructions: Instructions
    package var history: [ChatMessage]
    package var tools: ToolSet
    package var policy: ToolPolicy
    package var limits: AgentLimits
    /// The style of the provider that is asked first.
    package var firstStyle: ToolStyle
    package var temperature: Double?

    package init(
      message: String, query: String? = nil, instructions: Instructions, history: [ChatMessage] = [], tools: ToolSet,
      policy: ToolPolicy = ToolPolicy(), limits: AgentLimits = AgentLimits(), firstStyle: ToolStyle,
      temperature: Double? = nil
    ) {
      self.message = message
      self.query = query ?? message
      self.instructions = instructions
      self.history = history
      self.tools = tools
      self.policy = policy
      self.limits = limits
      self.firstStyle = firstStyle
      self.temperature = temperature
    }
  }

  enum Phase: Equatable { case idle, calling, running, closing, done }

  /// One call of the round that is running.
  struct Pending {
    var call: ToolCall
    /// The tool that was resolved, under its own name.
    var tool: String
    var arguments: JSONValue
    var outcome: ToolOutcome?
    var hasFallenBack = false
  }

  /// Bytes that are held back at the beginning of a turn, in case they are a thought before a tool call.
  static let heldBackLength = 240

  let setup: Setup
  package internal(set) var registry = CitationRegistry()
  var phase = Phase.idle
  var steps: [ModelTurn.Step] = []
  var iterations = 0
  var callCount = 0
  var pending: [Pending] = []
  var results: [ToolResult] = []
  /// Whether the model was shown what somebody else says of a failure.
  var hasReadErrors = false
  var confidence: Double?

  // The turn that is being answered.
  var turn = TurnState()

  // The answer so far.
  var answer = AnswerState()
  var notices: [String] = []
  var usage = TokenUsage()
  var cost = 0.0
  var provider = ""
  var model = ""
  var isLimited = false

  package init(_ setup: Setup) { self.setup = setup }

  package mutating func handle(_ event: LoopEvent) -> [LoopAction] {
    if phase == .done { return [] }
    switch event {
    case .start: return start()
    case .modelStarted(let provider, let model, let style): return modelStarted(provider, model, style)
    case .modelText(let text): return phase == .calling ? modelText(text) : []
    case .modelToolCall(let call):
      if phase == .calling { turn.calls.append(unique(call)) }
      return []
    case .modelNotice(let text): return note(text)
    case .modelFinished(let reason, let charge): return modelFinished(reason, charge)
    case .modelFailed(let failure): return phase == .calling ? modelFailed(failure) : []
    case .toolFinished(let id, let outcome): return toolFinished(id, outcome)
    case .timeExpired: return timeExpired()
    }
  }

  mutating func note(_ text: String) -> [LoopAction] {
    notices.append(text)
    return [.emit(.notice(text))]
  }
}

/// What one turn has brought so far.
struct TurnState: Sendable {
  var style = ToolStyle.native
  var mayCallTools = true
  var held = ""
  var isStreaming = false
  var reasoning = ReasoningSplitter()
  var react = ReActParser()
  var calls: [ToolCall] = []
}

/// The answer as it grows.
struct AnswerState: Sendable {
  var text = ""
  var used: [Int] = []
  /// White space at the end that is handed out only when something follows.
  var space = ""
  var filter: AnswerFilter?
}

// MARK: Models

extension AgentLoop {
  private mutating func start() -> [LoopAction] {
    guard phase == .idle else { return [] }
    return setup.firstStyle == .none ? planSelected() : callModel()
  }

  /// Asks a model; tools are offered while limits allow and no search has found a confident answer.
  mutating func callModel() -> [LoopAction] {
    iterations += 1
    phase = .calling
    let limits = setup.limits
    let mayCall =
      iterations < limits.iterations && callCount < setup.policy.callLimit && usage.total < limits.tokens
      && (confidence ?? 0) < limits.confidentSearch && !setup.tools.tools.isEmpty
    turn = TurnState(mayCallTools: mayCall)
    return [
      .callModel(
        ModelTurn(
          instructions: setup.instructions, history: setup.history, message: setup.message, steps: steps,
          tools: setup.tools.definitions, mayCallTools: mayCall, temperature: setup.temperature,
          maximumTokens: limits.answerTokens))
    ]
  }

  private mutating func modelStarted(_ provider: String, _ model: String, _ style: ToolStyle) -> [LoopAction] {
    guard phase == .calling else { return [] }
    self.provider = provider
    self.model = model
    turn = TurnState(style: style, mayCallTools: turn.mayCallTools)
    // A model that cannot ask for tools has to see what they find before it is asked.
    guard style == .none, steps.isEmpty, !setup.tools.tools.isEmpty else { return [] }
    iterations -= 1
    return [.cancelModel] + planSelected()
  }

  private mutating func modelText(_ text: String) -> [LoopAction] {
    let (thought, text) = turn.reasoning.append(text)
    var actions: [LoopAction] = thought.isEmpty ? [] : [.emit(.thought(thought))]
    guard !text.isEmpty else { return actions }
    if turn.style == .text {
      actions += extend(turn.react.append(text))
    } else if turn.isStreaming || turn.style == .none || !turn.mayCallTools {
      turn.isStreaming = true
      actions += extend(text)
    } else {
      turn.held += text
      if turn.held.utf8.count > Self.heldBackLength {
        turn.isStreaming = true
        actions += extend(turn.held)
        turn.held = ""
      }
    }
    return actions
  }

  private mutating func modelFinished(_ reason: ModelFinish.Reason, _ charge: ModelCharge) -> [LoopAction] {
    usage = usage + charge.usage
    cost += charge.cost
    var actions: [LoopAction] = [.emit(.usage(charge))]
    guard phase == .calling else { return actions }
    model = charge.model
    actions += modelText(turn.reasoning.finish())
    var thought = turn.held
    if turn.style == .text {
      let (outcome, rest) = turn.react.finish()
      switch outcome {
      case .call(let said, let name, let input):
        thought = said
        turn.calls = [unique(ToolCall(id: "", name: name, arguments: input))]
      case .answer(let said):
        if !said.isEmpty { actions.append(.emit(.thought(said))) }
        actions += extend(rest)
      }
    }
    if !turn.calls.isEmpty, turn.mayCallTools {
      if !thought.trimmed.isEmpty { actions.append(.emit(.thought(thought.trimmed))) }
      if turn.isStreaming { answer.space += "\n\n" }
      return actions + plan(turn.calls, thought: thought.trimmed)
    }
    if turn.style != .text { actions += extend(turn.held) }
    if reason == .filtered { actions += note("The provider withheld a part of the answer.") }
    if reason == .length { actions += note("The answer reached its length limit.") }
    return actions + finish(asLimited: reason == .length)
  }

  private mutating func modelFailed(_ failure: RoutingFailure) -> [LoopAction] {
    var actions: [LoopAction] = []
    if turn.style != .text { actions += extend(turn.held) }
    turn.held = ""
    if failure.isInterrupted, !answer.text.isEmpty {
      actions += note("The answer was cut off: \(failure)")
      return actions + finish(asLimited: true)
    }
    return actions + note("No model answered: \(failure)") + close()
  }

  /// Ids tell calls apart; a missing or repeated one is replaced.
  private func unique(_ call: ToolCall) -> ToolCall {
    var call = call
    let known = steps.flatMap(\.calls).map(\.id) + turn.calls.map(\.id)
    if call.id.isEmpty || known.contains(call.id) { call.id = "call_\(known.count + 1)" }
    return call
  }
}

// MARK: The answer

extension AgentLoop {
  /// Hands out more of the answer.
  mutating func extend(_ text: String) -> [LoopAction] {
    guard !text.isEmpty else { return [] }
    if answer.filter == nil {
      answer.filter = AnswerFilter(registry: registry, message: setup.message, used: answer.used)
    }
    return handOut(answer.filter?.append(text) ?? [])
  }

  mutating func flushAnswer() -> [LoopAction] {
    let actions = handOut(answer.filter?.finish() ?? [])
    answer.used = answer.filter?.used ?? answer.used
    answer.filter = nil
    return actions
  }

  private mutating func handOut(_ pieces: [AnswerFilter.Piece]) -> [LoopAction] {
    var actions: [LoopAction] = []
    for piece in pieces {
      switch piece {
      case .citation(let citation): actions.append(.emit(.citation(citation)))
      case .text(let text):
        let all = answer.text.isEmpty ? String((answer.space + text).drop { $0.isWhitespace }) : answer.space + text
        let end = all.lastIndex { !$0.isWhitespace }.map { all.index(after: $0) } ?? all.startIndex
        answer.space = String(all[end...])
        guard end > all.startIndex else { continue }
        answer.text += all[..<end]
        actions.append(.emit(.token(String(all[..<end]))))
      }
    }
    return actions
  }

  /// Ends the work with the answer as it is; an empty one is replaced by what the tools have found.
  mutating func finish(asLimited: Bool = false) -> [LoopAction] {
    var actions = flushAnswer()
    if answer.text.isEmpty { return actions + close() }
    phase = .done
    let isAbstention = answer.used.isEmpty && Abstention.isAbstention(answer.text)
    if isAbstention { actions += noteNearest() }
    let citations = answer.used.sorted().compactMap { registry[$0] }
    // The loop's own answers are quotations.
    let isOwn = provider == OfflineModel.name
    let unsupported =
      isOwn || isAbstention || registry.citations.isEmpty
      ? [] : SupportCheck().unsupportedSentences(of: answer.text, citations: citations)
    actions.append(
      .finish(
        Reply(
          text: answer.text, citations: citations, unsupported: unsupported,
          outcome: asLimited || isLimited ? .limited : isAbstention ? .unanswered : .answered, notices: notices,
          provider: provider, model: model, usage: usage, cost: cost, confidence: confidence)))
    return actions
  }

  /// Tells people where to look when the bundle does not answer.
  private mutating func noteNearest() -> [LoopAction] {
    var sections: [String] = []
    for section in results.flatMap(\.nearest) where !sections.contains(section) { sections.append(section) }
    return sections.isEmpty ? [] : note("The nearest passages: \(sections.prefix(3).joined(separator: "; ")).")
  }

  private mutating func timeExpired() -> [LoopAction] {
    let seconds = setup.limits.time.wholeMilliseconds / 1_000
    var actions: [LoopAction] = phase == .calling ? [.cancelModel] : [.cancelTools]
    isLimited = true
    actions += note("The time limit of \(seconds) s was reached; this is what was found until then.")
    if turn.style != .text, turn.isStreaming { actions += flushAnswer() }
    return actions + (answer.text.isEmpty ? close() : finish(asLimited: true))
  }

  /// Answers without a model: from what the tools have found, or from one search when nothing has run yet.
  mutating func close() -> [LoopAction] {
    for index in pending.indices where pending[index].outcome == nil {
      pending[index].outcome = ToolOutcome(.failure(ToolError("it was stopped")))
    }
    if !pending.isEmpty { endRound() }
    if results.isEmpty, phase != .closing, setup.tools["rag_search"] != nil {
      phase = .closing
      let call = ToolCall(id: "closing_1", name: "rag_search", arguments: ["query": .string(setup.query)])
      return planned([call], thought: "", mayRunAnything: true)
    }
    provider = OfflineModel.name
    model = OfflineModel.modelName
    let plain = steps.flatMap(\.results).map(\.plainAnswer).filter { !$0.isEmpty }
    answer.filter = nil
    let actions = extend(OfflineModel.composed(plain))
    return actions + finish(asLimited: isLimited)
  }
}
