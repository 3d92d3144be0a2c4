package import Common

/// The frame of a JSON Schema document.
package enum JSONSchema {
  package static func document(id: String, title: String, summary: String, _ schema: JSONValue) -> JSONValue {
    guard case .object(let members) = schema else { return schema }
    return .object(
      [
        JSONValue.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
        JSONValue.Member("$id", .string(id)), JSONValue.Member("title", .string(title)),
        JSONValue.Member("description", .string(summary)),
      ] + members)
  }
}

extension JSONValue {
  /// A number; whole ones are written without a fraction.
  package static func numeric(_ value: Double) -> JSONValue {
    Int(exactly: value).map { .integer($0) } ?? .number(value)
  }

  /// The value on one line.
  package var text: String { String(decoding: serialized(), as: UTF8.self) }
}
