internal import TextAnalysis

/// Words of short texts, for rules about what a message asks.
enum Words {
  /// The words of `text` in lower case.
  static func lowercased(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber || character == "'" || character == "’" {
        word.append(character == "’" ? "'" : character)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// What stands between double quotes of any kind or after a colon; `nil` where neither is.
  static func quoted(_ text: String) -> String? {
    let pairs: [(Character, Character)] = [("\"", "\""), ("“", "”"), ("«", "»")]
    for (open, close) in pairs {
      if let start = text.firstIndex(of: open) {
        let rest = text[text.index(after: start)...]
        if let end = rest.firstIndex(of: close), end > rest.startIndex { return String(rest[..<end]) }
      }
    }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = text[text.index(after: colon)...].drop { $0.isWhitespace }
    return rest.isEmpty ? nil : String(rest)
  }
}
