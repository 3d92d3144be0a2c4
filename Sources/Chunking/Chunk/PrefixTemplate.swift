/// What stands before the text of a chunk in the encoder's input, for example `{title} — {headings}`.
///
/// A part without letters or digits that stands beside an empty title or heading path is left out with it: without
/// headings the example is the title alone. Labels stay: `passage: {title}` is never less than `passage: `.
package struct PrefixTemplate: Hashable, Sendable {
  private enum Part: Hashable {
    case text(String)
    case title
    case headings
  }

  package var text: String

  package init(_ text: String) {
    self.text = text
  }

  /// Whether the heading path is part of the prefix, so that the text need not repeat it.
  package var showsHeadings: Bool { parts.contains(.headings) }

  /// The prefix with its parts filled in.
  package func filled(title: String, headings: String) -> String {
    let parts = parts
    var result = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .title: result += title
      case .headings: result += headings
      case .text(let text):
        let neighbours = [index > 0 ? parts[index - 1] : nil, index + 1 < parts.count ? parts[index + 1] : nil]
        let isBesideNothing = neighbours.contains { part in
          part == .title && title.isEmpty || part == .headings && headings.isEmpty
        }
        if !isBesideNothing || text.unicodeScalars.contains(where: Self.isWord) { result += text }
      }
    }
    return result
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private var parts: [Part] {
    var parts: [Part] = []
    var rest = text[...]
    func appendText(_ text: Substring) {
      if !text.isEmpty { parts.append(.text(String(text))) }
    }
    while let brace = rest.firstIndex(of: "{") {
      let (name, part): (String, Part) =
        rest[brace...].hasPrefix("{title}") ? ("{title}", .title) : ("{headings}", .headings)
      guard rest[brace...].hasPrefix(name) else {
        appendText(rest[...brace])
        rest = rest[rest.index(after: brace)...]
        continue
      }
      appendText(rest[..<brace])
      parts.append(part)
      rest = rest[brace...].dropFirst(name.count)
    }
    appendText(rest)
    return parts
  }
}
