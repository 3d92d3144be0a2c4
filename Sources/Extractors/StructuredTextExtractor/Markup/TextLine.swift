internal import Extraction

/// A line of a text whose indentation means something.
struct TextLine: Equatable {
  /// Columns of white space before it; a tab goes to the next multiple of eight.
  var indentation: Int
  /// Without white space at either end; empty for a blank line.
  var text: Substring

  var isBlank: Bool { text.isEmpty }

  /// The lines of `text`.
  static func lines(of text: [UInt8]) -> [TextLine] {
    StreamSafeText.string(text).split(omittingEmptySubsequences: false) { $0.isNewline }.map(TextLine.init)
  }

  init(_ line: Substring) {
    indentation = 0
    var rest = line
    while let character = rest.first, character == " " || character == "\t" {
      indentation += character == "\t" ? 8 - indentation % 8 : 1
      rest = rest.dropFirst()
    }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    text = rest
    if rest.isEmpty { indentation = 0 }
  }

  /// The line with `count` columns of indentation fewer, as text.
  func dedented(by count: Int) -> String { String(repeating: " ", count: max(indentation - count, 0)) + text }

  /// Lines as code: without the indentation that all of them share and without blank lines at the ends.
  static func code(_ lines: some BidirectionalCollection<TextLine>) -> String {
    var rest = Array(lines.drop(while: \.isBlank))
    while rest.last?.isBlank ?? false { rest.removeLast() }
    let common = rest.filter { !$0.isBlank }.map(\.indentation).min() ?? 0
    return rest.map { $0.dedented(by: common) }.joined(separator: "\n")
  }
}

/// What light-weight markup languages share.
enum LightMarkup {
  /// The marker of a list item that begins `text` and what follows it: a bullet, or a number that is kept.
  static func item(_ text: Substring, bullets: Set<Character>) -> (number: String?, rest: Substring)? {
    guard let first = text.first else { return nil }
    if bullets.contains(first), text.dropFirst().first == " " {
      return (nil, text.dropFirst(2).drop { $0 == " " })
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let mark = text.dropFirst(digits.count)
    guard (1...4).contains(digits.count), mark.hasPrefix(". ") || mark.hasPrefix(") ") else { return nil }
    return (digits + ". ", mark.dropFirst(2).drop { $0 == " " })
  }

  /// Headings and paragraphs of short Markdown, such as a notebook's cell.
  static func blocks(ofMarkdown text: String) -> [RawBlock] {
    var blocks: [RawBlock] = []
    var paragraph: [Substring] = []
    func finish() {
      if !paragraph.isEmpty { blocks.append(RawBlock(.paragraph, paragraph.joined(separator: " "))) }
      paragraph = []
    }
    for line in TextLine.lines(of: Array(text.utf8)) {
      let marks = line.text.prefix { $0 == "#" }.count
      if line.isBlank {
        finish()
      } else if (1...6).contains(marks), line.text.dropFirst(marks).first == " " {
        finish()
        blocks.append(RawBlock(.heading(level: marks), String(line.text.dropFirst(marks + 1))))
      } else if let (number, rest) = item(line.text, bullets: ["-", "*", "+"]) {
        finish()
        blocks.append(RawBlock(.listItem(depth: 1), (number ?? "") + rest))
      } else {
        paragraph.append(line.text)
      }
    }
    finish()
    return blocks
  }

  /// A name that a link can end in.
  static func anchor(_ name: some StringProtocol) -> String? {
    let anchor = String(name)
    return anchor.isEmpty || anchor.utf8.contains { $0 <= 0x20 || $0 == 0x23 } ? nil : anchor
  }

  /// Removes pairs of `mark` that stand around words: "**bold**" with "**".
  static func removingPairs(_ mark: String, in text: String) -> String {
    guard text.contains(mark) else { return text }
    var result = ""
    var rest = text[...]
    while let opening = rest.firstRange(of: mark) {
      let before = rest[..<opening.lowerBound].last
      let inside = rest[opening.upperBound...]
      let opens =
        (before.map { !$0.isLetter && !$0.isNumber } ?? true) && inside.first.map { !$0.isWhitespace } ?? false
      guard opens, let closing = inside.firstRange(of: mark), closing.lowerBound > inside.startIndex,
        inside[..<closing.lowerBound].last.map({ !$0.isWhitespace }) ?? false,
        rest[closing.upperBound...].first.map({ !$0.isLetter && !$0.isNumber }) ?? true
      else {
        result += rest[..<opening.upperBound]
        rest = inside
        continue
      }
      result += rest[..<opening.lowerBound] + inside[..<closing.lowerBound]
      rest = rest[closing.upperBound...]
    }
    return result + rest
  }
}
