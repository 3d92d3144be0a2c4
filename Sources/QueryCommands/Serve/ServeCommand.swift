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
    let agents = try AgentMaker(configuration, store: store) { logger.warning("\($0)") }
    defer { agents.close() }
    try blocking {
      let server = try await ChatServer(
        bundles: bundles, model: model, settings: settings, store: store,
        agent: { agents.agent($0, keys: $1) }, sentiment: { BundleSentiment(engine: $0) },
        providers: { await agents.router.statuses() }, currency: agents.router.policy.prices.currency,
        version: ProgramVersion.current, logger: logger)
      try await server.run { port in
        logger.notice(
          "ready", metadata: ["address": .string(settings.listener.listen), "port": .stringConvertible(port)])
      }
      logger.notice("stopped")
    }
  }
}

/// The logger of a server, on standard error.
func makeLogger(_ settings: LoggingSettings) -> Logger {
  let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
  return Logger(label: "kbq") { label in
    LineLogHandler(label: label, level: level, isJSON: settings.format == .json)
  }
}
