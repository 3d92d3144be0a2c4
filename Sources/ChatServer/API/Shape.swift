package import Common
internal import Conversations

/// What a value of a request may be: the one declaration that checks it and that describes it in `openapi.json`.
package indirect enum Shape: Sendable {
  case text(minimum: Int = 0, maximum: Int)
  /// A UUID.
  case identifier
  /// RFC 3339.
  case time
  /// `yyyy-mm-dd`.
  case day
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case flag
  case choice([String])
  case list(Shape, maximum: Int)
  /// - Parameter isOpen: whether members that are not listed are let through, as other APIs' clients send them.
  case object([Property], isOpen: Bool = false)
  case oneOf([Shape])
  /// Any JSON.
  case any

  package struct Property: Sendable {
    package var name: String
    package var shape: Shape
    package var isRequired: Bool
    package var summary: String

    package init(_ name: String, _ shape: Shape, _ summary: String = "", isRequired: Bool = false) {
      self.name = name
      self.shape = shape
      self.summary = summary
      self.isRequired = isRequired
    }
  }
}

extension Shape {
  /// Checks `value`, which stands at `place` of the request.
  package func check(_ value: JSONValue, at place: String) throws(APIError) {
    switch self {
    case .any: return
    case .text(let minimum, let maximum):
      guard case .string(let text) = value else { throw .invalid(place, "\(place) must be a text") }
      // Bytes bound characters, so that counting stays cheap for what is far too long.
      let count = text.utf8.count > maximum * 32 ? text.utf8.count : text.count
      if count > maximum { throw .invalid(place, "\(place) must have at most \(maximum) characters, not \(count)") }
      if count < minimum { throw .invalid(place, "\(place) must have at least \(minimum) characters") }
      if text.utf8.contains(0) { throw .invalid(place, "\(place) must not hold the character U+0000") }
    case .identifier:
      guard let text = value.string, ConversationStore.normalizedID(text) != nil else {
        throw .invalid(place, "\(place) must be a UUID")
      }
    case .time:
      guard let text = value.string, Timestamp(text) != nil else {
        throw .invalid(place, "\(place) must be a time as in 2026-03-01T12:00:00Z")
      }
    case .day:
      guard let text = value.string, Timestamp(text + "T00:00:00Z") != nil else {
        throw .invalid(place, "\(place) must be a day as in 2026-03-01")
      }
    case .integer(let range):
      guard let number = value.integer, range.contains(number) else {
        throw .invalid(place, "\(place) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
    case .number(let range):
      guard let number = value.number, range.contains(number) else {
        throw .invalid(place, "\(place) must be a number from \(range.lowerBound) to \(range.upperBound)")
      }
    case .flag:
      guard value.bool != nil else { throw .invalid(place, "\(place) must be true or false") }
    case .choice(let names):
      guard let text = value.string, names.contains(text) else {
        throw .invalid(place, "\(place) must be one of \(names.joined(separator: ", "))")
      }
    case .list(let element, let maximum):
      guard let elements = value.array else { throw .invalid(place, "\(place) must be an array") }
      if elements.count > maximum { throw .invalid(place, "\(place) must have at most \(maximum) elements") }
      for (index, value) in elements.enumerated() { try element.check(value, at: "\(place)[\(index)]") }
    case .object(let properties, let isOpen): try Self.check(value, properties, isOpen: isOpen, at: place)
    case .oneOf(let shapes):
      for shape in shapes.dropLast() {
        do throws(APIError) { return try shape.check(value, at: place) } catch {}
      }
      try shapes.last?.check(value, at: place)
    }
  }

  private static func check(
    _ value: JSONValue, _ properties: [Property], isOpen: Bool, at place: String
  ) throws(APIError) {
    guard let members = value.members else { throw .invalid(place, "\(place) must be an object") }
    func name(_ member: String) -> String { place == "body" ? member : "\(place).\(member)" }
    for member in members {
      guard let property = properties.first(where: { $0.name == member.name }) else {
        if isOpen { continue }
        let known = properties.map(\.name).joined(separator: ", ")
        throw .invalid(name(member.name), "\(place) has no member \"\(member.name.prefix(60))\"; it may have \(known)")
      }
      // Null is the same as absence, as many clients write it.
      if member.value == .null, !property.isRequired { continue }
      try property.shape.check(member.value, at: name(member.name))
    }
    for property in properties where property.isRequired && !members.contains(where: { $0.name == property.name }) {
      throw .invalid(name(property.name), "\(name(property.name)) is missing")
    }
  }

  /// JSON Schema as OpenAPI 3.1 uses it.
  package var schema: JSONValue {
    switch self {
    case .any: .object([])
    case .text(let minimum, let maximum):
      minimum == 0
        ? ["type": "string", "maxLength": .integer(maximum)]
        : ["type": "string", "minLength": .integer(minimum), "maxLength": .integer(maximum)]
    case .identifier: ["type": "string", "format": "uuid"]
    case .time: ["type": "string", "format": "date-time"]
    case .day: ["type": "string", "format": "date"]
    case .integer(let range):
      ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .number(let range):
      ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .flag: ["type": "boolean"]
    case .choice(let names): ["type": "string", "enum": .array(names.map(JSONValue.string))]
    case .list(let element, let maximum):
      ["type": "array", "items": element.schema, "maxItems": .integer(maximum)]
    case .oneOf(let shapes): ["anyOf": .array(shapes.map(\.schema))]
    case .object(let properties, let isOpen): Self.schema(properties, isOpen: isOpen)
    }
  }

  private static func schema(_ properties: [Property], isOpen: Bool) -> JSONValue {
    var members: [JSONValue.Member] = [.init("type", "object")]
    members.append(
      .init(
        "properties",
        .object(
          properties.map { property in
            var schema = property.shape.schema.members ?? []
            if !property.summary.isEmpty { schema.insert(.init("description", .string(property.summary)), at: 0) }
            return .init(property.name, .object(schema))
          })))
    let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { members.append(.init("required", .array(required))) }
    if !isOpen { members.append(.init("additionalProperties", false)) }
    return .object(members)
  }

  /// Reads a parameter of the query, which is always text, as the value that it stands for.
  func value(ofParameter text: String) -> JSONValue {
    switch self {
    case .integer: Int(text).map(JSONValue.integer) ?? .string(text)
    case .number: Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
    case .flag: text == "true" ? true : text == "false" ? false : .string(text)
    default: .string(text)
    }
  }
}
