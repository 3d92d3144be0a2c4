internal import Common
internal import Extraction

/// Reads source code by definitions: each function, class or type is a heading with its lines as code below it.
///
/// Lines are looked at, not parsed: a definition is a line that begins with the words that its language uses for one. The
/// comments and attributes above it belong to it. Definitions nest by their indentation. In a file of an unknown language
/// all is code.
struct SourceCodeReader {
  private let language: ProgrammingLanguage?

  /// - Parameter name: the file's; its ending says which language it is.
  init(name: String) {
    let ending = name.split(separator: ".", omittingEmptySubsequences: false).last.map { $0.lowercased() } ?? ""
    language = ProgrammingLanguage.named(byExtension: ending)
  }

  /// Definitions nested deeper stay part of the one that they are in.
  private static let maximumNesting = 2

  func read(_ text: [UInt8]) -> RawDocument {
    let lines = TextLine.lines(of: text)
    var blocks: [RawBlock] = []
    var start = 0
    var open: [Int] = []
    var inComment = false
    for (index, line) in lines.enumerated() {
      let wasComment = inComment
      if let language { inComment = Self.isInsideComment(line.text, wasComment, language) }
      guard let language, !wasComment, let name = Self.definition(line.text, language) else { continue }
      while let last = open.last, last >= line.indentation { open.removeLast() }
      guard open.count < Self.maximumNesting else { continue }
      open.append(line.indentation)
      let first = Self.lead(of: index, in: lines, notBefore: start, language)
      append(lines[start..<first], to: &blocks)
      blocks.append(RawBlock(.heading(level: open.count), name))
      start = first
    }
    append(lines[start...], to: &blocks)
    let metadata = language.map { [MetadataEntry("programming-language", $0.name)] } ?? []
    return RawDocument(metadata: metadata, blocks: blocks)
  }

  private func append(_ lines: ArraySlice<TextLine>, to blocks: inout [RawBlock]) {
    let code = TextLine.code(lines)
    if code.contains(where: { !$0.isWhitespace }) { blocks.append(RawBlock(.code, code)) }
  }

  /// The first of the comment and attribute lines directly above a definition.
  private static func lead(
    of index: Int, in lines: [TextLine], notBefore start: Int, _ language: ProgrammingLanguage
  ) -> Int {
    var first = index
    while first > start {
      let above = lines[first - 1].text
      guard !above.isEmpty, above.hasPrefix("@") || language.comments.contains(where: above.hasPrefix) else { break }
      first -= 1
    }
    return first
  }

  private static func isInsideComment(_ text: Substring, _ wasInside: Bool, _ language: ProgrammingLanguage) -> Bool {
    guard language.comments.contains("/*") else { return false }
    if wasInside { return !text.contains("*/") }
    guard let open = text.firstRange(of: "/*"), open.lowerBound == text.startIndex else { return false }
    return !text[open.upperBound...].contains("*/")
  }

  /// The name of the definition that a line begins: "class Point", "func area(of:)".
  static func definition(_ text: Substring, _ language: ProgrammingLanguage) -> String? {
    guard let first = text.first, first.isLetter || "_@#".contains(first), text.utf8.count < 2_000,
      !language.comments.contains(where: { text.hasPrefix($0) && !language.keywords.contains(where: text.hasPrefix) })
    else { return nil }
    var rest = text
    while let word = Self.word(rest), language.modifiers.contains(word.lowercased()),
      !language.keywords.contains(String(word))
    {
      rest = rest.dropFirst(word.count).drop { $0 == " " }
      // Access of one part: "private(set)".
      if rest.first == "(" { rest = rest.drop { $0 != ")" }.dropFirst().drop { $0 == " " } }
    }
    if let word = Self.word(rest),
      language.keywords.contains(where: { $0 == word || $0 == word.lowercased() && language.name == "SQL" })
    {
      let after = rest.dropFirst(word.count)
      guard let next = after.first, next == " " || word == "init" && "(<?".contains(next) else { return nil }
      return signature(of: text)
    }
    return language.hasTypedFunctions ? typedFunction(text, language) : nil
  }

  /// A line such as `static int count(struct list *list) {`: words, a name, parentheses, and no semicolon at its end.
  private static func typedFunction(_ text: Substring, _ language: ProgrammingLanguage) -> String? {
    guard let open = text.firstIndex(of: "("), !text.hasSuffix(";"), !text.hasSuffix(","), !text.hasSuffix(":") else {
      return nil
    }
    let head = text[..<open]
    let words = head.split(separator: " ")
    guard let name = words.last, let first = words.first else { return nil }
    let isShell = language.name == "shell"
    guard isShell ? words.count == 1 && text[open...].hasPrefix("()") : words.count > 1 else { return nil }
    let control: Set<String> = [
      "if", "else", "for", "while", "switch", "return", "do", "case", "new", "throw", "delete", "using", "typedef",
      "sizeof", "catch", "assert", "yield", "await", "lock", "in", "var", "let",
    ]
    guard !words.contains(where: { control.contains(String($0)) }), !head.contains("="), !head.contains("."),
      first.first.map({ $0.isLetter || $0 == "_" }) ?? false,
      name.allSatisfy({ $0.isLetter || $0.isNumber || "_~*&:<>".contains($0) })
    else { return nil }
    return signature(of: text)
  }

  /// The word that begins `text`, with the marks that belong to some keywords.
  private static func word(_ text: Substring) -> Substring? {
    let word = text.prefix { $0.isLetter || $0.isNumber || "_@#*!-".contains($0) }
    return word.isEmpty ? nil : word
  }

  /// A definition up to its body, at most 120 characters.
  private static func signature(of text: Substring) -> String {
    var end = text.endIndex
    for mark in ["{", " = ", ";", " where ", "=>"] {
      if let range = text.firstRange(of: mark), range.lowerBound > text.startIndex { end = min(end, range.lowerBound) }
    }
    var result = text[..<end]
    while let last = result.last, last == " " || last == ":" || last == "(" { result = result.dropLast() }
    return result.count > 120 ? result.prefix(119) + "…" : String(result)
  }
}
