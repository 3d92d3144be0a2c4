internal import Common
package import LanguageModels

/// The tools of one agent, by name, in the order in which models see them.
package struct ToolSet: Sendable {
  package let tools: [any AgentTool]
  /// Tools that only the loop calls, when another one has failed.
  package let fallbacks: [any AgentTool]

  package init(_ tools: [any AgentTool], fallbacks: [any AgentTool] = []) {
    self.tools = tools
    self.fallbacks = fallbacks
  }

  package subscript(name: String) -> (any AgentTool)? {
    tools.first { $0.definition.name == name } ?? fallbacks.first { $0.definition.name == name }
  }

  /// The tool that a model may have meant: names differ in case, dashes and spaces.
  package func resolved(_ name: String) -> (any AgentTool)? {
    func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
    return tools.first { $0.definition.name == name } ?? tools.first { plain($0.definition.name) == plain(name) }
  }

  package var definitions: [ToolDefinition] { tools.map(\.definition) }
  /// Whether there is a tool that must not run once retrieved text has been read.
  package var holdsBackAfterQuotes: Bool { tools.contains { $0.reach == .outside(afterQuotes: false) } }
  package var names: [String] { tools.map(\.definition.name) }

  /// What stands in for a call that failed: search falls to keywords, a document that is not found to the list of all.
  package func alternative(to call: PlannedCall) -> PlannedCall? {
    switch call.tool {
    case "rag_search", "web_search":
      guard let query = call.arguments["query"], self["keyword_search"] != nil else { return nil }
      return PlannedCall(id: call.id, tool: "keyword_search", arguments: ["query": query], isSafe: true)
    case "document_search" where call.arguments["action"]?.string != "list":
      return PlannedCall(id: call.id, tool: "document_search", arguments: ["action": "list"], isSafe: true)
    default: return nil
    }
  }
}
