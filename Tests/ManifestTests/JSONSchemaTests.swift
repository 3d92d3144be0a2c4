import Common
import Manifest
import TestSupport
import Testing

/// The inputs are JSON, which is YAML as well, so that decoder and schema judge the same text.
@Suite struct JSONSchemaTests {
  @Test(arguments: [
    (#"{"almanac": 1, "name": "a", "sources": [{"files": "*.md"}]}"#, true),
    (#"{"almanac": 1, "name": "a", "version": 1.4, "language": "pt-BR", "sources": [{"files": ["a", "b"]}]}"#, true),
    (#"{"almanac": 2, "name": "a", "sources": [{"files": "*.md"}]}"#, false),
    (#"{"name": "a", "sources": [{"files": "*.md"}]}"#, false),
    (#"{"almanac": 1, "name": "A b", "sources": [{"files": "*.md"}]}"#, false),
    (#"{"almanac": 1, "name": "a", "language": "english language", "sources": [{"files": "*.md"}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": []}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"tags": "x"}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"files": "a", "qa": "b"}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"files": "a", "colour": "b"}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"files": "a", "exclude": ["b"], "password": {"env": "P"}}]}"#, true),
    (#"{"almanac": 1, "name": "a", "sources": [{"files": "a", "password": ["x", {"env": "1"}]}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"qa": "a", "exclude": ["b"]}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"qa": "a", "metadata": {"x": 1, "y": ["a", true]}}]}"#, true),
    (#"{"almanac": 1, "name": "a", "sources": [{"qa": "a", "metadata": {"x": {"y": 1}}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"qa": "a", "metadata": ["x"]}]}"#, false),
    (
      #"{"almanac": 1, "name": "a", "sources": [{"records": {"path": "a", "format": "csv", "text": ["a", "b"]}}]}"#,
      true
    ),
    (#"{"almanac": 1, "name": "a", "sources": [{"records": {"path": "a", "format": "xml"}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"records": {"id": "a"}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"web": {"start": "https://example.org", "delay": "1.5s"}}]}"#, true),
    (
      #"{"almanac": 1, "name": "a", "sources": [{"web": {"sitemap": ["https://example.org/s.xml"], "depth": 0}}]}"#,
      true
    ),
    (#"{"almanac": 1, "name": "a", "sources": [{"web": {"depth": 1}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"web": {"start": "ftp://example.org"}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"web": {"start": "https://e.org", "delay": 5}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"web": {"start": "https://e.org", "basic": {"user": "u"}}}]}"#, false),
    (#"{"almanac": 1, "name": "a", "sources": [{"web": {"start": "https://e.org", "headers": {"A": "b"}}}]}"#, true),
    (#"["text"]"#, false), (#""text""#, false),
  ])
  func theSchemaOfManifestsAgreesWithTheDecoder(_ input: String, _ isValid: Bool) throws {
    let instance = try JSONValue(parsing: Array(input.utf8))
    let diagnostics = CorpusManifest.decode(Array(input.utf8), file: "corpus.yaml").diagnostics
    #expect(diagnostics.hasErrors != isValid, "\(rendered(diagnostics))")
    #expect(SchemaCheck.accepts(instance, CorpusManifest.jsonSchema) == isValid)
  }

  @Test(arguments: [
    (#"{"almanac": 1}"#, true), (#"{}"#, false), (#"{"almanac": "1"}"#, false),
    (#"{"almanac": 1, "chunking": {"strategy": "fixed", "size": 100, "overlap": 0}}"#, true),
    (#"{"almanac": 1, "chunking": {"strategy": "other"}}"#, false),
    (#"{"almanac": 1, "chunking": {"size": 10}}"#, false), (#"{"almanac": 1, "chunking": {"size": 99.5}}"#, false),
    (#"{"almanac": 1, "encoder": {"max-tokens": 15}}"#, false), (#"{"almanac": 1, "encoder": {"prefix": ""}}"#, true),
    (#"{"almanac": 1, "encoder": {"prefix": "{title}{headings}!"}}"#, true),
    (#"{"almanac": 1, "encoder": {"prefix": "{titel}"}}"#, false),
    (#"{"almanac": 1, "encoder": {"prefix": "{"}}"#, false),
    (#"{"almanac": 1, "encoder": {"model": " "}}"#, false), (#"{"almanac": 1, "lexical": {"k1": 1.5, "b": 1}}"#, true),
    (#"{"almanac": 1, "lexical": {"b": 1.5}}"#, false), (#"{"almanac": 1, "lexical": {"b": "0.5"}}"#, false),
    (#"{"almanac": 1, "lexical": {"fields": {"title": -1}}}"#, false),
    (#"{"almanac": 1, "bundle": {"block": "64KiB", "sources": true}}"#, true),
    (#"{"almanac": 1, "bundle": {"block": "64 KiB"}}"#, true),
    (#"{"almanac": 1, "bundle": {"block": "64Kib"}}"#, false),
    (#"{"almanac": 1, "bundle": {"sources": "true"}}"#, false),
    (#"{"almanac": 1, "bundle": {"sources": null}}"#, false),
    (#"{"almanac": 1, "bundle": []}"#, false), (#"{"almanac": 1, "other": {}}"#, false),
  ])
  func theSchemaOfSpecsAgreesWithTheDecoder(_ input: String, _ isValid: Bool) throws {
    let instance = try JSONValue(parsing: Array(input.utf8))
    let diagnostics = BuildSpec.decode(Array(input.utf8), file: "spec.yaml").diagnostics
    #expect(diagnostics.hasErrors != isValid, "\(rendered(diagnostics))")
    #expect(SchemaCheck.accepts(instance, BuildSpec.jsonSchema) == isValid)
  }

  @Test func theResolvedDefaultsAreValid() {
    #expect(SchemaCheck.accepts(BuildSpec().resolved, BuildSpec.jsonSchema))
  }

  @Test(arguments: ["manifest", "spec", "questions"])
  func theSchemasAreKnown(_ name: String) {
    let schemas = [
      "manifest": CorpusManifest.jsonSchema, "spec": BuildSpec.jsonSchema, "questions": CuratedQuestion.jsonSchema,
    ]
    let text = String(decoding: (schemas[name] ?? .null).serialized(.indented), as: UTF8.self)
    #expect(text == Golden.expected(for: text, "Manifest/schema-\(name).json"))
  }
}

/// As much of JSON Schema 2020-12 as our schemas use; any other keyword fails.
enum SchemaCheck {
  private static let annotations = ["$schema", "$id", "title", "description", "default"]

  static func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
    (schema.members ?? []).allSatisfy { member in
      annotations.contains(member.name) || accepts(value, member.name, member.value, schema)
    }
  }

  private static func accepts(_ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ schema: JSONValue) -> Bool {
    switch keyword {
    case "type": return (rule.array ?? [rule]).contains { hasType(value, $0.string ?? "") }
    case "const": return value == rule
    case "enum": return (rule.array ?? []).contains(value)
    case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
    case "maximum": return value.number.map { $0 <= rule.number ?? 0 } ?? true
    case "pattern":
      guard let text = value.string, let regex = try? Regex(rule.string ?? "") else { return value.string == nil }
      return text.contains(regex)
    case "minItems": return value.array.map { $0.count >= rule.integer ?? 0 } ?? true
    case "items": return (value.array ?? []).allSatisfy { accepts($0, rule) }
    case "anyOf": return (rule.array ?? []).contains { accepts(value, $0) }
    case "oneOf": return (rule.array ?? []).filter { accepts(value, $0) }.count == 1
    case "required":
      return value.members == nil || (rule.array ?? []).allSatisfy { value[$0.string ?? ""] != nil }
    case "dependentRequired":
      return (rule.members ?? []).allSatisfy { member in
        value[member.name] == nil || (member.value.array ?? []).allSatisfy { value[$0.string ?? ""] != nil }
      }
    case "properties":
      return (value.members ?? []).allSatisfy { member in rule[member.name].map { accepts(member.value, $0) } ?? true }
    case "additionalProperties":
      return (value.members ?? []).allSatisfy { member in
        schema["properties"]?[member.name] != nil || (rule == false ? false : accepts(member.value, rule))
      }
    default: return false
    }
  }

  private static func hasType(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.integer, "integer"), (.integer, "number"), (.number, "number"),
      (.string, "string"), (.array, "array"), (.object, "object"):
      true
    default: false
    }
  }
}
