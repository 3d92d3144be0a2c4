/// The anchors that GitHub gives to headings: lower case, spaces as hyphens, punctuation dropped, doubles numbered.
struct HeadingAnchors {
  private var counts: [String: Int] = [:]

  /// The heading without an explicit `{#name}` at its end, and its anchor; `nil` when no character of it can be in one.
  mutating func anchor(of heading: String) -> (title: String, anchor: String?) {
    if let (title, name) = explicit(heading) { return (title, name) }
    var slug = String.UnicodeScalarView()
    for scalar in heading.lowercased().trimmed.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
        .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .connectorPunctuation:
        slug.append(scalar)
      default: if scalar == "-" || scalar == " " || scalar == "\n" { slug.append("-") }
      }
    }
    guard !slug.isEmpty else { return (heading, nil) }
    return (heading, unique(String(slug)))
  }

  private mutating func unique(_ slug: String) -> String {
    guard let count = counts[slug] else {
      counts[slug] = 0
      return slug
    }
    var number = count
    var candidate: String
    repeat {
      number += 1
      candidate = "\(slug)-\(number)"
    } while counts[candidate] != nil
    counts[slug] = number
    counts[candidate] = 0
    return candidate
  }

  /// "Title {#name}" as other Markdown programs write it.
  private mutating func explicit(_ heading: String) -> (String, String)? {
    let trimmed = heading.trimmed
    guard trimmed.hasSuffix("}"), let brace = trimmed.lastIndex(of: "{") else { return nil }
    let name = trimmed[trimmed.index(after: brace)...].dropLast()
    guard name.hasPrefix("#"), name.utf8.count > 1, name.utf8.allSatisfy({ $0 > 0x20 }), !name.dropFirst().contains("#")
    else { return nil }
    counts[String(name.dropFirst())] = counts[String(name.dropFirst())] ?? 0
    return (String(trimmed[..<brace]).trimmed, String(name.dropFirst()))
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    let start = self.drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
