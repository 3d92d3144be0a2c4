internal import Common
package import LanguageModels

/// Chooses a tool by the words of a message, where no model can choose.
package enum ToolSelector {
  private static let keywords: [(tool: String, words: [String])] = [
    (
      "document_search",
      [
        "cv", "resume", "pdf", "docx", "document", "documents", "file", "files", "page", "summarize", "summarise",
        "summary",
      ]
    ),
    ("sentiment_analysis", ["sentiment", "feel", "feeling", "feelings", "emotion", "emotions", "mood", "tone"]),
    ("knowledge_base", ["policy", "policies", "procedure", "procedures", "faq", "faqs", "guideline", "guidelines"]),
    ("web_search", ["website", "websites", "webpage", "online", "internet", "url"]),
    ("rag_search", ["search", "find", "information", "about", "what", "how", "why", "when", "where", "who", "which"]),
  ]

  /// How well each tool's keywords fit, in the order of the table.
  package static func scores(_ message: String) -> [(tool: String, score: Int)] {
    let words = Set(Words.lowercased(message))
    return keywords.map { entry in (entry.tool, entry.words.count { words.contains($0) }) }
  }

  /// The calls that suit `message` best, of tools that are there; empty without `rag_search` and any other that fits.
  ///
  /// Questions about everything the bundle says go to `rag_search`; the others need a word of theirs that is more than a
  /// question word, and a message of the kind that they are for.
  package static func calls(_ message: String, query: String, available: [String]) -> [ToolCall] {
    func call(_ name: String, _ arguments: JSONValue) -> [ToolCall] {
      [ToolCall(id: "selected_1", name: name, arguments: arguments)]
    }
    let counts = scores(message)
    func score(_ name: String) -> Int { available.contains(name) ? counts.first { $0.tool == name }?.score ?? 0 : 0 }
    if score("sentiment_analysis") > 0, let text = Words.quoted(message) {
      return call("sentiment_analysis", ["text": .string(text)])
    }
    if score("document_search") > 0, let arguments = documentArguments(message) {
      return call("document_search", arguments)
    }
    if score("knowledge_base") > 0, score("knowledge_base") >= score("web_search") {
      return call("knowledge_base", ["query": .string(query)])
    }
    if score("web_search") > 0 { return call("web_search", ["query": .string(query)]) }
    guard available.contains("rag_search") else {
      return available.contains("document_search") ? call("document_search", ["action": "list"]) : []
    }
    let parts = SubQuestions.split(query)
    guard parts.count > 1 else { return call("rag_search", ["query": .string(query)]) }
    return call(
      "rag_search", ["query": .string(query), "sub_questions": .array(parts.map(JSONValue.string))])
  }

  /// What `document_search` is to do, where the message asks for it: a list, a summary, a page.
  private static func documentArguments(_ message: String) -> JSONValue? {
    let words = Words.lowercased(message)
    let isAboutDocuments = words.contains { ["documents", "files", "document", "file"].contains($0) }
    if isAboutDocuments, words.contains(where: { ["list", "which", "what", "show", "all"].contains($0) }),
      words.count <= 9,
      words.contains(where: { ["documents", "files"].contains($0) })
    {
      return ["action": "list"]
    }
    let subject = words.filter { !fillers.contains($0) }.joined(separator: " ")
    guard !subject.isEmpty else { return isAboutDocuments ? ["action": "list"] : nil }
    if words.contains(where: { ["summarize", "summarise", "summary"].contains($0) }) {
      return ["action": "summarize", "query": .string(subject)]
    }
    if let place = words.firstIndex(of: "page"), place + 1 < words.count, let page = Int(words[place + 1]), page > 0 {
      let name = words.filter { !fillers.contains($0) && $0 != "page" && Int($0) == nil }.joined(separator: " ")
      if name.isEmpty { return nil }
      return ["action": "read", "query": .string(name), "page": .integer(page)]
    }
    if words.contains(where: { ["cv", "resume"].contains($0) }), words.count <= 6 {
      return ["action": "find", "query": .string(subject)]
    }
    return nil
  }

  private static let fillers: Set<String> = [
    "summarize", "summarise", "summary", "the", "a", "an", "of", "my", "me", "please", "document", "documents", "file",
    "files", "give", "read", "show", "open", "in", "from", "for", "can", "you", "could", "would", "pdf", "docx", "list",
    "all",
    "this", "that", "to", "is", "are", "what", "which", "about", "page",
  ]
}
