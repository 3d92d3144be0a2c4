internal import BundleFormat
internal import Common
package import LanguageModels
package import Retrieval

/// Answers messages over a set of bundles: the one entry of everything that chats (`kbq chat`, the HTTP API, MCP).
///
/// A value that shares its router, its memory and its outside tools; the rest is made from the bundles. Make a new one when the bundles are
/// replaced: messages that are being answered finish with the old one.
package struct AgentRuntime: Sendable {
  private let engine: SearchEngine
  private let router: ModelRouter
  private let configuration: AgentConfiguration
  private let services: AgentServices
  private let tools: ToolSet

  /// - Parameters:
  ///   - engine: the bundles.
  ///   - router: the providers; by default the offline one alone.
  ///   - services: what outlives a message.
  package init(
    engine: SearchEngine, router: ModelRouter = ModelRouter(providers: [OfflineModel()]),
    configuration: AgentConfiguration = AgentConfiguration(), services: AgentServices = AgentServices()
  ) {
    self.engine = engine
    self.router = router
    self.configuration = configuration
    self.services = services
    var tools: [any AgentTool] = [
      PassageSearchTool(engine), DocumentSearchTool(engine), PassageSearchTool(engine, scope: .web),
      KnowledgeBaseTool(engine),
    ]
    if let reader = services.sentiment { tools.append(SentimentTool(reader)) }
    self.tools = ToolSet(
      tools.filter { !configuration.policy.disabled.contains($0.definition.name) } + services.outsideTools,
      fallbacks: [KeywordSearchTool(engine)])
  }

  /// Answers a message; ending the iteration ends the work.
  package func events(for request: AgentRequest) -> AsyncStream<AgentEvent> {
    AsyncStream { continuation in
      let task = Task {
        await answer(request) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// The reply alone.
  package func reply(to request: AgentRequest) async -> Reply {
    for await event in events(for: request) {
      if case .done(let reply) = event { return reply }
    }
    return Reply(text: "The work was stopped.", outcome: .failed, provider: OfflineModel.name, model: "")
  }
}

/// What the agent uses besides bundles and models; shared by all messages.
package struct AgentServices: Sendable {
  package var users: any UserMemoryStore
  package var shortTerm: ShortTermMemory
  package var sentiment: (any SentimentReader)?
  /// Tools of MCP servers.
  package var outsideTools: [any AgentTool]
  package var time: TimeSource

  package init(
    users: any UserMemoryStore = TransientUserMemoryStore(), shortTerm: ShortTermMemory = ShortTermMemory(),
    sentiment: (any SentimentReader)? = nil, outsideTools: [any AgentTool] = [], time: TimeSource = .system
  ) {
    self.users = users
    self.shortTerm = shortTerm
    self.sentiment = sentiment
    self.outsideTools = outsideTools
    self.time = time
  }
}

// MARK: One message

extension AgentRuntime {
  private func answer(_ request: AgentRequest, _ emit: @escaping @Sendable (AgentEvent) -> Void) async {
    let start = services.time.elapsed()
    var limits = configuration.limits
    if let time = request.options.timeLimit { limits.time = min(time, limits.time) }
    if let tokens = request.options.tokenBudget { limits.tokens = min(tokens, limits.tokens) }
    let remembered = await remembered(request, emit)
    let window = ConversationWindow(request.history, tokens: limits.historyTokens)
    let options = request.options
    // Titles and names are the documents' words. Where a tool must not run after those were read, they are not shown first.
    let recent = tools.holdsBackAfterQuotes ? [] : await services.shortTerm.lines(of: request.session)
    let instructions = Instructions(
      bundles: bundleNames, tone: remembered.tone, facts: remembered.facts,
      interests: tools.holdsBackAfterQuotes ? [] : remembered.interests, summary: window.summary, recent: recent)
    let firstStyle = router.candidates(preferring: options.provider, task: options.task ?? .factual).first?.toolStyle
    let setup = AgentLoop.Setup(
      message: request.message,
      query: FollowUp.standalone(
        request.message, history: request.history.filter { $0.role == .user }.map(\.text)),
      instructions: instructions, history: window.messages, tools: tools, policy: configuration.policy, limits: limits,
      firstStyle: firstStyle ?? .native, temperature: options.temperature)
    let context = ToolContext(message: request.message, filter: options.filter)
    let shell = LoopShell(router: router, tools: tools, context: context, options: options, services: services)
    guard var reply = await shell.run(setup, emit) else { return }
    reply.milliseconds = (services.time.elapsed() - start).wholeMilliseconds
    await remember(request, reply)
    emit(.done(reply))
  }

  /// A bundle that cannot tell its name is called by its file.
  private var bundleNames: [String] {
    engine.bundles.map { bundle in
      do {
        return try bundle.record.name
      } catch {
        return bundle.path
      }
    }
  }
}

// MARK: Memory

extension AgentRuntime {
  private struct Remembered {
    var tone = Tone.neutral
    var facts: [String] = []
    var interests: [String] = []
  }

  private func remembered(_ request: AgentRequest, _ emit: @Sendable (AgentEvent) -> Void) async -> Remembered {
    var remembered = Remembered()
    var profile = UserProfile()
    if let user = request.user, configuration.memory.remembersUsers {
      do {
        let memory = try await services.users.memory(of: user)
        remembered.facts = UserFacts.relevant(memory.facts, to: request.message)
        remembered.interests = memory.profile.interests.prefix(3).map(\.subject)
        profile = memory.profile
      } catch {
        emit(.notice("What is known of you could not be read: \(error)"))
      }
    }
    if let tone = request.options.tone {
      remembered.tone = tone
    } else if configuration.memory.adaptsTone {
      let reading = await reading(of: request)
      remembered.tone = ToneChoice.tone(for: request.message, reading: reading, profile: profile)
    }
    return remembered
  }

  /// How a message feels; away from the threads that serve streams, for an encoder takes part.
  private func reading(of request: AgentRequest) async -> SentimentReading? {
    if let reading = request.reading { return reading }
    guard let sentiment = services.sentiment else { return nil }
    let message = request.message
    do {
      return try await onThreadPool { sentiment.reading(of: message) }
    } catch {
      // The process is ending; the tone is the least of it.
      return nil
    }
  }

  private func remember(_ request: AgentRequest, _ reply: Reply) async {
    await services.shortTerm.note(reply, message: request.message, session: request.session)
    guard let user = request.user, configuration.memory.remembersUsers else { return }
    do {
      let known = try await services.users.memory(of: user)
      let next = UserFacts.updated(known, message: request.message, reply: reply, limit: configuration.memory.factLimit)
      if next != known { try await services.users.setMemory(next, of: user) }
    } catch {
      // The answer stands; what could not be remembered is asked again.
    }
  }
}
