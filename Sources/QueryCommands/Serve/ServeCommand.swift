internal import Agent
package import ArgumentParser
internal import ChatServer
internal import Common
internal import Conversations
internal import LanguageModels
internal import Logging
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq serve`: the HTTP API, the chat page and MCP over bundles.
package struct ServeCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve bundles over HTTP: API, chat page, MCP.",
    discussion: """
      A bundle may be a folder of versions with a link called current. A new version is opened beside the old one and \
      takes its place without a failed request; SIGHUP looks at once. SIGTERM lets open requests finish.
      """)

  @Argument(help: "Bundles, or folders of versions.")
  var bundles: [String]

  @Option(help: ArgumentHelp("Where to listen; server.listen.", valueName: "address:port"))
  var listen: String?

  @Option(help: ArgumentHelp("Where conversations are kept; store.url.", valueName: "file or URL"))
  var store: String?

  @Option(help: ArgumentHelp("A folder for uploads; inbox.path.", valueName: "folder"))
  var inbox: String?

  @Option(help: ArgumentHelp("A packed model or a model's folder, for bundles without one.", valueName: "path"))
  var model: String?

  @OptionGroup var configuration: ConfigurationOptions

  package init() {}

  package func run() throws {
    var further: [String] = []
    if let listen { further.append("server.listen=\(listen)") }
    if let store { further.append("store.url=\(store)") }
    if let inbox { further.append("inbox.path=\(inbox)") }
    let configuration = try configuration.load(further)
    let settings = configuration.server
    let store = try openStore(settings.store)
    let logger = makeLogger(settings.logging)
    let (bundles, model) = (bundles, model)
    let agent = try makeAgent(configuration.models, store: store)
    try blocking {
      let server = try await ChatServer(
        bundles: bundles, model: model, settings: settings, store: store, agent: agent,
        version: ProgramVersion.current, logger: logger)
      try await server.run { port in
        logger.notice(
          "ready", metadata: ["address": .string(settings.listener.listen), "port": .stringConvertible(port)])
      }
      logger.notice("stopped")
    }
  }
}

/// Makes what answers messages: the providers of the settings, with memory and usage in the database where there is one.
func makeAgent(
  _ settings: ModelSettings, store: ConversationStore?
) throws -> @Sendable (SearchEngine) -> AgentRuntime {
  let (providers, diagnostics) = settings.made(file: "models", environment: environmentVariable)
  if diagnostics.hasErrors { throw DiagnosticsError(diagnostics) }
  let all = providers + (settings.fallsBackOffline || providers.isEmpty ? [OfflineModel()] : [])
  guard let store else {
    let router = ModelRouter(providers: all, policy: settings.policy)
    return { AgentRuntime(engine: $0, router: router) }
  }
  // The database is waited for on threads of its own.
  let pool = WorkPool(threads: 2, queue: 1_000)
  let router = ModelRouter(
    providers: all, policy: settings.policy, usage: StoredUsage(store: store, pool: pool))
  let services = AgentServices(users: StoredMemory(store: store, pool: pool))
  return { AgentRuntime(engine: $0, router: router, services: services) }
}

/// The logger of a server, on standard error.
func makeLogger(_ settings: LoggingSettings) -> Logger {
  let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
  return Logger(label: "kbq") { label in
    LineLogHandler(label: label, level: level, isJSON: settings.format == .json)
  }
}
