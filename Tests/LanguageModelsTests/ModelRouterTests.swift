import Common
import LanguageModels
import Testing

@Suite struct ModelRouterTests {
  private let clock = TestClock(endless: RoutingPolicy().healthTimeout)

  private func collected(
    _ router: ModelRouter, preferring: String? = nil, model: String? = nil, task: ModelTask = .general
  ) async throws -> [RoutedEvent] {
    var events: [RoutedEvent] = []
    let stream = router.respond(preferring: preferring, model: model, task: task) { _ in
      ModelRequest(messages: [.user("hello")])
    }
    for try await event in stream { events.append(event) }
    return events
  }

  private func provider(_ events: [RoutedEvent]) -> String? {
    if case .finished(_, let charge) = events.last { charge.provider } else { nil }
  }

  @Test func `The order of a task comes first, then that of the configuration`() async throws {
    var policy = RoutingPolicy()
    policy.reasoning = ["c", "missing"]
    let router = ModelRouter(
      providers: ["a", "b", "c"].map { ScriptedProvider($0, ScriptedProvider.text("hi")) }, policy: policy,
      time: clock.source)
    #expect(router.candidates(preferring: nil, task: .reasoning).map(\.name) == ["c", "a", "b"])
    #expect(router.candidates(preferring: "b", task: .reasoning).map(\.name) == ["b", "c", "a"])
    #expect(provider(try await collected(router, task: .reasoning)) == "c")
    #expect(provider(try await collected(router, task: .creative)) == "a")
  }

  @Test func `A transient failure is tried again, each wait twice as long`() async throws {
    let failing = ScriptedProvider(
      "a", .failure(ProviderError(.unavailable, provider: "a", "500")),
      .failure(ProviderError(.unavailable, provider: "a", "500")), ScriptedProvider.text("there"))
    let router = ModelRouter(providers: [failing], time: clock.source)
    #expect(provider(try await collected(router)) == "a")
    #expect(failing.requests.count == 3)
    let waits = clock.waits
    #expect(waits.filter { $0 == .milliseconds(500) }.count == 1)
    #expect(waits.filter { $0 == .seconds(1) }.count == 1)
  }

  @Test func `The wait that a provider asks for is kept; one that is too long sends the request on`() async throws {
    let short = ScriptedProvider(
      "a", .failure(ProviderError(.rateLimited, provider: "a", "429", retryAfter: .seconds(7))),
      ScriptedProvider.text("there"))
    #expect(provider(try await collected(ModelRouter(providers: [short], time: clock.source))) == "a")
    #expect(clock.waits.contains(.seconds(7)))

    let long = ScriptedProvider(
      "a", .failure(ProviderError(.rateLimited, provider: "a", "429", retryAfter: .seconds(90))))
    let other = ScriptedProvider("b", ScriptedProvider.text("there"))
    let router = ModelRouter(providers: [long, other], time: clock.source)
    #expect(provider(try await collected(router)) == "b")
    #expect(long.requests.count == 1)
    // It rests for as long as it asked.
    clock.advance(.seconds(80))
    #expect(provider(try await collected(router)) == "b")
    #expect(long.requests.count == 1)
    clock.advance(.seconds(20))
    _ = try await collected(router)
    #expect(long.requests.count == 2)
  }

  @Test func `A quota error makes a provider unavailable for a while, and a notice tells`() async throws {
    let empty = ScriptedProvider("a", .failure(ProviderError(.quota, provider: "a", "insufficient quota")))
    let router = ModelRouter(
      providers: [empty, ScriptedProvider("b", ScriptedProvider.text("there"))], time: clock.source)
    let events = try await collected(router)
    #expect(provider(events) == "b")
    #expect(events.contains(.notice("b answers instead: a: insufficient quota")))
    _ = try await collected(router)
    #expect(empty.requests.count == 1)
    let status = await router.statuses()[0]
    #expect(!status.isAvailable)
    #expect(status.reason == "insufficient quota")
    clock.advance(.seconds(3_601))
    _ = try await collected(router)
    #expect(empty.requests.count == 2)
  }

