package import Terminal

/// Lays out an answer for a terminal while it is being written: words are wrapped, list items hang, citation marks are dimmed,
/// headings and `**bold**` are shown as such.
///
/// What was handed out is never changed; a word waits until it is whole. Wide characters need no spaces to be broken between,
/// and a word that is longer than a line is cut. Code blocks are left as they are.
package struct AnswerWriter {
  package let width: Int
  package let style: TextStyle
  private var word = ""
  private var wordColumns = 0
  private var column = 0
  /// Columns before the text of the lines that wrapping makes.
  private var hang = 0
  /// Spaces that stand before the next word, unless a line begins there.
  private var space = 0
  private var isBold = false
  private var isHeading = false
  private var isCode = false
  /// Nothing of the line was written but spaces.
  private var isAtStart = true

  /// Indents beyond this would leave no room.
  private static let indentLimit = 12
  /// What does not begin a line.
  private static let closing: Set<Character> = ["。", "、", "，", "．", "！", "？", "：", "；", "」", "』", "）", "】", "》"]

  package init(width: Int, style: TextStyle) {
    self.width = max(width, 8)
    self.style = style
  }

  package mutating func append(_ text: String) -> String {
    var output = ""
    for character in text {
      if character == "\n" || character == "\r\n" {
        output += endWord() + "\n"
        column = 0
        space = 0
        hang = 0
        isHeading = false
        isAtStart = true
      } else if character == " " || character == "\t" {
        output += endWord()
        space += column > 0 || isAtStart || isCode ? 1 : 0
      } else {
        if mayBreak(before: character) { output += endWord() }
        word.append(character)
        wordColumns += character.columns
      }
    }
    return output
  }

  /// Whether the line that was begun has nothing yet.
  package var isAtLineStart: Bool { column == 0 && word.isEmpty }

  /// Ends the line for something else to stand between; what follows goes on with the same paragraph.
  package mutating func interrupt() -> String {
    guard !isAtLineStart else { return "" }
    let output = endWord() + "\n"
    column = 0
    space = 0
    return output
  }

  /// The rest, without a final newline.
  package mutating func finish() -> String { endWord() }

  /// Whether the word so far is whole although no space follows.
  private func mayBreak(before next: Character) -> Bool {
    guard !isCode, let last = word.last, next.columns > 0, !Self.closing.contains(next) else { return false }
    // A mark that belongs to the last character may still come with another piece.
    guard (String(last) + String(next)).count == 2 else { return false }
    return last.columns == 2 || Self.closing.contains(last) || wordColumns + next.columns > width - hang
  }

  private mutating func endWord() -> String {
    guard !word.isEmpty else { return "" }
    defer {
      word = ""
      wordColumns = 0
      isAtStart = false
    }
    if isAtStart, !beginLine() { return "" }
    let plain = style.hasColour && !isCode ? word.replacing("**", with: "") : word
    let length = plain.printable.reduce(0) { $0 + $1.columns }
    var output = ""
    if column > hang, column + space + length > width, !isCode {
      output = "\n" + String(repeating: " ", count: hang)
      column = hang
    } else {
      output = String(repeating: " ", count: space)
      column += space
    }
    space = 0
    column += length
    return output + decorated()
  }

  /// Sees what kind of line the first word begins.
  ///
  /// - Returns: whether the word is shown.
  private mutating func beginLine() -> Bool {
    if word.hasPrefix("```") {
      isCode.toggle()
      return true
    }
    guard !isCode else { return true }
    space = min(space, Self.indentLimit)
    hang = space
    if style.hasColour, word.count <= 6, word.allSatisfy({ $0 == "#" }) {
      isHeading = true
      space = 0
      return false
    }
    let number = word.dropLast()
    let isNumber = !number.isEmpty && number.count <= 3 && number.allSatisfy { $0.isASCII && $0.isNumber }
    if ["-", "*", "+", "•"].contains(word) || (isNumber && [".", ")"].contains(word.last)) { hang += word.count + 1 }
    return true
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

  private func shown(_ text: String) -> String { isBold || isHeading ? style.bold(text) : text }
}
