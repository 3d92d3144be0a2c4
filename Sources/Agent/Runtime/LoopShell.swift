internal import Common
internal import LanguageModels

/// Performs what the loop decides: asks models, runs tools, watches the clock, and tells the loop what came of it.
struct LoopShell: Sendable {
  let router: ModelRouter
  let tools: ToolSet
  let context: ToolContext
  let options: AgentOptions
  let services: AgentServices

  /// Runs the loop to its end.
  ///
  /// - Returns: the reply, or `nil` when the task was cancelled.
  func run(_ setup: AgentLoop.Setup, _ emit: @escaping @Sendable (AgentEvent) -> Void) async -> Reply? {
    let (events, feed) = AsyncStream.makeStream(of: Numbered.self)
    var loop = AgentLoop(setup)
    var model: Task<Void, Never>?
    var running: [Task<Void, Never>] = []
    // Events of a model or of tools that were cancelled must not reach the loop.
    var epoch = 0
    let clock = Task { [services] in
      do {
        try await services.time.sleep(setup.limits.time)
        feed.yield(Numbered(epoch: nil, event: .timeExpired))
      } catch {
        // The work was done before.
      }
    }
    defer {
      clock.cancel()
      model?.cancel()
      for task in running { task.cancel() }
      feed.finish()
    }
    feed.yield(Numbered(epoch: nil, event: .start))
    for await numbered in events {
      if Task.isCancelled { return nil }
      if let own = numbered.epoch, own != epoch { continue }
      for action in loop.handle(numbered.event) {
        switch action {
        case .emit(let event): emit(event)
        case .callModel(let turn):
          epoch += 1
          model?.cancel()
          model = ask(turn, epoch: epoch, feed, emit)
        case .cancelModel:
          epoch += 1
          model?.cancel()
        case .run(let calls):
          // The same round goes on when an alternative runs.
          running.append(run(calls, epoch: epoch, limit: setup.policy.parallelLimit, feed))
        case .cancelTools:
          epoch += 1
          for task in running { task.cancel() }
          running = []
        case .finish(let reply): return reply
        }
      }
    }
    return nil
  }

  private struct Numbered: Sendable {
    /// `nil`: heard at any time.
    var epoch: Int?
    var event: LoopEvent
  }

  private func ask(
    _ turn: ModelTurn, epoch: Int, _ feed: AsyncStream<Numbered>.Continuation,
    _ emit: @escaping @Sendable (AgentEvent) -> Void
  ) -> Task<Void, Never> {
    let (router, options) = (router, options)
    return Task {
      do {
        let routed = router.respond(
          preferring: options.provider, model: options.model, task: options.task ?? .factual,
          request: { turn.request($0) })
        for try await event in routed {
          if case .failed(let error, let model) = event { emit(.modelFailed(error, model: model)) }
          let told: LoopEvent? =
            switch event {
            case .started(let provider, let model, let style):
              .modelStarted(provider: provider, model: model, style: style)
            case .text(let text): .modelText(text)
            case .toolCall(let call): .modelToolCall(call)
            case .notice(let text): .modelNotice(text)
            case .finished(let reason, let charge): .modelFinished(reason, charge)
            // The loop hears of it when no provider is left.
            case .failed: nil
            }
          if let told { feed.yield(Numbered(epoch: epoch, event: told)) }
        }
      } catch let failure as RoutingFailure {
        feed.yield(Numbered(epoch: epoch, event: .modelFailed(failure)))
      } catch {
        feed.yield(Numbered(epoch: epoch, event: .modelFailed(RoutingFailure(attempts: []))))
      }
    }
  }

  /// Safe calls side by side, a few at a time; the others one after the other in their order.
  private func run(
    _ calls: [PlannedCall], epoch: Int, limit: Int, _ feed: AsyncStream<Numbered>.Continuation
  ) -> Task<Void, Never> {
    let shell = self
    return Task {
      let safe = calls.filter(\.isSafe)
      await withTaskGroup(of: Void.self) { group in
        for (index, call) in safe.enumerated() {
          if index >= limit { await group.next() }
          group.addTask { await shell.run(call, epoch: epoch, feed) }
        }
        for call in calls where !call.isSafe { await shell.run(call, epoch: epoch, feed) }
      }
    }
  }

  private func run(_ call: PlannedCall, epoch: Int, _ feed: AsyncStream<Numbered>.Continuation) async {
    let start = services.time.elapsed()
    var result: Result<ToolResult, ToolError>
    do {
      guard let tool = tools[call.tool] else { throw ToolError("there is no such tool") }
      result = .success(try await tool.run(call.arguments, context))
    } catch let error as ToolError {
      result = .failure(error)
    } catch {
      result = .failure(ToolError("\(error)"))
    }
    let milliseconds = (services.time.elapsed() - start).wholeMilliseconds
    let event = LoopEvent.toolFinished(callID: call.id, ToolOutcome(result, milliseconds: milliseconds))
    feed.yield(Numbered(epoch: epoch, event: event))
  }
}