  @Test func `A request that fails is told and counted, each time that it is repeated`() async throws {
    let error = ProviderError(.unavailable, provider: "a", "overloaded")
    let usage = MemoryUsageStore()
    let router = ModelRouter(
      providers: [
        ScriptedProvider("a", .failure(error), .failure(error), .failure(error)),
        ScriptedProvider("b", ScriptedProvider.text("there")),
      ], usage: usage, time: clock.source)
    let events = try await collected(router)
    let failures = events.filter { if case .failed(error, model: _) = $0 { true } else { false } }
    #expect(failures.count == router.policy.attempts)
    let day = CalendarDay(unixSeconds: clock.source.unixSeconds())
    let entries = await usage.entries(from: day, through: day)
    #expect(entries.map(\.provider) == ["a", "b"])
    #expect(entries.map(\.requests) == [0, 1])
    #expect(entries.map(\.failures) == [router.policy.attempts, 0])
  }

  @Test func `Health is asked for once in five minutes`() async throws {
    let healthy = ScriptedProvider("a", ScriptedProvider.text("there"))
    let router = ModelRouter(providers: [healthy], time: clock.source)
    for _ in 0..<3 { _ = try await collected(router) }
    #expect(healthy.healthChecks == 1)
    clock.advance(.seconds(299))
    _ = try await collected(router)
    #expect(healthy.healthChecks == 1)
    clock.advance(.seconds(301))
    _ = try await collected(router)
    #expect(healthy.healthChecks == 2)
  }

  @Test func `An unhealthy provider is passed over without a request`() async throws {
    let down = ScriptedProvider(
      "a", health: ProviderError(.unreachable, provider: "a", "no connection"), ScriptedProvider.text("never"))
    let router = ModelRouter(
      providers: [down, ScriptedProvider("b", ScriptedProvider.text("there"))], time: clock.source)
    #expect(provider(try await collected(router)) == "b")
    #expect(down.requests.isEmpty)
  }

  @Test func `When all fail the error names each with its reason`() async throws {
    let router = ModelRouter(
      providers: [
        ScriptedProvider("a", .failure(ProviderError(.authentication, provider: "a", "wrong key"))),
        ScriptedProvider("b", .failure(ProviderError(.malformed, provider: "b", "no JSON"))),
      ], time: clock.source)
    await #expect(throws: RoutingFailure.self) { try await collected(router) }
    do {
      _ = try await collected(router, preferring: "nobody")
    } catch let failure as RoutingFailure {
      let text = failure.description
      #expect(text.hasPrefix("nobody: no provider has this name; a: left alone for"))
      #expect(text.contains("wrong key") && text.contains("no JSON"))
      #expect(!failure.isInterrupted)
    }
  }

  @Test func `An answer that has begun is never begun again elsewhere`() async throws {
    let cut = ScriptedProvider("a", .failure(ProviderError(.cutOff, provider: "a", "cut"), after: [.text("Half an")]))
    let other = ScriptedProvider("b", ScriptedProvider.text("there"))
    let usage = MemoryUsageStore()
    var policy = RoutingPolicy()
    policy.prices = PriceTable([.init(provider: "a", model: "*", input: 1, output: 1)])
    let router = ModelRouter(providers: [cut, other], policy: policy, usage: usage, time: clock.source)
    do {
      _ = try await collected(router)
      Issue.record("it went on")
    } catch let failure as RoutingFailure {
      #expect(failure.isInterrupted)
    }
    #expect(other.requests.isEmpty)
    // What was written is counted, by an estimate.
    let day = CalendarDay(unixSeconds: clock.source.unixSeconds())
    let entry = await usage.entries(from: day, through: day).first
    #expect(entry?.usage == TokenUsage(input: 2, output: 2, isEstimated: true))
    #expect((entry?.cost ?? 0) > 0)
  }

  @Test func `Cost comes from the price table, and the daily limit moves traffic on after a warning`() async throws {
    var policy = RoutingPolicy()
    policy.prices = PriceTable([
      .init(provider: "a", model: "*", input: 100, output: 100), .init(provider: "a", model: "m", input: 1, output: 2),
    ])
    policy.limits = [DailyLimit(provider: "a", cost: 0.05, warning: 0.7)]
    let router = ModelRouter(
      providers: [
        ScriptedProvider("a", ScriptedProvider.text("hi", input: 10, output: 5, model: "m-2026-01-01")),
        ScriptedProvider("b", ScriptedProvider.text("hi")),
      ], policy: policy, time: clock.source)
    var events = try await collected(router)
    guard case .finished(_, let charge) = events.last else { throw RoutingFailure(attempts: []) }
    #expect(abs(charge.cost - 0.02) < 1e-12)
    events = try await collected(router)
    #expect(events.contains(.notice("80 % of the daily limit of a is used")))
    #expect(provider(try await collected(router)) == "a")
    #expect(provider(try await collected(router)) == "b")
    // The next day it is open again.
    clock.advance(.seconds(86_400))
    #expect(provider(try await collected(router)) == "a")
  }

