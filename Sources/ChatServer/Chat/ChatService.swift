internal import Agent
internal import Common
internal import Conversations
internal import HTTPTypes
internal import LanguageModels
internal import Logging
internal import Retrieval
internal import SQLite

/// Answers messages: remembers the conversation, asks the agent, keeps what it said, counts what it cost.
struct ChatService: Sendable {
  let services: ServerServices
  let makeAgent: @Sendable (SearchEngine, [String: String]) -> AgentRuntime
  let cache: AnswerCache
  /// How a message feels; `nil` where nothing tells.
  let makeSentiment: (@Sendable (SearchEngine) -> any SentimentReader)?

  /// Reads the conversation that a message belongs to.
  ///
  /// - Throws: not found, for a session that is not the caller's.
  func turn(
    message: String, session: String?, startsSession: Bool, options: AgentOptions, caller: Caller, request: String
  ) async throws -> ChatTurn {
    var turn = ChatTurn(
      message: message, session: session, history: [], options: options, user: caller.userID, owner: caller.owner,
      request: request)
    guard services.store != nil else {
      if session != nil { throw APIError.unavailable("keeping conversations", remedy: "set store.url") }
      return turn
    }
    let access = caller.access
    if let session {
      let history = try await services.withStore { store -> [ChatMessage]? in
        guard let found = try store.session(session, access) else { return nil }
        return try store.history(of: found, access)
      }
      guard let history else { throw APIError.notFound("session") }
      turn.history = history
    } else if startsSession {
      let owner = caller.owner
      turn.session = try await services.withStore { try $0.createSession(owner: owner) }.id
    }
    return turn
  }

