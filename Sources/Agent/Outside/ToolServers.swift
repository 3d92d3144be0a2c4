package import LanguageModels

/// The tool servers of a configuration, and the tools that they have.
package struct ToolServers: Sendable {
  /// In the order of the configuration.
  package let tools: [any AgentTool]
  /// What people should know: servers that are not there, and why.
  package let notices: [String]
  private let servers: [ToolServer]

  /// Starts or greets all servers at the same time; one that fails costs its tools and a notice.
  package static func started(
    _ settings: [ToolServerSettings], environment: @escaping @Sendable (String) -> String?, time: TimeSource = .system
  ) async -> ToolServers {
    let servers = settings.map { ToolServer($0, environment: environment, time: time) }
    let starts = servers.map { server in Task { try await server.definitions() } }
    var tools: [any AgentTool] = []
    var notices: [String] = []
    for (server, start) in zip(servers, starts) {
      do {
        for tool in try await start.value.map({ OutsideTool($0, of: server) }) {
          if tools.contains(where: { $0.definition.name == tool.definition.name }) {
            notices.append("two tools are called \(tool.definition.name); the first one is used")
          } else {
            tools.append(tool)
          }
        }
      } catch {
        notices.append("\(error)")
      }
    }
    return ToolServers(tools: tools, notices: notices, servers: servers)
  }

  /// Ends the servers that were started, and the sessions with the others; all are over when this returns.
  package func stop() async {
    await withTaskGroup(of: Void.self) { group in
      for server in servers { group.addTask { await server.stop() } }
    }
  }
}
