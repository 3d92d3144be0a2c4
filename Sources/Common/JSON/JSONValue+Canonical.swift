extension JSONValue: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue {
  /// Appends a form in which equal values have equal bytes, for digests.
  ///
  /// One byte for the type (0 null, 1 false, 2 true, 3 number, 4 string, 5 array, 6 object), then: a number as a Double
  /// with zero without a sign, a string counted, an array's count as LEB128 and its elements, an object's count and its
  /// members sorted bytewise by name. Integers and numbers of the same value are the same.
  package func writeCanonical(to writer: inout ByteWriter) {
    switch self {
    case .null: writer.append(0 as UInt8)
    case .bool(let value): writer.append((value ? 2 : 1) as UInt8)
    case .integer(let value): Self.writeCanonical(number: Double(value), to: &writer)
    case .number(let value): Self.writeCanonical(number: value, to: &writer)
    case .string(let value):
      writer.append(4 as UInt8)
      writer.append(string: value)
    case .array(let values):
      writer.append(5 as UInt8)
      writer.appendVariable(values.count)
      for value in values { value.writeCanonical(to: &writer) }
    case .object(let members):
      writer.append(6 as UInt8)
      writer.appendVariable(members.count)
      for member in members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
        writer.append(string: member.name)
        member.value.writeCanonical(to: &writer)
      }
    }
  }

  private static func writeCanonical(number: Double, to writer: inout ByteWriter) {
    writer.append(3 as UInt8)
    writer.append(number == 0 ? 0 : number)
  }
}
