internal import Common

/// Sends each request to the best provider that is there, and to the next one when that fails.
///
/// The order comes from the task; a provider that is over its daily limit, resting after a failure or unhealthy is passed
/// over. A provider is tried again after transient failures, with growing waits or the wait that it asks for. Once a part of an
/// answer has been handed out nothing is retried: nothing is ever taken back.
package actor ModelRouter {
  private struct Standing {
    /// On the clock of `TimeSource.elapsed`.
    var healthyUntil: Duration?
    var restsUntil: Duration?
    var lastError: ProviderError?
    var check: Task<ProviderError?, Never>?
  }

  package nonisolated let providers: [any LanguageModelProvider]
  package nonisolated let policy: RoutingPolicy
  package nonisolated let usage: any UsageStore
  private let time: TimeSource
  private var standings: [String: Standing] = [:]
  /// Provider and day of the warnings given.
  private var warned: Set<String> = []
  /// Models that were found to take no tools in the protocol's fields, as provider and model.
  private var withoutTools: Set<String> = []

  /// - Parameter providers: their order decides where a task's list does not.
  package init(
    providers: [any LanguageModelProvider], policy: RoutingPolicy = RoutingPolicy(),
    usage: any UsageStore = MemoryUsageStore(), time: TimeSource = .system
  ) {
    self.providers = providers
    self.policy = policy
    self.usage = usage
    self.time = time
  }

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - preferred: the provider to ask first.
  ///   - model: a model of the first provider asked; the others answer with their own.
  ///   - request: the request in the style of the provider that gets it.
  /// - Returns: Events that end with `finished`; the stream throws `RoutingFailure`.
  package nonisolated func respond(
    preferring preferred: String? = nil, model: String? = nil, task: ModelTask = .general,
    request: @escaping @Sendable (ToolStyle) -> ModelRequest
  ) -> AsyncThrowingStream<RoutedEvent, any Error> {
    AsyncThrowingStream { continuation in
      let work = Task {
        do {
          try await route(preferred, model, task, request) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in work.cancel() }
    }
  }

  /// The state of every provider, without asking any.
  package func statuses() -> [ProviderStatus] {
    let now = time.elapsed()
    return providers.map { provider in
      let standing = standings[provider.name]
      let rest = standing?.restsUntil.flatMap { $0 > now ? $0 - now : nil }
      return ProviderStatus(
        name: provider.name, model: provider.defaultModel, isAvailable: rest == nil,
        reason: rest == nil ? nil : standing?.lastError?.message, rest: rest)
    }
  }
}

// MARK: Choosing

extension ModelRouter {
  /// The providers in the order in which they are tried.
  package nonisolated func candidates(preferring preferred: String?, task: ModelTask) -> [any LanguageModelProvider] {
    var names: [String] = []
    for name in [preferred].compactMap({ $0 }) + policy.order(for: task) + providers.map(\.name)
    where !names.contains(name) { names.append(name) }
    return names.compactMap { name in providers.first { $0.name == name } }
  }

  /// Why a provider is passed over; `nil` when it may be asked.
  private func objection(to provider: any LanguageModelProvider) async -> ProviderError? {
    let now = time.elapsed()
    if let until = standings[provider.name]?.restsUntil, until > now {
      let last = standings[provider.name]?.lastError
      let seconds = (until - now).wholeMilliseconds / 1_000
      return ProviderError(
        last?.kind ?? .unavailable, provider: provider.name,
        "left alone for \(seconds) s more (\(last?.message ?? "it failed"))")
    }
    if let limit = policy.limits.first(where: { $0.provider == provider.name }) {
      let today = await today(provider.name)
      if limit.share(cost: today.cost, tokens: today.tokens) >= 1 {
        return ProviderError(.quota, provider: provider.name, "its daily limit is reached")
      }
    }
    return await checkedHealth(of: provider)
  }

  /// A provider that has not answered for a while is asked for its health first; callers at the same time share one check.
  private func checkedHealth(of provider: any LanguageModelProvider) async -> ProviderError? {
    let name = provider.name
    if let until = standings[name]?.healthyUntil, until > time.elapsed() { return nil }
    let check: Task<ProviderError?, Never>
    if let running = standings[name]?.check {
      check = running
    } else {
      let (time, limit) = (time, policy.healthTimeout)
      check = Task {
        await withTaskGroup(of: ProviderError?.self) { group in
          group.addTask {
            do throws(ProviderError) {
              try await provider.checkHealth()
              return nil
            } catch {
              return error
            }
          }
          group.addTask {
            do {
              try await time.sleep(limit)
            } catch {
              return nil
            }
            return ProviderError(.timedOut, provider: name, "no answer to a health check")
          }
          defer { group.cancelAll() }
          return await group.next() ?? nil
        }
      }
      standings[name, default: Standing()].check = check
    }
    let error = await check.value
    standings[name]?.check = nil
    // A service that refuses the question is there; not all of them know it.
    guard let error, error.kind != .refused, error.kind != .malformed else {
      noteSuccess(of: name)
      return nil
    }
    noteFailure(error)
    return error
  }

  private func noteSuccess(of name: String) {
    standings[name] = Standing(healthyUntil: time.elapsed() + policy.healthInterval)
  }

  private func noteFailure(_ error: ProviderError) {
    let pause = policy.pause(after: error)
    guard pause > .zero else { return }
    standings[error.provider] = Standing(restsUntil: time.elapsed() + pause, lastError: error)
  }
}

// MARK: Asking

extension ModelRouter {
  private func route(
    _ preferred: String?, _ model: String?, _ task: ModelTask, _ request: @Sendable (ToolStyle) -> ModelRequest,
    _ yield: (RoutedEvent) -> Void
  ) async throws {
    var failures: [ProviderError] = []
    if let preferred, !providers.contains(where: { $0.name == preferred }) {
      failures.append(ProviderError(.refused, provider: preferred, "no provider has this name"))
    }
    for (index, provider) in candidates(preferring: preferred, task: task).enumerated() {
      if let objection = await objection(to: provider) {
        failures.append(objection)
        continue
      }
      if !failures.isEmpty {
        yield(.notice("\(provider.name) answers instead: \(failures.map(\.description).joined(separator: "; "))"))
      }
      let own = index == 0 ? model : nil
      do {
        try await ask(provider, model: own, request, yield)
        return
      } catch let failure as RoutingFailure {
        failures += failure.attempts
        if failure.isInterrupted { throw RoutingFailure(attempts: failures, isInterrupted: true) }
      }
      try Task.checkCancellation()
    }
    throw RoutingFailure(attempts: failures)
  }

  /// Asks one provider, again after transient failures, and again in text where its model takes no tools.
  private func ask(
    _ provider: any LanguageModelProvider, model: String?, _ request: @Sendable (ToolStyle) -> ModelRequest,
    _ yield: (RoutedEvent) -> Void
  ) async throws {
    let place = "\(provider.name) \(model ?? provider.defaultModel)"
    var wait = policy.backoff
    var attempt = 1
    while true {
      let style = provider.toolStyle == .native && withoutTools.contains(place) ? .text : provider.toolStyle
      var own = request(style)
      if let model { own.model = model }
      var hasBegun = false
      do {
        try await exchange(provider, own, style, hasBegun: &hasBegun, yield)
        noteSuccess(of: provider.name)
        return
      } catch let error as ProviderError {
        try Task.checkCancellation()
        await count(error, own.model ?? provider.defaultModel, yield)
        if error.isAboutTools, !hasBegun, style == .native, !own.tools.isEmpty {
          withoutTools.insert(place)
          yield(.notice("\(place) takes no tools; it is asked in text instead"))
          continue
        }
        let delay = error.retryAfter ?? wait
        if error.isTransient, !hasBegun, attempt < policy.attempts, delay <= policy.longestWait {
          try await time.sleep(delay)
          wait *= 2
          attempt += 1
          continue
        }
        noteFailure(error)
        throw RoutingFailure(attempts: [error], isInterrupted: hasBegun)
      }
    }
  }

  private func exchange(
    _ provider: any LanguageModelProvider, _ request: ModelRequest, _ style: ToolStyle, hasBegun: inout Bool,
    _ yield: (RoutedEvent) -> Void
  ) async throws {
    var model = request.model ?? provider.defaultModel
    yield(.started(provider: provider.name, model: model, style: style))
    var written = 0
    var finish: ModelFinish?
    do {
      for try await event in provider.respond(to: request) {
        switch event {
        case .text(let text):
          hasBegun = true
          written += text.utf8.count
          yield(.text(text))
        case .toolCall(let call):
          hasBegun = true
          written += call.arguments.serialized().count
          yield(.toolCall(call))
        case .finished(let end):
          finish = end
          if !end.model.isEmpty { model = end.model }
        }
      }
      guard let finish else {
        throw ProviderError(.cutOff, provider: provider.name, "the answer ended before it was complete")
      }
      let usage = finish.usage.isEstimated ? estimate(request, finish.usage, written: written) : finish.usage
      yield(.finished(finish.reason, await charge(provider.name, model, usage, yield)))
    } catch {
      // What was written before the answer broke off was paid for, and so was reading the question where nobody waited
      // for the answer.
      if hasBegun || Task.isCancelled {
        _ = await charge(provider.name, model, estimate(request, TokenUsage(), written: written), yield)
      }
      throw error
    }
  }

  /// Four bytes a token, where the provider did not count.
  private func estimate(_ request: ModelRequest, _ known: TokenUsage, written: Int) -> TokenUsage {
    let bytes = request.messages.reduce(0) { $0 + $1.text.utf8.count }
    return TokenUsage(
      input: known.input > 0 ? known.input : (bytes + 3) / 4,
      output: known.output > 0 ? known.output : (written + 3) / 4, isEstimated: true)
  }
}

// MARK: Counting

extension ModelRouter {
  private func today(_ provider: String) async -> (cost: Double, tokens: Int) {
    let day = CalendarDay(unixSeconds: time.unixSeconds())
    do {
      return try await usage.entries(from: day, through: day).filter { $0.provider == provider }
        .reduce((0, 0)) { ($0.0 + $1.cost, $0.1 + $1.usage.total) }
    } catch {
      // A limit that cannot be checked is taken as reached: money is at stake.
      return (.infinity, .max)
    }
  }

  private func count(_ error: ProviderError, _ model: String, _ yield: (RoutedEvent) -> Void) async {
    yield(.failed(error, model: model))
    let day = CalendarDay(unixSeconds: time.unixSeconds())
    do {
      try await usage.record(UsageEntry(day: day, provider: error.provider, model: model, requests: 0, failures: 1))
    } catch {
      // The failure itself is told; what it is counted for is not worth another one.
    }
  }

  private func charge(
    _ provider: String, _ model: String, _ used: TokenUsage, _ yield: (RoutedEvent) -> Void
  ) async -> ModelCharge {
    let cost = policy.prices.cost(provider: provider, model: model, usage: used)
    let day = CalendarDay(unixSeconds: time.unixSeconds())
    let entry = UsageEntry(day: day, provider: provider, model: model, usage: used, cost: cost)
    do {
      // In a task of its own: an answer that is cancelled is counted too.
      try await Task { [usage] in try await usage.record(entry) }.value
    } catch {
      yield(.notice("the usage of \(provider) could not be recorded: \(error)"))
    }
    if let limit = policy.limits.first(where: { $0.provider == provider }), !warned.contains("\(provider) \(day)") {
      let today = await today(provider)
      let share = limit.share(cost: today.cost, tokens: today.tokens)
      if share >= limit.warning {
        warned.insert("\(provider) \(day)")
        let percent = share.isFinite ? "\(Int((share * 100).rounded(.down))) %" : "all"
        yield(.notice("\(percent) of the daily limit of \(provider) is used"))
      }
    }
    return ModelCharge(provider: provider, model: model, usage: used, cost: cost)
  }
}
