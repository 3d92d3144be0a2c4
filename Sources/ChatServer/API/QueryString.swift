/// The parameters of a request's query, in their order (WHATWG URL, `application/x-www-form-urlencoded`): `+` is a space.
struct QueryString: Equatable, Sendable {
  var parameters: [(name: String, value: String)]

  /// - Throws: for escapes that are none and bytes that are not UTF-8.
  init(_ text: String) throws(APIError) {
    parameters = []
    for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
      let sign = pair.firstIndex(of: UInt8(ascii: "="))
      let name = try Self.decoded(pair[..<(sign ?? pair.endIndex)])
      let value = try sign.map { (sign) throws(APIError) in try Self.decoded(pair[pair.index(after: sign)...]) } ?? ""
      parameters.append((name, value))
    }
  }

  static func == (left: Self, right: Self) -> Bool { left.parameters.elementsEqual(right.parameters, by: ==) }

  private static func decoded(_ text: Substring.UTF8View) throws(APIError) -> String {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
          throw .invalid("query", "a % in the query must be followed by two hexadecimal digits")
        }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw .invalid("query", "the query is not UTF-8")
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
