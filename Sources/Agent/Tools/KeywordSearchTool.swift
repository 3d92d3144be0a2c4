package import Common
package import LanguageModels
package import Retrieval

/// `keyword_search`: passages by their words alone, for when the search that also compares meaning has failed.
package struct KeywordSearchTool: AgentTool {
  private let engine: SearchEngine

  package init(_ engine: SearchEngine) { self.engine = engine }

  package var primaryArgument: String { "query" }
  package var reach: ToolReach { .bundle }

  package var definition: ToolDefinition {
    ToolDefinition(
      name: "keyword_search", summary: "Find passages by their words.",
      parameters: ["type": "object", "properties": ["query": ["type": "string"]], "required": ["query"]])
  }

  package func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult {
    let query = arguments["query"]?.string ?? context.message
    return try await onThreadPool {
      let options = SearchOptions(mode: .keyword, limit: 5, filter: context.filter)
      let hits = try engine.search(query, options)
      var result = ToolResult(
        summary: hits.count == 1 ? "1 passage" : "\(hits.count) passages", note: "Found by keywords only.",
        passages: hits.map(Citation.init), isAnswered: !hits.isEmpty)
      for (index, hit) in hits.prefix(2).enumerated() {
        let snippet = try engine.snippet(of: hit, query: query)
        result.statements.append(.init("“\(snippet.text.withoutMarks)”", passage: index))
      }
      return result
    }
  }
}
