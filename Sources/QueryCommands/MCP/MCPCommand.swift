internal import Agent
package import ArgumentParser
internal import ChatServer
internal import Common
internal import LanguageModels
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq mcp`: the Model Context Protocol on standard input and output, for programs that start their servers.
package struct MCPCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve bundles to a program that speaks MCP, on standard input and output.",
    discussion: """
      Messages are lines of JSON; nothing else is written to standard output. The tool ask quotes the bundles, or has the \
      language models of the configuration answer where it names some.
      """)

  @Argument(help: "Bundles, or folders of versions.")
  var bundles: [String]

  @Option(help: ArgumentHelp("A packed model or a model's folder, for bundles without one.", valueName: "path"))
  var model: String?

  @OptionGroup var configuration: ConfigurationOptions

  package init() {}

  package func run() throws {
    let settings = try configuration.load()
    let catalog = try BundleCatalog(paths: bundles, model: model)
    let agents = try agents(settings)
    let signals = agents.map { agents in EndingSignals(takesInterrupts: true) { agents.close() } }
    defer {
      agents?.close()
      signals?.cancel()
    }
    let server = MCPServer(
      tools: MCPTools(
        catalog: catalog, pool: WorkPool(threads: 2, queue: 64),
        ask: agents.map { Self.answering(catalog, $0) } ?? MCPTools.quoting(catalog)),
      resources: MCPResources(catalog: catalog, pool: WorkPool(threads: 2, queue: 64)),
      programVersion: ProgramVersion.current)
    while let line = readLine() {
      let bytes = Array(line.utf8)
      guard bytes.contains(where: { $0 > 32 }) else { continue }
      let answer = try blocking { () -> JSONValue? in
        do {
          return await server.respond(to: try JSONValue(parsing: bytes))
        } catch let error as JSONError {
          return MCPServer.unreadable(error)
        }
      }
      if let answer { try StandardStream.output.write(answer.serialized() + [UInt8(ascii: "\n")]) }
    }
  }

  /// What has language models answer; `nil` where none is configured.
  private func agents(_ settings: QueryConfiguration) throws -> AgentMaker? {
    guard !settings.models.providers.isEmpty else { return nil }
    var notices: [String] = []
    let agents = try AgentMaker(
      settings, file: configuration.file ?? "models", store: try openStore(settings.server.store)
    ) { notices.append($0) }
    for notice in notices { try StandardStream.errors.write("note: \(notice.printable)\n") }
    return agents
  }

  private static func answering(
    _ catalog: BundleCatalog, _ agents: AgentMaker
  ) -> @Sendable (String) async throws -> (String, JSONValue) {
    { question in
      let reply = await agents.agent(catalog.current.engine).reply(to: AgentRequest(question))
      return (reply.text, .array(reply.citations.map(\.json)))
    }
  }
}
