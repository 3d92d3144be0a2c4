package import Common
package import LanguageModels

/// `sentiment_analysis`: how a text feels.
package struct SentimentTool: AgentTool {
  private let reader: any SentimentReader

  package init(_ reader: any SentimentReader) { self.reader = reader }

  package var primaryArgument: String { "text" }
  package var reach: ToolReach { .bundle }

  package var definition: ToolDefinition {
    ToolDefinition(
      name: "sentiment_analysis",
      summary: "Tell the sentiment (positive, neutral, negative) and the emotion of a text.",
      parameters: [
        "type": "object",
        "properties": ["text": ["type": "string", "minLength": 1, "maxLength": 5_000, "description": "The text."]],
        "required": ["text"], "additionalProperties": false,
      ])
  }

  package func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult {
    let text = arguments["text"]?.string ?? context.message
    let reader = reader
    let reading = try await onThreadPool { reader.reading(of: text) }
    let percent = Int((reading.confidence * 100).rounded())
    let words = "The sentiment is \(reading.label) (\(percent) % confident) and the emotion is \(reading.emotion)."
    return ToolResult(summary: "\(reading.label), \(reading.emotion)", note: words, statements: [.init(words)])
  }
}
