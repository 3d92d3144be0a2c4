package import Common

/// The keys of one mapping: the single place that says what may stand there.
///
/// It decodes the mapping, reports unknown, missing and wrong values, shows a value with all defaults resolved, and
/// writes the JSON Schema.
package struct FieldTable<Root: Sendable>: Sendable {
  /// What the mapping is, for the schema.
  package var summary: String
  package var fields: [Field<Root>]
  /// Members added to the schema of the mapping, for rules between keys.
  package var rules: [JSONValue.Member] = []

  package init(_ summary: String, rules: [JSONValue.Member] = [], _ fields: [Field<Root>]) {
    self.summary = summary
    self.rules = rules
    self.fields = fields
  }

  /// Decodes what is right into `root`; false when `node` is no mapping or a required key is missing.
  package func decode(_ node: YAMLNode, into root: inout Root, _ context: inout DecodingContext) -> Bool {
    guard case .mapping(let entries) = node.content else {
      let names = fields.filter(\.isRequired).map(\.name)
      let example = (names.isEmpty ? fields.prefix(1).map(\.name) : names).map { "\($0): …" }.joined(separator: ", ")
      if context.key.isEmpty {
        context.report(
          "wrong-type", at: node, "the file must be a mapping, not \(node.kindInWords)",
          remedy: "start it with `\(example)`")
      } else {
        context.reportType(node, "a mapping", remedy: "write `{ \(example) }`")
      }
      return false
    }
    for entry in entries {
      if let field = fields.first(where: { $0.name == entry.key }) {
        context.withKey(entry.key) { field.decode(entry.value, &root, &$0) }
      } else {
        reportUnknown(entry, &context)
      }
    }
    var isComplete = true
    for field in fields where field.isRequired && !entries.contains(where: { $0.key == field.name }) {
      isComplete = false
      let place = context.key.isEmpty ? "" : " in `\(context.key)`"
      context.report(
        "missing-key", at: node, "the key `\(field.name)` is missing\(place)",
        remedy: "add `\(field.name): …` (\(field.summary))")
    }
    return isComplete
  }

  private func reportUnknown(_ entry: YAMLNode.Entry, _ context: inout DecodingContext) {
    let names = fields.map(\.name)
    let place = context.key.isEmpty ? "" : " in `\(context.key)`"
    let remedy: String
    if let similar = Spelling.closest(to: entry.key, in: names) {
      remedy = "did you mean `\(similar)`?"
    } else if let owner = fields.first(where: { $0.innerNames.contains(entry.key) }) {
      remedy = "move it into `\(owner.name)`"
    } else {
      remedy = "remove it, or use one of " + names.map { "`\($0)`" }.joined(separator: ", ")
    }
    context.report(
      "unknown-key", at: entry.keyNode, "unknown key `\(YAMLNode.shortened(entry.key))`\(place)", remedy: remedy)
  }

  /// All fields with their values, in the order of the table.
  package func represent(_ root: Root) -> JSONValue {
    .object(
      fields.compactMap { field in field.represent(root).map { JSONValue.Member(field.name, $0) } })
  }

  /// Every value that may be set, those of inner mappings included, in the order of the table.
  package func descriptions(defaults: Root) -> [SettingDescription] {
    fields.flatMap { field in
      field.inner.isEmpty
        ? [
          SettingDescription(
            path: [field.name], summary: field.summary, schema: field.schema, standard: field.represent(defaults))
        ]
        : field.inner.map { description in
          var description = description
          description.path.insert(field.name, at: 0)
          return description
        }
    }
  }

  /// JSON Schema; `defaults` gives the default of each optional key.
  package func schema(defaults: Root) -> JSONValue {
    let properties = fields.map { field -> JSONValue.Member in
      guard case .object(var members) = field.schema else { return JSONValue.Member(field.name, field.schema) }
      members.insert(JSONValue.Member("description", .string(field.summary)), at: 0)
      if !field.isRequired, let value = field.represent(defaults), !field.isTable, value != .array([]) {
        members.append(JSONValue.Member("default", value))
      }
      return JSONValue.Member(field.name, .object(members))
    }
    var members: [JSONValue.Member] = [
      JSONValue.Member("type", "object"), JSONValue.Member("properties", .object(properties)),
      JSONValue.Member("additionalProperties", false),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { members.append(JSONValue.Member("required", .array(required))) }
    return .object(members + rules)
  }

  /// The mapping as a value inside another one; keys that are absent have the values of `defaults`.
  package func format(defaults: Root) -> ValueFormat<Root> {
    ValueFormat(
      schema: schema(defaults: defaults),
      decode: { node, context in
        var root = defaults
        return decode(node, into: &root, &context) ? root : nil
      },
      represent: represent)
  }
}

extension FieldTable {
  /// The fields of this table for a larger value that holds this one: mappings of several modules make one file.
  package func fields<Outer: Sendable>(
    of property: any WritableKeyPath<Outer, Root> & Sendable
  ) -> [Field<Outer>] {
    fields.map { field in
      Field<Outer>(
        name: field.name, summary: field.summary, isRequired: field.isRequired, schema: field.schema,
        innerNames: field.innerNames, inner: field.inner,
        decode: { node, outer, context in field.decode(node, &outer[keyPath: property], &context) },
        represent: { field.represent($0[keyPath: property]) })
    }
  }
}

/// One key of a mapping.
package struct Field<Root: Sendable>: Sendable {
  package var name: String
  /// One line for the schema and for messages, without a final stop.
  package var summary: String
  package var isRequired: Bool
  package var schema: JSONValue
  /// The keys of the mapping that is this field's value, to point at misplaced ones.
  package var innerNames: [String] = []
  /// The settings of the mapping that is this field's value.
  package var inner: [SettingDescription] = []
  package var isTable: Bool { !innerNames.isEmpty }
  package var decode: @Sendable (YAMLNode, inout Root, inout DecodingContext) -> Void
  /// `nil`: the key is absent and has no default.
  package var represent: @Sendable (Root) -> JSONValue?

  init(
    name: String, summary: String, isRequired: Bool, schema: JSONValue, innerNames: [String],
    inner: [SettingDescription], decode: @escaping @Sendable (YAMLNode, inout Root, inout DecodingContext) -> Void,
    represent: @escaping @Sendable (Root) -> JSONValue?
  ) {
    self.name = name
    self.summary = summary
    self.isRequired = isRequired
    self.schema = schema
    self.innerNames = innerNames
    self.inner = inner
    self.decode = decode
    self.represent = represent
  }

  /// A key with a value; absent, the property keeps its default.
  package init<Value>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ format: ValueFormat<Value>,
    _ summary: String,
    isRequired: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.isRequired = isRequired
    schema = format.schema
    decode = { node, root, context in
      if let value = format.decode(node, &context) { root[keyPath: property] = value }
    }
    represent = { format.represent($0[keyPath: property]) }
  }

  /// A key whose absence is `nil`.
  package init<Value>(
    optional name: String, _ property: any WritableKeyPath<Root, Value?> & Sendable, _ format: ValueFormat<Value>,
    _ summary: String
  ) {
    self.name = name
    self.summary = summary
    isRequired = false
    schema = format.schema
    decode = { node, root, context in
      if let value = format.decode(node, &context) { root[keyPath: property] = value }
    }
    represent = { $0[keyPath: property].map(format.represent) }
  }

  /// A mapping inside this one.
  package init<Value>(
    table name: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ table: FieldTable<Value>,
    defaults: Value
  ) {
    self.init(name, property, table.format(defaults: defaults), table.summary)
    innerNames = table.fields.map(\.name)
    inner = table.descriptions(defaults: defaults)
    decode = { node, root, context in
      // What is right inside counts even where something else is wrong.
      _ = table.decode(node, into: &root[keyPath: property], &context)
    }
  }
}
