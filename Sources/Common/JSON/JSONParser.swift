/// Bytes that are not JSON: where, what was expected and what was found.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Byte offset into the input.
  package var offset: Int
  package var expected: String
  package var got: String

  package init(offset: Int, expected: String, got: String) {
    self.offset = offset
    self.expected = expected
    self.got = got
  }

  package var description: String { "byte \(offset): expected \(expected), got \(got)" }
}

extension JSONValue {
  /// Parses one JSON text (RFC 8259) in UTF-8; white space may surround it, anything else may not.
  ///
  /// A lone surrogate escape becomes U+FFFD. Arrays and objects nest up to 256 levels.
  package init(parsing utf8: [UInt8]) throws(JSONError) { try self.init(parsing: utf8[...]) }

  /// Parses a slice, for example one line of a JSONL file. Offsets in errors count from the start of the slice.
  package init(parsing utf8: ArraySlice<UInt8>) throws(JSONError) {
    var parser = JSONParser(utf8)
    self = try parser.document()
  }
}

/// A recursive descent over UTF-8 bytes.
private struct JSONParser {
  private static let depthLimit = 256

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.endIndex else { throw error(expected: "the end of the text") }
    return value
  }

  private func error(expected: String) -> JSONError {
    JSONError(offset: position - bytes.startIndex, expected: expected, got: describeNext())
  }

  private func describeNext() -> String {
    guard let byte = peek else { return "the end of the text" }
    if (0x21...0x7E).contains(byte) { return "'\(Character(Unicode.Scalar(byte)))'" }
    return "byte \(byte)"
  }

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while position < bytes.endIndex {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8, _ name: String) throws(JSONError) {
    guard peek == byte else { throw error(expected: name) }
    position += 1
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    guard depth < Self.depthLimit else { throw error(expected: "at most \(Self.depthLimit) levels") }
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"): return try number()
    case .some(let byte) where isDigit(byte): return try number()
    default: throw error(expected: "a value")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for byte in "\(word)".utf8 { try take(byte, "\(word)") }
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if peek == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error(expected: "a name in quotes") }
      let name = try string()
      skipSpace()
      try take(UInt8(ascii: ":"), "':'")
      members.append(JSONValue.Member(name, try value(depth: depth + 1)))
      skipSpace()
      if peek == UInt8(ascii: "}") { break }
      try take(UInt8(ascii: ","), "',' or '}'")
    }
    position += 1
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if peek == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if peek == UInt8(ascii: "]") { break }
      try take(UInt8(ascii: ","), "',' or ']'")
    }
    position += 1
    return .array(elements)
  }

  private mutating func digits() throws(JSONError) {
    guard let first = peek, isDigit(first) else { throw error(expected: "a digit") }
    while let byte = peek, isDigit(byte) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    var isInteger = true
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard let value = Double(text) else { throw error(expected: "a number") }
    return .number(value)
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.endIndex, bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\""),
      bytes[position] != UInt8(ascii: "\\")
    {
      position += 1
    }
    if peek == UInt8(ascii: "\"") {
      let text = try validated(bytes[start..<position], at: start)
      position += 1
      return text
    }
    return try escapedString(from: start)
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<position])
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        let string = try validated(text[...], at: start)
        position += 1
        return string
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &text)
      case 0..<0x20: throw error(expected: "an escape in place of a control character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw error(expected: "'\"'")
  }

  private func validated(_ utf8: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw JSONError(offset: start - bytes.startIndex, expected: "UTF-8", got: "other bytes")
    }
    return text
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = peek else { throw error(expected: "an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try escapedScalar()).utf8))
    default:
      position -= 1
      throw error(expected: "one of \"\\/bfnrtu")
    }
  }

  private mutating func escapedScalar() throws(JSONError) -> Character {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    guard first < 0xDC00, position + 1 < bytes.endIndex, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let mark = position
    position += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else {
      position = mark
      return "\u{FFFD}"
    }
    return Character(scalar)
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error(expected: "four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
