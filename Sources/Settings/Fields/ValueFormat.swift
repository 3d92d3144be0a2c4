package import Common

/// How values of one type are written in YAML: one declaration that decodes them, shows them and describes them in JSON
/// Schema, so that the three cannot drift apart.
package struct ValueFormat<Value: Sendable>: Sendable {
  /// JSON Schema 2020-12 of the value.
  package var schema: JSONValue
  /// The value of a node; `nil` when it has none, which is reported then.
  package var decode: @Sendable (YAMLNode, inout DecodingContext) -> Value?
  /// The value as JSON, one form for equal values. It is what digests are made from.
  package var represent: @Sendable (Value) -> JSONValue

  package init(
    schema: JSONValue, decode: @escaping @Sendable (YAMLNode, inout DecodingContext) -> Value?,
    represent: @escaping @Sendable (Value) -> JSONValue
  ) {
    self.schema = schema
    self.decode = decode
    self.represent = represent
  }

  /// The same text form for another type.
  package func map<Other: Sendable>(
    _ wrap: @escaping @Sendable (Value, YAMLNode, inout DecodingContext) -> Other?,
    _ unwrap: @escaping @Sendable (Other) -> Value
  ) -> ValueFormat<Other> {
    let (decode, represent) = (decode, represent)
    return ValueFormat<Other>(
      schema: schema,
      decode: { node, context in decode(node, &context).flatMap { wrap($0, node, &context) } },
      represent: { represent(unwrap($0)) })
  }
}

// MARK: Scalars

extension ValueFormat where Value == String {
  /// A text; a number or truth value without quotes is taken as it is written, so `version: 1.10` keeps its zero.
  package static let text = ValueFormat(
    schema: ["type": ["string", "number", "boolean"]],
    decode: { node, context in
      guard case .scalar(let text, _) = node.content, !node.isNull else {
        context.reportType(node, "a text", remedy: node.isNull ? "give it a value or remove the key" : "write one text")
        return nil
      }
      return text
    },
    represent: { .string($0) })

  /// A text with at least one character that is not white space.
  package static let nonEmptyText = ValueFormat(
    schema: ["type": ["string", "number", "boolean"], "pattern": "\\S"],
    decode: { node, context in
      guard let text = ValueFormat<String>.text.decode(node, &context) else { return nil }
      if text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) {
        context.report(
          "empty-value", at: node, "`\(context.key)` is empty", remedy: "give it a value or remove the key")
        return nil
      }
      return text
    },
    represent: { .string($0) })

  /// A text that `isValid` accepts.
  ///
  /// - Parameters:
  ///   - pattern: the regular expression of the JSON Schema that says the same as `isValid`.
  ///   - expected: what is expected, in words.
  package static func text(
    pattern: String, _ expected: String, remedy: String, isValid: @escaping @Sendable (String) -> Bool
  ) -> ValueFormat {
    ValueFormat(
      schema: ["type": ["string", "number", "boolean"], "pattern": .string(pattern)],
      decode: { node, context in
        guard let text = ValueFormat<String>.text.decode(node, &context) else { return nil }
        if isValid(text) { return text }
        context.report(
          "invalid-value", at: node, "`\(context.key)` must be \(expected), not \"\(YAMLNode.shortened(text))\"",
          remedy: remedy)
        return nil
      },
      represent: { .string($0) })
  }
}

extension ValueFormat where Value == Bool {
  package static let boolean = ValueFormat(
    schema: ["type": "boolean"],
    decode: { node, context in
      if let value = node.boolean { return value }
      context.reportType(node, "true or false", remedy: "write `true` or `false` without quotes")
      return nil
    },
    represent: { .bool($0) })
}

extension ValueFormat where Value == Int {
  /// A whole number within `range`.
  package static func integer(_ range: ClosedRange<Int>) -> ValueFormat {
    ValueFormat(
      schema: ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)],
      decode: { node, context in
        guard let value = node.integer else {
          let isQuoted = if case .scalar(let text, isPlain: false) = node.content { Int(text) != nil } else { false }
          context.reportType(
            node, "a whole number",
            remedy: isQuoted
              ? "remove the quotes" : "write a number from \(range.lowerBound) to \(range.upperBound)")
          return nil
        }
        if range.contains(value) { return value }
        context.report(
          "out-of-range", at: node,
          "`\(context.key)` must be from \(range.lowerBound) to \(range.upperBound), not \(value)",
          remedy: "use a number in that range")
        return nil
      },
      represent: { .integer($0) })
  }
}

extension ValueFormat where Value == Double {
  /// A number within `range`.
  package static func number(_ range: ClosedRange<Double>) -> ValueFormat {
    let low = JSONValue.numeric(range.lowerBound)
    let high = JSONValue.numeric(range.upperBound)
    return ValueFormat(
      schema: ["type": "number", "minimum": low, "maximum": high],
      decode: { node, context in
        guard let value = node.number else {
          context.reportType(node, "a number", remedy: "write a number from \(low.text) to \(high.text)")
          return nil
        }
        if range.contains(value) { return value }
        context.report(
          "out-of-range", at: node,
          "`\(context.key)` must be from \(low.text) to \(high.text), not \(JSONValue.numeric(value).text)",
          remedy: "use a number in that range")
        return nil
      },
      represent: { .numeric($0) })
  }
}

extension ValueFormat where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the raw values of an enumeration.
  package static var choice: ValueFormat {
    let names = Value.allCases.map(\.rawValue)
    return ValueFormat(
      schema: ["enum": .array(names.map { .string($0) })],
      decode: { node, context in
        guard let text = ValueFormat<String>.text.decode(node, &context) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        let similar = Spelling.closest(to: text, in: names)
        context.report(
          "invalid-value", at: node,
          "`\(context.key)` must be one of \(list), not \"\(YAMLNode.shortened(text))\"",
          remedy: similar.map { "did you mean `\($0)`?" } ?? "choose one of them")
        return nil
      },
      represent: { .string($0.rawValue) })
  }
}
