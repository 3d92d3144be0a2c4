extension JSONValue {
  /// How a value is laid out in text.
  package enum Layout: Sendable {
    /// One line, no spaces.
    case compact
    /// Two spaces an indent, one member or element a line.
    case indented
  }

  /// The value as UTF-8 text, without a final newline. Numbers are the shortest that read back as the same value; those
  /// that JSON cannot hold (infinite, not a number) become `null`.
  package func serialized(_ layout: Layout = .compact) -> [UInt8] {
    var text: [UInt8] = []
    write(into: &text, layout: layout, depth: 0)
    return text
  }

  private func write(into text: inout [UInt8], layout: Layout, depth: Int) {
    switch self {
    case .null: text.append(contentsOf: "null".utf8)
    case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): text.append(contentsOf: String(value).utf8)
    case .number(let value): text.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    case .string(let value): Self.write(string: value, into: &text)
    case .array(let elements):
      Self.writeList(elements, "[", "]", into: &text, layout: layout, depth: depth) { element, text in
        element.write(into: &text, layout: layout, depth: depth + 1)
      }
    case .object(let members):
      Self.writeList(members, "{", "}", into: &text, layout: layout, depth: depth) { member, text in
        Self.write(string: member.name, into: &text)
        text.append(contentsOf: (layout == .indented ? ": " : ":").utf8)
        member.value.write(into: &text, layout: layout, depth: depth + 1)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], _ open: String, _ close: String, into text: inout [UInt8], layout: Layout, depth: Int,
    _ write: (Element, inout [UInt8]) -> Void
  ) {
    text.append(contentsOf: open.utf8)
    for (index, element) in elements.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      newLine(into: &text, layout: layout, depth: depth + 1)
      write(element, &text)
    }
    if !elements.isEmpty { newLine(into: &text, layout: layout, depth: depth) }
    text.append(contentsOf: close.utf8)
  }

  private static func newLine(into text: inout [UInt8], layout: Layout, depth: Int) {
    guard layout == .indented else { return }
    text.append(UInt8(ascii: "\n"))
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private static func write(string: String, into text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    // Most strings hold nothing to escape and are copied at once, as is what lies between two escapes.
    if !needsEscape(string.utf8.span) {
      text.append(contentsOf: string.utf8)
    } else {
      let bytes = Array(string.utf8)
      var start = 0
      for index in bytes.indices where needsEscape(bytes[index]) {
        text += bytes[start..<index]
        write(escaped: bytes[index], into: &text)
        start = index + 1
      }
      text += bytes[start...]
    }
    text.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  /// Whether some byte needs an escape; looks at eight at a time (Lamport, "Multiple byte processing with full-word
  /// instructions", 1975).
  private static func needsEscape(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    while index + 8 <= bytes.count {
      let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      let found =
        zeros(word & ones * 0xE0) | zeros(word ^ ones * 0x22) | zeros(word ^ ones * 0x5C) | zeros(word ^ ones * 0x7F)
      if found != 0 { return true }
      index += 8
    }
    while index < bytes.count {
      if needsEscape(bytes[index]) { return true }
      index += 1
    }
    return false
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Not zero when some byte of the word is.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & (ones << 7) }

  private static func write(escaped byte: UInt8, into text: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): text.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
    case 0x08: text.append(contentsOf: "\\b".utf8)
    case 0x0C: text.append(contentsOf: "\\f".utf8)
    case 0x0A: text.append(contentsOf: "\\n".utf8)
    case 0x0D: text.append(contentsOf: "\\r".utf8)
    case 0x09: text.append(contentsOf: "\\t".utf8)
    default:
      let digits = String(byte, radix: 16)
      text.append(contentsOf: ("\\u00" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
    }
  }
}
