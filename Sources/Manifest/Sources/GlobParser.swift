/// Reads the text of a glob.
enum GlobParser {
  /// All texts that the braces of `pattern` stand for, in order; `\` escapes are kept for `parts`.
  static func withoutBraces(
    _ pattern: [Unicode.Scalar], limit: Int
  ) throws(Glob.Problem) -> [[Unicode.Scalar]] {
    var pending = [pattern]
    var finished: [[Unicode.Scalar]] = []
    // Depth first from the left keeps the order; each step takes the first group of one text apart.
    while let text = pending.popLast() {
      guard let group = try firstGroup(text) else {
        finished.append(text)
        continue
      }
      for choice in group.choices.reversed() {
        pending.append(Array(text[..<group.range.lowerBound]) + choice + Array(text[group.range.upperBound...]))
      }
      if pending.count + finished.count > limit {
        throw Glob.Problem(
          reason: "stands for more than \(limit) patterns", remedy: "use fewer braces, or `*` instead")
      }
    }
    return finished
  }

  private struct Group {
    var range: Range<Int>
    var choices: [[Unicode.Scalar]]
  }

  private static func firstGroup(_ text: [Unicode.Scalar]) throws(Glob.Problem) -> Group? {
    var depth = 0
    var start = 0
    var choices: [[Unicode.Scalar]] = []
    var choice: [Unicode.Scalar] = []
    var inClass = false
    var index = 0
    while index < text.count {
      let scalar = text[index]
      let isEscape = scalar == "\\" && index + 1 < text.count
      let length = isEscape ? 2 : 1
      defer { index += length }
      if !isEscape {
        if inClass {
          inClass = scalar != "]"
        } else if scalar == "[" {
          inClass = true
        } else if scalar == "{" {
          depth += 1
          if depth == 1 {
            start = index
            continue
          }
        } else if scalar == "}", depth > 0 {
          depth -= 1
          if depth == 0 { return Group(range: start..<(index + 1), choices: choices + [choice]) }
        } else if scalar == ",", depth == 1 {
          choices.append(choice)
          choice = []
          continue
        }
      }
      if depth > 0 { choice += text[index..<(index + length)] }
    }
    if depth > 0 {
      throw Glob.Problem(reason: "has a `{` without a `}`", remedy: "close it, or write `\\{` for the character")
    }
    return nil
  }

  /// The parts of a pattern without braces, `.` and `a/..` taken out.
  static func parts(_ text: [Unicode.Scalar]) throws(Glob.Problem) -> [Glob.Part] {
    var parts: [Glob.Part] = []
    for piece in text.split(separator: "/") {
      if Array(piece) == ["*", "*"] {
        if parts.last != .anyDepth { parts.append(.anyDepth) }
        continue
      }
      let tokens = try tokens(piece)
      let isUp = tokens == [.scalar("."), .scalar(".")]
      if tokens == [.scalar(".")] { continue }
      if isUp, let last = parts.last, last != .tokens(tokens) {
        guard last != .anyDepth else {
          throw Glob.Problem(reason: "has `..` behind `**`", remedy: "write the folder out")
        }
        parts.removeLast()
        continue
      }
      parts.append(.tokens(tokens))
    }
    if parts.isEmpty {
      throw Glob.Problem(reason: "names no file", remedy: "write for example `**/*.md`")
    }
    return parts
  }

  private static func tokens(_ text: ArraySlice<Unicode.Scalar>) throws(Glob.Problem) -> [Glob.Token] {
    var tokens: [Glob.Token] = []
    var index = text.startIndex
    while index < text.endIndex {
      let scalar = text[index]
      index += 1
      switch scalar {
      case "*": if tokens.last != .star { tokens.append(.star) }
      case "?": tokens.append(.any)
      case "\\" where index < text.endIndex:
        tokens.append(.scalar(text[index]))
        index += 1
      case "[": tokens.append(try characterClass(text, &index))
      default: tokens.append(.scalar(scalar))
      }
    }
    return tokens
  }

  /// The class behind a `[` at `index`; a `]` right at its start is a character of it.
  private static func characterClass(
    _ text: ArraySlice<Unicode.Scalar>, _ index: inout Int
  ) throws(Glob.Problem) -> Glob.Token {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    if index < text.endIndex, text[index] == "!" || text[index] == "^" {
      isNegated = true
      index += 1
    }
    func next() -> Unicode.Scalar? {
      guard index < text.endIndex else { return nil }
      if text[index] == "\\", index + 1 < text.endIndex { index += 1 }
      defer { index += 1 }
      return text[index]
    }
    while index < text.endIndex {
      if text[index] == "]", !ranges.isEmpty {
        index += 1
        return .oneOf(ranges, isNegated: isNegated)
      }
      guard let first = next() else { break }
      guard index + 1 < text.endIndex, text[index] == "-", text[index + 1] != "]" else {
        ranges.append(first.value...first.value)
        continue
      }
      index += 1
      guard let last = next() else { break }
      guard first.value <= last.value else {
        throw Glob.Problem(
          reason: "has the range `\(first)-\(last)`, which is empty", remedy: "write `\(last)-\(first)`")
      }
      ranges.append(first.value...last.value)
    }
    throw Glob.Problem(reason: "has a `[` without a `]`", remedy: "close it, or write `\\[` for the character")
  }
}
