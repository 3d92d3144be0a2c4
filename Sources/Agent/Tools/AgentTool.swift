package import Common
package import LanguageModels
package import Retrieval

/// Something that the agent can do while it answers.
package protocol AgentTool: Sendable {
  var definition: ToolDefinition { get }
  /// The argument that a bare text stands for, as models that write ReAct text often give it.
  var primaryArgument: String { get }
  /// What the tool can reach; policy decides by it.
  var reach: ToolReach { get }

  /// Runs the tool.
  ///
  /// - Parameter arguments: an object that the definition's schema accepts.
  /// - Throws: `ToolError`; whatever else is thrown is told as a failure of the tool.
  func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult
}

/// What a tool can reach.
package enum ToolReach: Equatable, Sendable {
  /// It reads the bundle and nothing else: safe at any time and in parallel.
  case bundle
  /// It leaves the process, so its arguments may carry something out.
  ///
  /// - Parameter afterQuotes: whether the operator allows it after retrieved text has been shown to the model.
  case outside(afterQuotes: Bool)
}

/// What a tool may know of the message that it runs for.
package struct ToolContext: Sendable {
  /// The user's message.
  package var message: String
  /// The documents that may be seen.
  package var filter: DocumentFilter

  package init(message: String, filter: DocumentFilter = DocumentFilter()) {
    self.message = message
    self.filter = filter
  }
}

/// What a tool gives back. Everything but `note` is quoted data: whoever wrote a document wrote it.
package struct ToolResult: Equatable, Sendable {
  /// A piece of an answer that needs no model: words, and the passage that they come from.
  package struct Statement: Equatable, Sendable {
    package var text: String
    /// The index of a passage of this result; `nil` for the tool's own words.
    package var passage: Int?

    package init(_ text: String, passage: Int? = nil) {
      self.text = text
      self.passage = passage
    }
  }

  /// One line for people and logs: `5 passages`.
  package var summary: String
  /// The tool's own words to the model.
  package var note: String
  /// Passages that an answer may cite; their numbers are given by the loop.
  package var passages: [Citation]
  /// Other data: lists, the output of outside tools.
  package var data: String
  /// The answer where no model words one, a paragraph each.
  package var statements: [Statement]
  /// How likely the passages answer the question, 0…1; `nil` where that was not asked.
  package var confidence: Double?
  /// Whether the bundle has an answer; `false` is an answer too.
  package var isAnswered: Bool
  /// For people, when there is no answer: the sections that come nearest to the question.
  package var nearest: [String]

  package init(
    summary: String, note: String = "", passages: [Citation] = [], data: String = "", statements: [Statement] = [],
    confidence: Double? = nil, isAnswered: Bool = true, nearest: [String] = []
  ) {
    self.summary = summary
    self.note = note
    self.passages = passages
    self.data = data
    self.statements = statements
    self.confidence = confidence
    self.isAnswered = isAnswered
    self.nearest = nearest
  }
}

/// Why a tool gave nothing.
package struct ToolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// In one clause, for the model and for people, with the remedy where there is one.
  package var reason: String
  /// What somebody else says of it: data for the model like any document.
  package var quote: String

  package init(_ reason: String, quote: String = "") {
    self.reason = reason
    self.quote = quote
  }

  package var description: String {
    let words = quote.split { $0.isWhitespace }.joined(separator: " ")
    return words.isEmpty ? reason : "\(reason): \(words)"
  }
}
