package import Common
internal import LanguageModels

/// Reads ReAct text as it is written, with the mistakes that models make in it.
///
/// Labels are known in any case, in bold, with or without numbers and with spaces before the colon. An action may have its input in brackets
/// (`search[cats]`, `search("cats")`), in a code fence, in single quotes or as bare text. A made-up observation ends the text. An
/// action that comes before a final answer wins: the answer was written without knowing the result. Text without any label is
/// the answer.
package struct ReActParser: Sendable {
  package enum Outcome: Equatable, Sendable {
    case call(thought: String, name: String, input: JSONValue)
    case answer(thought: String)
  }

  private enum Label: String, CaseIterable {
    case finalAnswer = "final answer"
    case actionInput = "action input"
    case thought
    case action
    case observation
    case question
    case answer
  }

  private var text = ""
  /// How much of the final answer has been handed out, in bytes of `text`.
  private var answerStart: Int?
  private var handedOut = 0

  package init() {}

  /// The next piece of the final answer that `piece` brings; empty while there is none.
  package mutating func append(_ piece: String) -> String {
    text += piece
    if answerStart == nil {
      let sections = Self.sections(text)
      guard let final = sections.first(where: { $0.label == .finalAnswer }),
        !final.content.isEmpty, !sections.contains(where: { $0.label == .action && $0.start < final.start })
      else { return "" }
      answerStart = final.start
      handedOut = final.start
    }
    let utf8 = Array(text.utf8)
    let start = answerStart ?? 0
    if let end = Self.observationStart(utf8, from: start) { return take(utf8, to: end) }
    // A last line that may become a label is held back, with the break before it.
    guard let lineBreak = utf8[start...].lastIndex(of: 0x0A), Self.mayBeginLabel(utf8[(lineBreak + 1)...]) else {
      return take(utf8, to: utf8.count)
    }
    return take(utf8, to: lineBreak)
  }

  private mutating func take(_ utf8: [UInt8], to end: Int) -> String {
    guard handedOut < end else { return "" }
    defer { handedOut = end }
    return String(decoding: utf8[handedOut..<end], as: UTF8.self)
  }

  /// What the text comes to, and the rest of the final answer.
  package mutating func finish() -> (outcome: Outcome, rest: String) {
    let utf8 = Array(text.utf8)
    if let answerStart {
      let end = Self.observationStart(utf8, from: answerStart) ?? utf8.count
      return (.answer(thought: thought(before: answerStart)), take(utf8, to: end))
    }
    let sections = Self.sections(text)
    if let place = sections.firstIndex(where: { $0.label == .action }) {
      let thought = sections[..<place].filter { $0.label == .thought }.map(\.content).joined(separator: " ")
      let lead =
        thought.isEmpty ? String(decoding: utf8[..<sections[place].labelStart], as: UTF8.self).trimmed : thought
      let input = sections[(place + 1)...].first.flatMap { $0.label == .actionInput ? $0.content : nil }
      let (name, inline) = Self.action(sections[place].content)
      if ["none", "final answer", "finish", "answer", "n/a", "no action"].contains(name.lowercased()) {
        return (.answer(thought: lead), input ?? inline ?? "")
      }
      return (.call(thought: lead, name: name, input: Self.input(input ?? inline ?? "")), "")
    }
    if let answer = sections.first(where: { $0.label == .finalAnswer || $0.label == .answer }) {
      return (.answer(thought: thought(before: answer.start)), answer.content)
    }
    // Thoughts alone: what was thought last is all there is to say.
    if let last = sections.last(where: { $0.label == .thought }), sections.allSatisfy({ $0.label != .observation }) {
      return (.answer(thought: ""), last.content)
    }
    let end = Self.observationStart(utf8, from: 0) ?? utf8.count
    return (.answer(thought: ""), String(decoding: utf8[..<end], as: UTF8.self))
  }

  private func thought(before position: Int) -> String {
    Self.sections(text).filter { $0.label == .thought && $0.start < position }.map(\.content).joined(separator: " ")
  }
}

// MARK: Labels

extension ReActParser {
  private struct Section {
    var label: Label
    /// In bytes of the text: where the label begins and where its content does.
    var labelStart: Int
    var start: Int
    var content: String
  }