  /// Answers a message; the events end with `done` or `failed`.
  ///
  /// - Parameter isStreamed: whether the answer is counted among the streams, which bounds how many there are.
  func events(for turn: ChatTurn, isStreamed: Bool = false) -> AsyncStream<ChatEvent> {
    AsyncStream { continuation in
      let task = Task {
        do {
          try await WorkPool.$isAdmitted.withValue(isStreamed) { try await answer(turn, continuation) }
        } catch is CancellationError {
        } catch let error as APIError {
          continuation.yield(.failed(error))
        } catch {
          services.logger.error(
            "chat failed", metadata: ["request": .string(turn.request), "error": .string("\(error)")])
          continuation.yield(
            .failed(
              (error as? DatabaseError).map(APIError.init)
                ?? APIError(.internalServerError, "internal", "the answer could not be made")))
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func answer(_ turn: ChatTurn, _ continuation: AsyncStream<ChatEvent>.Continuation) async throws {
    let start = ContinuousClock.now
    let asked = services.store?.now() ?? .now
    let served = services.catalog.current
    let reading = try await reading(of: turn.message, served)
    let question = Message(question: turn.message, feels: reading, created: asked)
    if let session = turn.session {
      guard try await services.withStore({ try $0.append([question], to: session, .owner(turn.owner)) }) != nil else {
        throw APIError.notFound("session")
      }
      continuation.yield(.session(id: session, message: question.id))
    }
    let key = turn.isCacheable ? turn.cacheKey(bundles: served.digest) : nil
    let reply: Reply
    if let key, let known = try await cache.reply(key) {
      services.metrics.count("almanac_cache_total", [("outcome", "hit")])
      for citation in known.citations { continuation.yield(.agent(.citation(citation))) }
      continuation.yield(.agent(.token(known.text)))
      var replayed = known
      replayed.cost = 0
      replayed.usage = TokenUsage()
      replayed.milliseconds = Int((ContinuousClock.now - start).seconds * 1000)
      reply = replayed
    } else {
      if key != nil { services.metrics.count("almanac_cache_total", [("outcome", "miss")]) }
      reply = try await ask(turn, reading, served, continuation)
      if let key, reply.outcome == .answered || reply.outcome == .unanswered { try await cache.keep(reply, key) }
    }
    services.metrics.count("almanac_answers_total", [("outcome", reply.outcome.rawValue)])
    let answer = Message(answer: reply, created: services.store?.now() ?? .now)
    if let session = turn.session {
      _ = try await services.withStore { try $0.append([answer], to: session, .owner(turn.owner)) }
    }
    log(turn, reply)
    continuation.yield(.done(answer, reply))
  }

  /// One line for each answer; what was said only where the settings ask for it.
  private func log(_ turn: ChatTurn, _ reply: Reply) {
    var metadata: Logger.Metadata = [
      "request": .string(turn.request), "outcome": .string(reply.outcome.rawValue),
      "provider": .string(reply.provider), "model": .string(reply.model),
      "tokens": .stringConvertible(reply.usage.input + reply.usage.output), "cost": .stringConvertible(reply.cost),
      "milliseconds": .stringConvertible(reply.milliseconds),
    ]
    if let session = turn.session { metadata["session"] = .string(session) }
    if services.settings.logging.content {
      metadata["question"] = .string(turn.message)
      metadata["answer"] = .string(reply.text)
    }
    services.logger.info("chat", metadata: metadata)
  }

  /// The caller's own keys of providers, by name.
  private func providerKeys(of user: String?) async throws -> [String: String] {
    guard let user, let sealer = services.sealer, services.store != nil else { return [:] }
    let sealed = try await services.withStore { try $0.providerKeys(of: user) }
    var keys: [String: String] = [:]
    for key in sealed {
      do {
        keys[key.provider] = try sealer.open(key.sealed, context: "\(user) \(key.provider)")
      } catch {
        // Sealed with a key that was replaced since, or moved here from another user.
        services.logger.warning("a provider key does not open", metadata: ["provider": .string(key.provider)])
      }
    }
    return keys
  }

  /// How a message feels; `nil` where nothing tells.
  private func reading(of message: String, _ served: ServedBundles) async throws -> SentimentReading? {
    guard let makeSentiment else { return nil }
    return try await services.pool.run { makeSentiment(served.engine).reading(of: message) }
  }

  private func ask(
    _ turn: ChatTurn, _ reading: SentimentReading?, _ served: ServedBundles,
    _ continuation: AsyncStream<ChatEvent>.Continuation
  ) async throws -> Reply {
    let request = AgentRequest(
      turn.message, history: turn.history, options: turn.options, user: turn.user, session: turn.session,
      reading: reading)
    let keys = try await providerKeys(of: turn.user)
    for await event in makeAgent(served.engine, keys).events(for: request) {
      switch event {
      case .done(let reply): return reply
      case .usage(let charge): count(charge)
      case .modelFailed(let error, let model):
        services.metrics.count(
          "almanac_model_requests_total",
          [("provider", error.provider), ("model", model), ("outcome", error.kind.rawValue)])
      default: break
      }
      continuation.yield(.agent(event))
    }
    throw CancellationError()
  }

  private func count(_ charge: ModelCharge) {
    let labels = [("provider", charge.provider), ("model", charge.model)]
    let metrics = services.metrics
    metrics.count("almanac_model_requests_total", labels + [("outcome", "ok")])
    metrics.count("almanac_model_tokens_total", labels + [("direction", "in")], by: Double(charge.usage.input))
    metrics.count("almanac_model_tokens_total", labels + [("direction", "out")], by: Double(charge.usage.output))
    metrics.count("almanac_model_cost_total", labels, by: charge.cost)
  }

  /// The answer to a question that stands alone, with its citations: what MCP's tool gives.
  @Sendable func ask(_ question: String) async throws -> (String, JSONValue) {
    let options = AgentOptions(timeLimit: services.settings.listener.chatTimeout)
    let turn = ChatTurn(
      message: question, session: nil, history: [], options: options, user: nil, owner: ConversationStore.localOwner,
      request: "mcp")
    for await event in events(for: turn) {
      switch event {
      case .done(_, let reply): return (reply.text, .array(reply.citations.map(\.json)))
      case .failed(let error): throw error
      case .session, .agent: continue
      }
    }
    throw CancellationError()
  }
}
