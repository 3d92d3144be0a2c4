package import ArgumentParser
internal import ChatServer
internal import Common
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq mcp`: the Model Context Protocol on standard input and output, for programs that start their servers.
package struct MCPCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve bundles to a program that speaks MCP, on standard input and output.",
    discussion: "Messages are lines of JSON. Nothing else is written to standard output.")

  @Argument(help: "Bundles, or folders of versions.")
  var bundles: [String]

  @Option(help: ArgumentHelp("A packed model or a model's folder, for bundles without one.", valueName: "path"))
  var model: String?

  package init() {}

  package func run() throws {
    let catalog = try BundleCatalog(paths: bundles, model: model)
    let server = MCPServer(
      tools: MCPTools(catalog: catalog, pool: WorkPool(threads: 2, queue: 64), ask: MCPTools.quoting(catalog)),
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
}
