/// The keys and values of TOML front matter, as static site generators write it: strings, numbers, dates, lists of them
/// and tables. What is more than that (inline tables, strings of several lines) is left out and counted.
struct TOMLFields {
  enum Value: Equatable {
    case scalar(String)
    case list([String])
  }

  /// In order; the names of tables stand before their keys: "params-author".
  private(set) var fields: [(key: String, value: Value)] = []
  /// Lines that could not be read, from 1.
  private(set) var unread: [Int] = []

  init(_ text: String) {
    var table = ""
    var open = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = open.isEmpty ? Self.trimmed(line) : open[...] + Self.trimmed(line)
      open = ""
      if content.isEmpty || content.hasPrefix("#") { continue }
      if content.hasPrefix("["), content.hasSuffix("]"), !content.contains("=") {
        table = content.filter { !"[]\"' ".contains($0) } + "-"
        continue
      }
      guard let equals = content.firstIndex(of: "=") else {
        unread.append(index + 1)
        continue
      }
      let key = Self.trimmed(content[..<equals]).filter { $0 != "\"" && $0 != "'" }
      let rest = Self.trimmed(content[content.index(after: equals)...])
      if rest.hasPrefix("["), !rest.contains("]"), content.utf8.count < 10_000 {
        // A list over several lines.
        open = String(content)
      } else if let value = Self.value(rest) {
        fields.append((table + key, value))
      } else {
        unread.append(index + 1)
      }
    }
  }

  private static func value(_ text: Substring) -> Value? {
    guard text.first == "[" else { return scalar(text).map { .scalar($0.value) } }
    var items: [String] = []
    var rest = text.dropFirst()
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == "," }
      guard let first = rest.first else { return nil }
      if first == "]" { return .list(items) }
      guard let item = scalar(rest), !item.rest.isEmpty else { return nil }
      items.append(item.value)
      rest = item.rest
    }
  }

  /// The scalar at the start of `text` and what follows it.
  private static func scalar(_ text: Substring) -> (value: String, rest: Substring)? {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      let word = text.prefix { $0 != "," && $0 != "]" && $0 != "#" }
      let value = trimmed(word)
      return value.isEmpty || value.hasPrefix("{") ? nil : (String(value), text.dropFirst(word.count))
    }
    if text.hasPrefix("\"\"\"") || text.hasPrefix("'''") { return nil }
    var value = ""
    var isEscaped = false
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if isEscaped {
        value.append(character == "n" || character == "t" ? " " : character)
        isEscaped = false
      } else if character == "\\", quote == "\"" {
        isEscaped = true
      } else if character == quote {
        return (value, rest)
      } else {
        value.append(character)
      }
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace ?? false { rest = rest.dropLast() }
    return rest
  }
}
