package import Terminal

/// Lays out an answer for a terminal while it is being written: words are wrapped, citation marks dimmed, `**bold**` shown as such.
///
/// What was handed out is never changed; a word waits until it is whole. Code blocks are left as they are.
package struct AnswerWriter {
  package let width: Int
  package let style: TextStyle
  private var word = ""
  private var column = 0
  private var isBold = false
  private var isCode = false
  /// Spaces that stand before the next word, unless a line begins there.
  private var space = 0

  package init(width: Int, style: TextStyle) {
    self.width = width
    self.style = style
  }

  package mutating func append(_ text: String) -> String {
    var output = ""
    for character in text {
      if character == "\n" || character == "\r\n" {
        output += endWord() + "\n"
        column = 0
        space = 0
      } else if character == " " || character == "\t" {
        output += endWord()
        space += column > 0 || isCode ? 1 : 0
      } else {
        word.append(character)
      }
    }
    return output
  }

  /// The rest, without a final newline.
  package mutating func finish() -> String { endWord() }

  private mutating func endWord() -> String {
    guard !word.isEmpty else { return "" }
    defer { word = "" }
    if column == 0, word.hasPrefix("```") { isCode.toggle() }
    let plain = style.hasColour && !isCode ? word.replacing("**", with: "") : word
    let length = plain.printable.reduce(0) { $0 + $1.columns }
    var output = ""
    if column > 0, column + space + length > width, !isCode {
      output = "\n"
      column = 0
    } else {
      output = String(repeating: " ", count: space)
      column += space
    }
    space = 0
    column += length
    return output + decorated()
  }

  private mutating func decorated() -> String {
    guard style.hasColour, !isCode else { return word.printable }
    var output = ""
    var rest = word[...]
    while !rest.isEmpty {
      if rest.hasPrefix("**") {
        isBold.toggle()
        rest = rest.dropFirst(2)
        continue
      }
      let next = rest.dropFirst().firstRange(of: "**")?.lowerBound ?? rest.endIndex
      output += marked(String(rest[..<next]).printable)
      rest = rest[next...]
    }
    return output
  }

  private func marked(_ text: String) -> String {
    var output = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      let digits = rest[rest.index(after: open)...].prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.endIndex < rest.endIndex, rest[digits.endIndex] == "]" else {
        output += shown(String(rest[...open]))
        rest = rest[rest.index(after: open)...]
        continue
      }
      output += shown(String(rest[..<open])) + style.dim("[\(digits)]")
      rest = rest[rest.index(after: digits.endIndex)...]
    }
    return output + shown(String(rest))
  }

  private func shown(_ text: String) -> String { isBold ? style.bold(text) : text }
}
