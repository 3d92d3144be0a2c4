/// A YAML value and where it starts.
package struct YAMLNode: Sendable {
  package indirect enum Content: Sendable {
    /// `isPlain`: without quotes and not a block scalar, so that `12` is a number and `true` a truth value.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  package struct Entry: Sendable {
    package var key: String
    package var keyNode: YAMLNode
    package var value: YAMLNode

    package init(key: String, keyNode: YAMLNode, value: YAMLNode) {
      self.key = key
      self.keyNode = keyNode
      self.value = value
    }
  }

  package var content: Content
  /// From 1.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int
  /// Where the value was given, when not in the file: `--set server.listen` or an environment variable.
  package var origin: String?

  package init(content: Content, line: Int, column: Int, origin: String? = nil) {
    self.content = content
    self.line = line
    self.column = column
    self.origin = origin
  }

  /// The value by YAML's core schema, in words for a message: `the text "big"`, `a list`.
  package var kindInWords: String {
    switch content {
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    case .scalar(let text, let isPlain):
      if isNull { return "nothing" }
      if isPlain, integer != nil || number != nil { return "the number \(text)" }
      if isPlain, boolean != nil { return "the truth value \(text)" }
      return "the text \"\(Self.shortened(text))\""
    }
  }

  /// The value of a key, where this is a mapping that has it.
  package subscript(key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// Plain nothing, `~` or `null`.
  package var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  package var boolean: Bool? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    switch text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default: return nil
    }
  }

  /// A plain decimal integer that fits.
  package var integer: Int? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    return Int(text)
  }

  /// A plain decimal number; neither infinite nor "not a number".
  package var number: Double? {
    guard case .scalar(let text, isPlain: true) = content, text.utf8.contains(where: { (48...57).contains($0) })
    else { return nil }
    guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// At most 40 scalars of `text`, for messages.
  package static func shortened(_ text: String) -> String {
    let line = text.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" }
    guard line.count > 40 || line.endIndex != text.unicodeScalars.endIndex else { return text }
    return String(String.UnicodeScalarView(line.prefix(40))) + "…"
  }
}
