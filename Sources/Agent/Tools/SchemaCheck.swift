package import Common

/// Holds a tool's arguments to its JSON Schema: the members of the standard that tool schemas use (`type`, `properties`,
/// `required`, `additionalProperties`, `enum`, `items`, `minItems`, `maxItems`, `minimum`, `maximum`, `minLength`, `maxLength`).
///
/// What models usually get wrong is put right: a number or truth value in quotes, one value where a list is wanted, `null` for an
/// optional member.
package enum SchemaCheck {
  /// What is wrong with arguments, a sentence each.
  package struct Problems: Error, Equatable, Sendable {
    package var reasons: [String]

    package init(reasons: [String]) { self.reasons = reasons }
  }

  /// The arguments as the schema wants them.
  package static func checked(_ value: JSONValue, _ schema: JSONValue) throws(Problems) -> JSONValue {
    var reasons: [String] = []
    let result = check(value, schema, path: "", &reasons)
    guard reasons.isEmpty else { throw Problems(reasons: reasons) }
    return result
  }

  private static func check(_ value: JSONValue, _ schema: JSONValue, path: String, _ reasons: inout [String])
    -> JSONValue
  {
    let name = path.isEmpty ? "the arguments" : "`\(path)`"
    var value = value
    if let type = schema["type"]?.string {
      guard let fitting = fit(value, type) else {
        reasons.append("\(name) must be \(words(type)), not \(kind(value))")
        return value
      }
      value = fitting
    }
    if let choices = schema["enum"]?.array, !choices.contains(value) {
      let list = choices.map { $0.string ?? String(decoding: $0.serialized(), as: UTF8.self) }.joined(separator: ", ")
      reasons.append("\(name) must be one of \(list)")
    }
    checkLimits(value, schema, name, &reasons)
    switch value {
    case .object(let members): return checkObject(members, schema, path: path, &reasons)
    case .array(let elements):
      guard let items = schema["items"] else { return value }
      return .array(elements.enumerated().map { check($0.element, items, path: "\(path)[\($0.offset)]", &reasons) })
    default: return value
    }
  }

  private static func checkObject(
    _ members: [JSONValue.Member], _ schema: JSONValue, path: String, _ reasons: inout [String]
  ) -> JSONValue {
    let properties = schema["properties"]?.members ?? []
    let required = schema["required"]?.array?.compactMap(\.string) ?? []
    var result: [JSONValue.Member] = []
    for member in members {
      let place = path.isEmpty ? member.name : "\(path).\(member.name)"
      if result.contains(where: { $0.name == member.name }) {
        reasons.append("`\(place)` is given twice")
      } else if let property = properties.first(where: { $0.name == member.name }) {
        if member.value == .null, !required.contains(member.name) { continue }
        result.append(.init(member.name, check(member.value, property.value, path: place, &reasons)))
      } else if schema["additionalProperties"]?.bool == false {
        let known = properties.map { "`\($0.name)`" }.joined(separator: ", ")
        reasons.append("`\(place)` is unknown" + (known.isEmpty ? "" : "; use \(known)"))
      } else {
        result.append(member)
      }
    }
    for name in required where !result.contains(where: { $0.name == name }) {
      reasons.append("`\(path.isEmpty ? name : "\(path).\(name)")` is missing")
    }
    return .object(result)
  }

  private static func checkLimits(_ value: JSONValue, _ schema: JSONValue, _ name: String, _ reasons: inout [String]) {
    if let number = value.number {
      if let low = schema["minimum"]?.number, number < low { reasons.append("\(name) must be at least \(text(low))") }
      if let high = schema["maximum"]?.number, number > high { reasons.append("\(name) must be at most \(text(high))") }
    }
    if let string = value.string {
      let count = string.unicodeScalars.count
      if let low = schema["minLength"]?.integer, count < low {
        reasons.append(low == 1 ? "\(name) is empty" : "\(name) must have at least \(low) characters")
      }
      if let high = schema["maxLength"]?.integer, count > high {
        reasons.append("\(name) must have at most \(high) characters")
      }
    }
    if let elements = value.array {
      if let low = schema["minItems"]?.integer, elements.count < low {
        reasons.append("\(name) must have at least \(low) elements")
      }
      if let high = schema["maxItems"]?.integer, elements.count > high {
        reasons.append("\(name) must have at most \(high) elements")
      }
    }
  }

  /// The value as `type`, where it is one or plainly means one.
  private static func fit(_ value: JSONValue, _ type: String) -> JSONValue? {
    switch (type, value) {
    case ("string", .string), ("boolean", .bool), ("integer", .integer), ("array", .array), ("object", .object),
      ("null", .null), ("number", .integer), ("number", .number):
      return value
    case ("integer", .number(let number)): return Int(exactly: number).map(JSONValue.integer)
    case ("integer", .string(let text)): return Int(text).map(JSONValue.integer)
    case ("number", .string(let text)): return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    case ("boolean", .string("true")): return true
    case ("boolean", .string("false")): return false
    case ("string", .integer(let number)): return .string(String(number))
    case ("array", .string), ("array", .object): return .array([value])
    // A type that is not known cannot be checked.
    default:
      let isKnown = ["string", "boolean", "integer", "array", "object", "null", "number"].contains(type)
      // Not by `?:`, where `nil` would be JSON's null.
      if isKnown { return nil }
      return value
    }
  }

  private static func kind(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "a truth value"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  private static func words(_ type: String) -> String {
    switch type {
    case "string": "a text"
    case "boolean": "true or false"
    case "integer": "a whole number"
    case "number": "a number"
    case "array": "a list"
    default: "a JSON object"
    }
  }

  private static func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}
