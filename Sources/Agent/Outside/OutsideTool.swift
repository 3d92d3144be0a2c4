package import Common
package import LanguageModels

/// A tool of a tool server. What it gives back is quoted data like any document.
package struct OutsideTool: AgentTool {
  package let definition: ToolDefinition
  private let tool: String
  private let server: ToolServer

  /// - Parameter original: as the server describes it.
  init(_ original: ToolDefinition, of server: ToolServer) {
    tool = original.name
    self.server = server
    let name = server.settings.name + "_" + original.name
    // What every provider takes for the name of a tool.
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }
    definition = ToolDefinition(
      name: String(plain.prefix(64)), summary: original.summary, parameters: original.parameters)
  }

  package var primaryArgument: String {
    definition.parameters["required"]?.array?.first?.string
      ?? definition.parameters["properties"]?.members?.first?.name ?? "input"
  }

  package var reach: ToolReach { .outside(afterQuotes: server.settings.runsAfterQuotes) }

  package func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult {
    let text = try await server.call(tool, arguments)
    return ToolResult(
      summary: text.isEmpty ? "nothing" : "\(text.utf8.count) bytes",
      note: text.isEmpty ? "The tool gave nothing back." : "The output of \(definition.name):", data: text,
      statements: text.isEmpty ? [] : [.init(String(text.prefix(2_000)))], isAnswered: !text.isEmpty)
  }
}
