internal import Common

extension ValueFormat {
  /// A list of values; a single value stands for a list of one.
  package static func oneOrMore<Element>(_ element: ValueFormat<Element>, minimum: Int = 1) -> ValueFormat
  where Value == [Element] {
    ValueFormat(
      schema: ["anyOf": [element.schema, ["type": "array", "items": element.schema, "minItems": .integer(minimum)]]],
      decode: { node, context in
        guard case .sequence = node.content else { return element.decode(node, &context).map { [$0] } }
        return decodeList(element, minimum: minimum, node, &context)
      },
      represent: { .array($0.map(element.represent)) })
  }

  /// A list of values.
  package static func list<Element>(_ element: ValueFormat<Element>, minimum: Int = 0) -> ValueFormat
  where Value == [Element] {
    ValueFormat(
      schema: ["type": "array", "items": element.schema, "minItems": .integer(minimum)],
      decode: { node, context in
        guard case .sequence = node.content else {
          context.reportType(node, "a list", remedy: "write `[…]` or one line with `- ` for each entry")
          return nil
        }
        return decodeList(element, minimum: minimum, node, &context)
      },
      represent: { .array($0.map(element.represent)) })
  }

  /// Decodes all entries, so that each bad one is reported; the good ones are the value.
  private static func decodeList<Element>(
    _ element: ValueFormat<Element>, minimum: Int, _ node: YAMLNode, _ context: inout DecodingContext
  ) -> Value? where Value == [Element] {
    guard case .sequence(let nodes) = node.content else { return nil }
    if nodes.count < minimum {
      context.report(
        "empty-value", at: node, "`\(context.key)` is empty", remedy: "list at least one entry or remove the key")
      return nil
    }
    return nodes.compactMap { element.decode($0, &context) }
  }

  /// Names of the user's own and a value each, sorted by name; with a list for a value, the name repeats.
  package static func map<Element>(
    _ element: ValueFormat<Element>, allowsLists: Bool = false,
    make: @escaping @Sendable (String, Element) -> Value.Element, name: @escaping @Sendable (Value.Element) -> String,
    value: @escaping @Sendable (Value.Element) -> Element
  ) -> ValueFormat where Value: RangeReplaceableCollection, Value.Element: Sendable {
    let list = ValueFormat<[Element]>.oneOrMore(element)
    return ValueFormat(
      schema: ["type": "object", "additionalProperties": allowsLists ? list.schema : element.schema],
      decode: { node, context in
        guard case .mapping(let entries) = node.content else {
          context.reportType(
            node, "a mapping", remedy: "write `{ key: value }` or one `key: value` line for each entry")
          return nil
        }
        var result: [Value.Element] = []
        for entry in entries {
          context.withKey(entry.key) { context in
            let values =
              allowsLists ? list.decode(entry.value, &context) : element.decode(entry.value, &context).map { [$0] }
            for value in values ?? [] { result.append(make(entry.key, value)) }
          }
        }
        // Stable, so the entries of one name stay in their order.
        result.sort { name($0).utf8.lexicographicallyPrecedes(name($1).utf8) }
        return Value(result)
      },
      represent: { items in
        .array(items.map { [.string(name($0)), element.represent(value($0))] })
      })
  }
}