  private static func sections(_ text: String) -> [Section] {
    let utf8 = Array(text.utf8)
    var marks: [(label: Label, labelStart: Int, start: Int)] = []
    var lineStart = 0
    while lineStart < utf8.count {
      let lineEnd = utf8[lineStart...].firstIndex(of: 0x0A) ?? utf8.count
      if let (label, length) = label(utf8[lineStart..<lineEnd]) { marks.append((label, lineStart, lineStart + length)) }
      lineStart = lineEnd + 1
    }
    return marks.enumerated().map { index, mark in
      let end = index + 1 < marks.count ? marks[index + 1].labelStart : utf8.count
      return Section(
        label: mark.label, labelStart: mark.labelStart, start: mark.start,
        content: String(decoding: utf8[mark.start..<end], as: UTF8.self).trimmed)
    }
  }

  /// The label that a line begins with and how many bytes it takes with the colon and what surrounds both.
  private static func label(_ line: ArraySlice<UInt8>) -> (Label, Int)? {
    var position = line.startIndex
    func skip(_ bytes: String) {
      while position < line.endIndex, bytes.utf8.contains(line[position]) { position += 1 }
    }
    skip(" \t*#_>-")
    for label in Label.allCases {
      let name = Array(label.rawValue.utf8)
      guard line.endIndex - position >= name.count,
        line[position..<(position + name.count)].map({ (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }).elementsEqual(
          name)
      else { continue }
      position += name.count
      skip(" \t*_0123456789")
      guard position < line.endIndex, line[position] == UInt8(ascii: ":") else { return nil }
      position += 1
      skip("*_ \t")
      return (label, position - line.startIndex)
    }
    return nil
  }

  private static func observationStart(_ utf8: [UInt8], from start: Int) -> Int? {
    var lineStart = start
    while lineStart < utf8.count {
      let lineEnd = utf8[lineStart...].firstIndex(of: 0x0A) ?? utf8.count
      if lineStart > start, let (label, _) = label(utf8[lineStart..<lineEnd]),
        [.observation, .question, .thought, .action].contains(label)
      {
        return lineStart - 1
      }
      lineStart = lineEnd + 1
    }
    return nil
  }

  /// Whether a line that is not finished could become a label.
  private static func mayBeginLabel(_ line: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: line, as: UTF8.self).lowercased().drop { " \t\n*#_>-".contains($0) }
    return Label.allCases.contains { $0.rawValue.hasPrefix(text.prefix($0.rawValue.count)) }
  }
}

// MARK: Actions

extension ReActParser {
  /// The tool's name, and the input where it stands in brackets behind it.
  private static func action(_ content: String) -> (name: String, input: String?) {
    let line = content.split(separator: "\n").first.map(String.init) ?? ""
    var name = line.trimmed
    var input: String?
    if let open = line.firstIndex(where: { $0 == "(" || $0 == "[" || $0 == "{" }), open > line.startIndex {
      let close: Character = line[open] == "(" ? ")" : line[open] == "[" ? "]" : "}"
      if let end = line.lastIndex(of: close), end > open {
        input = line[open] == "{" ? String(line[open...end]) : String(line[line.index(after: open)..<end])
        name = String(line[..<open]).trimmed
      }
    }
    // "use the `rag_search` tool": the word with an underscore is the name.
    let words = name.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == ".") }.map(String.init)
    if words.count > 1 { name = words.first { $0.contains("_") } ?? words[0] } else { name = words.first ?? name }
    return (name, input)
  }

  /// JSON where it is any, in a fence or in single quotes; a bare text otherwise.
  private static func input(_ content: String) -> JSONValue {
    var text = content.trimmed
    if text.hasPrefix("```") {
      text = String(text.drop { $0 != "\n" })
      if let end = text.firstRange(of: "```") { text = String(text[..<end.lowerBound]) }
      text = text.trimmed
    }
    if text.hasPrefix("{") {
      if let value = try? JSONValue(parsing: Array(text.utf8)) { return value }
      // The object may be followed by words.
      if let object = balancedObject(text), let value = try? JSONValue(parsing: Array(object.utf8)) { return value }
      let quoted = (balancedObject(text) ?? text).replacing("'", with: "\"")
      if let value = try? JSONValue(parsing: Array(quoted.utf8)) { return value }
    }
    if text.hasPrefix("\""), let value = try? JSONValue(parsing: Array(text.utf8)) { return value }
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    return .string(line.trimmed.trimmingQuotes)
  }

  /// The text up to the brace that closes the first one.
  private static func balancedObject(_ text: String) -> String? {
    var depth = 0
    for index in text.indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" {
        depth -= 1
        if depth == 0 { return String(text[...index]) }
      }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmingQuotes: String {
    guard count >= 2, let first, let last, first == last, first == "'" || first == "\"" || first == "`" else {
      return self
    }
    return String(dropFirst().dropLast())
  }
}
