import Agent
import Common
import Testing

@Suite struct SchemaCheckTests {
  private func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  private func checked(_ text: String) throws -> JSONValue {
    let schema = try parsed(
      #"""
      {"type": "object", "properties": {"query": {"type": "string", "minLength": 1, "maxLength": 5},
      "page": {"type": "integer", "minimum": 1, "maximum": 9}, "kind": {"type": "string", "enum": ["a", "b"]},
      "parts": {"type": "array", "maxItems": 2, "items": {"type": "string"}}, "all": {"type": "boolean"}},
      "required": ["query"], "additionalProperties": false}
      """#)
    return try SchemaCheck.checked(parsed(text), schema)
  }

  @Test(arguments: [
    (#"{"query": "x"}"#, #"{"query": "x"}"#),
    (#"{"query": "x", "page": "3", "all": "true"}"#, #"{"query": "x", "page": 3, "all": true}"#),
    (#"{"query": 7, "page": 3.0}"#, #"{"query": "7", "page": 3}"#),
    (#"{"query": "x", "parts": "one"}"#, #"{"query": "x", "parts": ["one"]}"#),
    (#"{"query": "x", "page": null}"#, #"{"query": "x"}"#),
  ])
  func `What plainly means the right thing is put right`(text: String, expected: String) throws {
    #expect(try checked(text) == parsed(expected))
  }

  @Test(arguments: [
    ("[]", "the arguments must be a JSON object, not a list"), ("{}", "`query` is missing"),
    (#"{"query": "x", "page": 0}"#, "`page` must be at least 1"),
    (#"{"query": "x", "page": 99}"#, "`page` must be at most 9"),
    (#"{"query": "x", "page": "three"}"#, "`page` must be a whole number, not a text"),
    (#"{"query": ""}"#, "`query` is empty"), (#"{"query": "123456"}"#, "`query` must have at most 5 characters"),
    (#"{"query": "x", "kind": "c"}"#, "`kind` must be one of a, b"),
    (#"{"query": "x", "parts": ["a", "b", "c"]}"#, "`parts` must have at most 2 elements"),
    (#"{"query": "x", "parts": [1, ["a"]]}"#, "`parts[1]` must be a text, not a list"),
    (#"{"query": "x", "query": "y"}"#, "`query` is given twice"),
    (#"{"query": "x", "other": 1}"#, "`other` is unknown; use `query`, `page`, `kind`, `parts`, `all`"),
    (#"{"query": null}"#, "`query` must be a text, not null"),
    (#""words""#, "the arguments must be a JSON object, not a text"),
  ])
  func `What is wrong is said`(text: String, reason: String) {
    #expect(throws: SchemaCheck.Problems(reasons: [reason])) { try checked(text) }
  }
}