  @Test func `A model is named to the provider that is asked first only`() async throws {
    let first = ScriptedProvider("a", .failure(ProviderError(.malformed, provider: "a", "x")))
    let second = ScriptedProvider("b", ScriptedProvider.text("hi"))
    _ = try await collected(ModelRouter(providers: [first, second], time: clock.source), model: "special")
    #expect(first.requests.map(\.model) == ["special"])
    #expect(second.requests.map(\.model) == [nil])
  }

  @Test(arguments: [
    (ProviderError.Kind.refused, "HTTP status 400: llama3:8b does not support tools"),
    (.refused, "HTTP status 400: \"auto\" tool choice requires --enable-auto-tool-choice"),
    (.unavailable, "HTTP status 500: tools param requires --jinja flag"),
    (.refused, "HTTP status 400: Function calling is not enabled for this model"),
  ])
  func `A model that takes no tools is asked in text, from then on`(kind: ProviderError.Kind, message: String)
    async throws
  {
    let plain = ScriptedProvider(
      "a", .failure(ProviderError(kind, provider: "a", message)), ScriptedProvider.text("there"))
    let router = ModelRouter(providers: [plain], time: clock.source)
    var styles: [ToolStyle] = []
    for _ in 0..<2 {
      let stream = router.respond { style in
        let tool = ToolDefinition(name: "search", summary: "Search.", parameters: ["type": "object"])
        return ModelRequest(messages: [.user("\(style)")], tools: style == .native ? [tool] : [])
      }
      for try await event in stream {
        if case .started(_, _, let style) = event { styles.append(style) }
      }
    }
    #expect(styles == [.native, .text, .text])
    #expect(plain.requests.map(\.tools.count) == [1, 0, 0])
    #expect(await router.statuses()[0].isAvailable)
  }

  @Test func `A request without tools that is refused is not sent again`() async throws {
    let refusing = ScriptedProvider("a", .failure(ProviderError(.refused, provider: "a", "no tool here")))
    await #expect(throws: RoutingFailure.self) {
      try await collected(ModelRouter(providers: [refusing], time: clock.source))
    }
    #expect(refusing.requests.count == 1)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [["Half an answer "], []])
  func `An answer that nobody waits for any more is charged what it used`(pieces: [String]) async throws {
    let (entries, feed) = AsyncStream.makeStream(of: UsageEntry.self)
    let router = ModelRouter(
      providers: [EndlessProvider(pieces: pieces)], usage: ReportingUsageStore(feed: feed), time: clock.source)
    for try await event in router.respond(request: { _ in ModelRequest(messages: [.user("hello")]) }) {
      // The first piece, or the start where none comes.
      if case .text = event { break }
      if case .started = event, pieces.isEmpty { break }
    }
    var iterator = entries.makeAsyncIterator()
    let entry = await iterator.next()
    #expect(entry?.usage == TokenUsage(input: 2, output: pieces.isEmpty ? 0 : 4, isEstimated: true))
  }
}

/// Begins to answer and never ends.
private struct EndlessProvider: LanguageModelProvider {
  let name = "endless"
  let defaultModel = "m"
  let toolStyle = ToolStyle.native
  let pieces: [String]

  func checkHealth() async throws(ProviderError) {}

  func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let (stream, feed) = AsyncThrowingStream.makeStream(of: ModelEvent.self)
    for piece in pieces { feed.yield(.text(piece)) }
    return stream
  }
}

/// Tells what is recorded; refuses in a task that was cancelled, as databases behind a pool do.
private struct ReportingUsageStore: UsageStore {
  let feed: AsyncStream<UsageEntry>.Continuation

  func record(_ entry: UsageEntry) async throws {
    try Task.checkCancellation()
    feed.yield(entry)
  }

  func entries(from first: CalendarDay, through last: CalendarDay) async throws -> [UsageEntry] { [] }
}
