/// The text of the pieces of HTML inside Markdown.
///
/// A scanner, not a parser: it drops tags, comments, scripts and styles and decodes the common entities. HTML documents
/// have an extractor of their own.
enum HTMLText {
  /// Whether an inline tag ends a line.
  static func breaksLine(_ tag: String) -> Bool { endsBlock(name(of: Array(tag.utf8).dropFirst())) }

  /// The paragraphs of an HTML block: text between block tags.
  static func paragraphs(of html: String) -> [String] {
    let bytes = Array(html.utf8)
    var paragraphs: [String] = []
    var text: [UInt8] = []
    var index = 0
    func finish() {
      if text.contains(where: { $0 > 0x20 }) {
        paragraphs.append(decodingEntities(String(decoding: text, as: UTF8.self)))
      }
      text.removeAll(keepingCapacity: true)
    }
    while index < bytes.count {
      let rest = bytes[index...]
      guard rest.first == UInt8(ascii: "<"), let next = rest.dropFirst().first, isTagStart(next) else {
        text.append(bytes[index])
        index += 1
        continue
      }
      if rest.starts(with: Array("<!--".utf8)) {
        index = end(of: Array("-->".utf8), in: bytes, from: index + 4)
        continue
      }
      let name = name(of: rest.dropFirst())
      index = end(of: [UInt8(ascii: ">")], in: bytes, from: index)
      if name == "script" || name == "style" {
        index = end(of: [UInt8(ascii: ">")], in: bytes, from: end(of: Array("</\(name)".utf8), in: bytes, from: index))
      } else if endsBlock(name) {
        finish()
      }
    }
    finish()
    return paragraphs
  }

  private static func isTagStart(_ byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
    }
  }

  /// The lower-case name of the tag whose text after "<" is `bytes`; "p" for "/p".
  private static func name(of bytes: ArraySlice<UInt8>) -> String {
    let name = bytes.drop { $0 == UInt8(ascii: "/") }.prefix(16).prefix { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  private static func endsBlock(_ name: String) -> Bool {
    ![
      "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
      "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
    ].contains(name)
  }

  /// Just after the next `mark`, or the end.
  private static func end(of mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      if bytes[index] == mark[0], bytes[index...].starts(with: mark) { return index + mark.count }
      index += 1
    }
    return bytes.count
  }

  private static func decodingEntities(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[ampersand...]
      if let semicolon = rest.prefix(12).firstIndex(of: ";"),
        let character = character(named: rest[rest.index(after: ampersand)..<semicolon])
      {
        result += character
        rest = rest[rest.index(after: semicolon)...]
      } else {
        result += "&"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  private static func character(named name: Substring) -> String? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    case "nbsp": return "\u{A0}"
    case "copy": return "©"
    case "mdash": return "—"
    case "ndash": return "–"
    case "hellip": return "…"
    default: break
    }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let value = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init).flatMap { $0.value == 0 ? nil : String(Character($0)) }
  }
}
