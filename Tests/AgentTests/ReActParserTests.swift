import Agent
import Common
import Testing

@Suite struct ReActParserTests {
  private func parsed(_ text: String, pieces size: Int = .max) -> (outcome: ReActParser.Outcome, answer: String) {
    var parser = ReActParser()
    var answer = ""
    var rest = Array(text)[...]
    while !rest.isEmpty {
      answer += parser.append(String(rest.prefix(size)))
      rest = rest.dropFirst(min(size, rest.count))
    }
    let (outcome, tail) = parser.finish()
    return (outcome, answer + tail)
  }

  static let calls: [(String, String, String, JSONValue)] = [
    ("Thought: look\nAction: search\nAction Input: {\"q\": \"x\"}", "look", "search", ["q": "x"]),
    ("thought : look\n**Action:** search\n**Action Input:** {'q': 'x'}", "look", "search", ["q": "x"]),
    ("Thought: look\nAction: search\nAction Input:\n```json\n{\"q\": \"x\"}\n```", "look", "search", ["q": "x"]),
    ("Action: search(\"x y\")", "", "search", "x y"),
    ("Action: search[x y]\nObservation: made up", "", "search", "x y"),
    ("Action: use the `rag_search` tool\nAction Input: x", "", "rag_search", "x"),
    ("I should look.\nAction: search\nAction Input: \"x\"", "I should look.", "search", "x"),
    (
      "Thought: a\nAction: search\nAction Input: {\"q\": \"x\"} and then\nObservation: y\nFinal Answer: z", "a",
      "search", ["q": "x"]
    ),
    ("Action 1: search\nAction Input 1: x", "", "search", "x"),
    ("Action: search\nAction Input: {\"q\":\n  \"x\"\n}", "", "search", ["q": "x"]),
    ("Action: search\nAction Input: {broken", "", "search", "{broken"),
    ("Action: search", "", "search", ""),
  ]

  @Test(arguments: calls)
  func `Actions are read whatever their form`(text: String, thought: String, name: String, input: JSONValue) {
    for size in [1, 4, .max] {
      let (outcome, answer) = parsed(text, pieces: size)
      #expect(outcome == .call(thought: thought, name: name, input: input))
      #expect(answer == "")
    }
  }

  static let answers: [(String, String)] = [
    ("Thought: I know\nFinal Answer: It is so.\nAnd so.", "It is so.\nAnd so."),
    ("**Final Answer:** It is so [1].", "It is so [1]."),
    ("final answer: It is so.\nObservation: made up", "It is so."),
    ("Final Answer: It is so.\nThought: more\nAction: search", "It is so."),
    ("It is so.", "It is so."), ("Thought: It is so.", "It is so."),
    ("Action: None\nAction Input: It is so.", "It is so."),
    ("Final Answer: Thoughtful\nThoughts differ", "Thoughtful\nThoughts differ"),
  ]

  @Test(arguments: answers) func `Answers are read whatever their form`(text: String, expected: String) {
    for size in [1, 3, .max] {
      let (outcome, answer) = parsed(text, pieces: size)
      guard case .answer = outcome else {
        Issue.record("no answer: \(outcome)")
        continue
      }
      #expect(answer == expected)
    }
  }

  @Test func `A final answer streams before it ends`() {
    var parser = ReActParser()
    #expect(parser.append("Thought: x\nFinal Answer: One") == "One")
    #expect(parser.append(" two\nO") == " two")
    #expect(parser.append("ther") == "\nOther")
  }
}
