internal import Agent
internal import ChatServer
internal import Common
internal import Conversations
internal import LanguageModels
internal import Retrieval
internal import Storage
internal import Synchronization

/// Makes what answers messages over bundles: the providers of the settings, with memory and usage in the database where
/// there is one.
final class AgentMaker: Sendable {
  /// The providers of the settings, without anybody's own keys.
  let router: ModelRouter
  private let settings: ModelSettings
  private let configuration: AgentConfiguration
  private let services: AgentServices
  private let toolServers: ToolServers
  /// Routers of people who brought their own keys, by those keys' digest: what is known of a provider's health outlives a
  /// message.
  private let personal = Mutex<[Digest: ModelRouter]>([:])

  private static let personalLimit = 1_000

  /// Starts the tool servers of the settings.
  ///
  /// - Parameters:
  ///   - file: the configuration, for messages.
  ///   - warn: told what is missing but not needed: tool servers that do not start.
  /// - Throws: `DiagnosticsError` for settings that make no provider.
  init(
    _ whole: QueryConfiguration, file: String = "models", store: ConversationStore?, warn: (String) -> Void
  ) throws {
    let settings = whole.models
    let (providers, diagnostics) = settings.made(file: file, environment: environmentVariable)
    if diagnostics.hasErrors { throw DiagnosticsError(diagnostics) }
    self.settings = settings
    configuration = whole.agent
    let servers = whole.agent.toolServers
    toolServers = blocking { await ToolServers.started(servers, environment: { environmentVariable($0) }) }
    for notice in toolServers.notices { warn(notice) }
    var services = AgentServices(outsideTools: toolServers.tools)
    if let store {
      // The database is waited for on threads of its own.
      let pool = WorkPool(threads: 2, queue: 1_000)
      services.users = StoredMemory(store: store, pool: pool)
      router = ModelRouter(
        providers: Self.withOffline(providers, settings), policy: settings.policy,
        usage: StoredUsage(store: store, pool: pool))
    } else {
      router = ModelRouter(providers: Self.withOffline(providers, settings), policy: settings.policy)
    }
    self.services = services
  }

  /// What is known of people.
  var memory: any UserMemoryStore { services.users }

  /// Ends the tool servers.
  func close() {
    let toolServers = toolServers
    blocking { await toolServers.stop() }
  }

  /// - Parameter keys: the caller's own keys, by the provider's name; they take the place of the server's.
  func agent(_ engine: SearchEngine, keys: [String: String] = [:]) -> AgentRuntime {
    var services = services
    services.sentiment = BundleSentiment(engine: engine)
    return AgentRuntime(
      engine: engine, router: router(keys: keys), configuration: configuration, services: services)
  }

  private func router(keys: [String: String]) -> ModelRouter {
    let own = settings.providers.map(\.name).filter { keys[$0] != nil }
    guard !own.isEmpty else { return router }
    let digest = Digest(hashing: own.flatMap { Array("\($0)\u{0}\(keys[$0] ?? "")\u{0}".utf8) })
    if let known = personal.withLock({ $0[digest] }) { return known }
    var settings = settings
    for index in settings.providers.indices where keys[settings.providers[index].name] != nil {
      settings.providers[index].keyFile = nil
      settings.providers[index].keyVariable = Self.ownKey + settings.providers[index].name
      // The server's daily limit is not for what others pay.
      settings.providers[index].dailyCost = nil
      settings.providers[index].dailyTokens = nil
    }
    let (providers, _) = settings.made(file: "models") { name in
      name.hasPrefix(Self.ownKey) ? keys[String(name.dropFirst(Self.ownKey.count))] : environmentVariable(name)
    }
    let made = ModelRouter(providers: Self.withOffline(providers, settings), policy: settings.policy)
    personal.withLock {
      if $0.count >= Self.personalLimit { $0.removeAll() }
      $0[digest] = made
    }
    return made
  }

  /// What stands before a provider's name where its key is the caller's; no environment variable has a space.
  private static let ownKey = "own key of "

  private static func withOffline(
    _ providers: [any LanguageModelProvider], _ settings: ModelSettings
  ) -> [any LanguageModelProvider] {
    providers + (settings.fallsBackOffline || providers.isEmpty ? [OfflineModel()] : [])
  }
}
