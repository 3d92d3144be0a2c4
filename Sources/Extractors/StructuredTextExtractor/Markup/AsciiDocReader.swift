internal import Common
internal import Extraction

/// Reads AsciiDoc as text with headings: sections, lists, listings, tables, admonitions, quotes and footnotes.
///
/// Attributes that the file sets are put in; included files and conditions are not followed: both branches are read.
struct AsciiDocReader {
  func read(_ text: [UInt8]) -> RawDocument {
    var parser = AsciiDocParser()
    parser.parse(TextLine.lines(of: text))
    return RawDocument(
      title: parser.title, language: parser.attributes["lang"], metadata: parser.metadata, blocks: parser.blocks)
  }
}

struct AsciiDocParser {
  private(set) var blocks: [RawBlock] = []
  private(set) var metadata: [MetadataEntry] = []
  private(set) var title: String?
  private(set) var attributes: [String: String] = [:]
  private var paragraph: [Substring] = []
  private var anchor: String?
  /// The attribute list above the next block.
  private var style = ""
  private var isQuote = 0
  private var lists: [String] = []
  /// The kind of the item that the paragraph's lines belong to.
  private var item: (depth: Int, number: String)?
  private var numbers: [Int] = []

  private static let admonitions: Set<String> = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]

  mutating func parse(_ lines: [TextLine]) {
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      guard !line.isBlank else {
        finish()
        continue
      }
      if let end = Self.delimiter(line.text) {
        finish()
        index = take(block: line.text, end, lines, from: index)
      } else if !take(line), paragraph.isEmpty, item == nil, line.indentation > 0, style.isEmpty {
        // An indented paragraph is literal.
        let code = lines[(index - 1)...].prefix { !$0.isBlank }
        blocks.append(RawBlock(.code, TextLine.code(code)))
        index += code.count - 1
        paragraph = []
      } else if !isTaken {
        paragraph.append(line.text)
      }
    }
    finish()
  }

  /// Whether `take` has dealt with the last line.
  private var isTaken = false

  /// The kinds of delimited blocks, by their first characters.
  private static func delimiter(_ text: Substring) -> Character? {
    if text == "--" { return "o" }
    if text.hasPrefix("```") { return "`" }
    if ["|===", ",===", ":===", "!==="].contains(text) { return "|" }
    guard text.count >= 4, let first = text.first, "-.=*_+/".contains(first), text.allSatisfy({ $0 == first }) else {
      return nil
    }
    return first
  }

  /// - Returns: the line after the block.
  private mutating func take(block text: Substring, _ kind: Character, _ lines: [TextLine], from start: Int) -> Int {
    let style = style
    self.style = ""
    switch kind {
    // Examples, sidebars and open blocks are read as if they were not set apart.
    case "=", "*", "o":
      if Self.admonitions.contains(style.uppercased()) {
        append(.paragraph, style.prefix(1).uppercased() + style.dropFirst().lowercased() + ":")
      }
      return start
    case "_":
      isQuote = 1 - isQuote
      return start
    default: break
    }
    var end = start
    let mark = kind == "`" ? "```" : text
    while end < lines.count, lines[end].text != mark { end += 1 }
    let content = lines[start..<end]
    switch kind {
    case "-", ".", "`":
      let code = TextLine.code(content)
      if !code.isEmpty { blocks.append(RawBlock(.code, code, anchor: anchor)) }
      anchor = nil
    case "|": takeTable(content, style, separator: text.first == "|" ? "|" : text.first ?? "|")
    // Comments, and what passes through to another language.
    default: break
    }
    return end + 1
  }

  /// Lines that are not part of a paragraph.
  private mutating func take(_ line: TextLine) -> Bool {
    isTaken = true
    let text = line.text
    if text.hasPrefix("//") { return true }
    if text == "+" {
      // What follows belongs to the item above.
      finish()
      return true
    }
    if text.hasPrefix("="), let level = Self.level(text), line.indentation == 0 {
      finish()
      takeHeading(text, level)
      return true
    }
    if text.hasPrefix("[[") && text.hasSuffix("]]") || text.hasPrefix("["), text.hasSuffix("]"), paragraph.isEmpty {
      takeAttributes(text)
      return true
    }
    if text.hasPrefix(":"), paragraph.isEmpty, takeAttribute(text) { return true }
    if text.hasPrefix("."), let second = text.dropFirst().first, second != " ", second != ".", paragraph.isEmpty {
      finish()
      append(.caption, String(text.dropFirst()))
      return true
    }
    if ["'''", "<<<", "---", "***"].contains(text) { return true }
    if let macro = text.firstRange(of: "::"), text.hasSuffix("]"), !text[..<macro.lowerBound].contains(" ") {
      finish()
      takeMacro(text[..<macro.lowerBound], text[macro.upperBound...])
      return true
    }
    if takeItem(text) { return true }
    isTaken = false
    return false
  }

  private static func level(_ text: Substring) -> Int? {
    let marks = text.prefix { $0 == "=" }.count
    return marks <= 6 && text.dropFirst(marks).first == " " ? marks : nil
  }

  private mutating func takeHeading(_ text: Substring, _ level: Int) {
    let words = text.dropFirst(level).trimmed
    style = ""
    lists = []
    numbers = []
    if level == 1, title == nil { title = plain(words) }
    append(.heading(level: level), words)
  }

  private mutating func takeAttributes(_ text: Substring) {
    let inside = text.hasPrefix("[[") ? text.dropFirst(2).dropLast(2) : text.dropFirst().dropLast()
    if text.hasPrefix("[[") {
      anchor = LightMarkup.anchor(inside.prefix { $0 != "," })
    } else {
      style = String(inside)
      if let mark = inside.firstIndex(of: "#") {
        anchor = LightMarkup.anchor(inside[inside.index(after: mark)...].prefix { !",.%".contains($0) }) ?? anchor
      }
    }
  }

  /// `:name: value`.
  private mutating func takeAttribute(_ text: Substring) -> Bool {
    let name = text.dropFirst().prefix { $0 != ":" }
    let rest = text.dropFirst(name.count + 1)
    guard rest.first == ":", !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-_!".contains($0) }) else {
      return false
    }
    let value = rest.dropFirst().trimmed
    attributes[String(name)] = value
    if ["author", "email", "revdate", "revnumber", "description", "keywords"].contains(name), !value.isEmpty {
      metadata.append(MetadataEntry(String(name), value))
    }
    return true
  }

  private mutating func takeMacro(_ name: Substring, _ rest: Substring) {
    guard name == "image" || name == "video", let open = rest.firstIndex(of: "[") else { return }
    let words = rest[rest.index(after: open)...].dropLast().prefix { $0 != "," }
    let text = words.hasPrefix("alt=") ? words.dropFirst(4) : words
    if text.contains(" ") { append(.caption, text.filter { $0 != "\"" }) }
  }

  private mutating func takeItem(_ text: Substring) -> Bool {
    var marker = text.prefix { $0 == "*" }
    if marker.isEmpty { marker = text.prefix { $0 == "." } }
    if marker.isEmpty, text.hasPrefix("-") { marker = text.prefix(1) }
    if !marker.isEmpty, marker.count <= 6, text.dropFirst(marker.count).first == " " {
      return startItem(String(marker), text.dropFirst(marker.count + 1), number: nil)
    }
    if let numbered = LightMarkup.item(text, bullets: []) {
      return startItem("1", numbered.rest, number: numbered.number)
    }
    // A term and what it means.
    for mark in ["::::", ":::", "::", ";;"] {
      guard let range = text.firstRange(of: mark), range.lowerBound > text.startIndex,
        range.upperBound == text.endIndex || text[range.upperBound] == " ", !text[..<range.lowerBound].contains("[")
      else { continue }
      let meaning = text[range.upperBound...].trimmed
      finish()
      item = (1, "")
      paragraph = [text[..<range.lowerBound] + ":"]
      if !meaning.isEmpty { paragraph.append(meaning[...]) }
      return true
    }
    return false
  }

  private mutating func startItem(_ marker: String, _ text: Substring, number: String?) -> Bool {
    finish()
    if let known = lists.firstIndex(of: marker) {
      lists.removeLast(lists.count - known - 1)
    } else {
      lists.append(marker)
    }
    while numbers.count < lists.count { numbers.append(0) }
    numbers.removeLast(numbers.count - lists.count)
    var label = number ?? ""
    if marker.hasPrefix(".") {
      numbers[lists.count - 1] += 1
      label = "\(numbers[lists.count - 1]). "
    }
    item = (min(lists.count, BlockKind.maximumListDepth), label)
    paragraph = [text.drop { $0 == " " }]
    return true
  }

  /// Writes the open paragraph or item.
  private mutating func finish() {
    defer {
      paragraph = []
      item = nil
    }
    guard !paragraph.isEmpty else { return }
    let text = paragraph.map { $0.hasSuffix(" +") ? $0.dropLast(2) : $0 }.joined(separator: " ")
    if let item { return append(.listItem(depth: item.depth), item.number + text) }
    lists = []
    numbers = []
    let style = style
    self.style = ""
    let name = style.prefix { $0 != "," }.uppercased()
    if ["SOURCE", "LISTING", "LITERAL"].contains(name) {
      blocks.append(RawBlock(.code, paragraph.joined(separator: "\n")))
    } else if Self.admonitions.contains(name) {
      append(.paragraph, name.prefix(1) + name.dropFirst().lowercased() + ": " + text)
    } else if let label = Self.admonitions.first(where: { text.hasPrefix($0 + ": ") }) {
      append(.paragraph, label.prefix(1) + label.dropFirst().lowercased() + text.dropFirst(label.count))
    } else {
      append(name == "QUOTE" || name == "VERSE" || isQuote > 0 ? .quote : .paragraph, text)
    }
  }

  private mutating func append(_ kind: BlockKind, _ text: String) {
    var notes: [RawBlock] = []
    let words = plain(text, notes: &notes)
    if !words.isEmpty { blocks.append(RawBlock(kind, words, anchor: anchor)) }
    blocks += notes
    anchor = nil
  }

  private mutating func takeTable(_ lines: ArraySlice<TextLine>, _ style: String, separator: Character) {
    var cells: [String] = []
    var columns = Self.columns(style)
    var hasHeader = style.contains("header")
    for (offset, line) in lines.enumerated() {
      if line.isBlank {
        // A blank line below the first row makes it a header.
        if offset == 1, columns == nil || columns == cells.count { hasHeader = true }
        if columns == nil, !cells.isEmpty { columns = cells.count }
        continue
      }
      let parts = line.text.split(separator: separator, omittingEmptySubsequences: false)
      // A cell's format stands before its mark: "2+|", "a|".
      let begins = separator != "|" || (parts.first.map { $0.count <= 4 && !$0.contains(" ") || $0.isEmpty } ?? false)
      if separator == "|" {
        if !begins || parts.count == 1, let last = cells.popLast() {
          cells.append(last + " " + (parts.first ?? ""))
        }
        for part in parts.dropFirst() { cells.append(part.trimmed) }
      } else {
        cells += parts.map { $0.trimmed }
      }
      if offset == 0, columns == nil, cells.count > 1 { columns = cells.count }
    }
    let width = max(columns ?? 1, 1)
    for start in stride(from: 0, to: cells.count, by: width) {
      let row = cells[start..<min(start + width, cells.count)].map { plain($0) }
      guard row.contains(where: { !$0.isEmpty }) else { continue }
      blocks.append(RawBlock(start == 0 && hasHeader ? .tableHeader : .tableRow, row.joined(separator: " | ")))
    }
    anchor = nil
  }

  /// The number of columns in `cols="1,2*,3"`.
  private static func columns(_ style: String) -> Int? {
    guard let range = style.firstRange(of: "cols=") else { return nil }
    let rest = style[range.upperBound...]
    let list = rest.first == "\"" ? rest.dropFirst().prefix { $0 != "\"" } : rest.prefix { $0 != "," && $0 != "]" }
    var count = 0
    for part in list.split(separator: ",") {
      if let star = part.firstIndex(of: "*"), let times = Int(part[..<star].trimmed) {
        count += min(times, 100)
      } else {
        count += 1
      }
    }
    return count > 0 ? count : nil
  }

  private func plain(_ text: String) -> String {
    var notes: [RawBlock] = []
    return plain(text, notes: &notes)
  }

  /// The words of a text without the marks of inline markup; footnotes come out beside it.
  private func plain(_ text: String, notes: inout [RawBlock]) -> String {
    var result = text
    if result.contains("{") { result = substituted(result) }
    if result.contains("[") { result = AsciiDocMacros.plain(result, notes: &notes) }
    if let start = result.firstRange(of: "<<"), let end = result[start.upperBound...].firstRange(of: ">>") {
      let inside = result[start.upperBound..<end.lowerBound]
      let label = inside.split(separator: ",", maxSplits: 1).last.map { $0.trimmed } ?? ""
      result = result[..<start.lowerBound] + label + plain(String(result[end.upperBound...]))
    }
    for mark in ["``", "`", "**", "__", "*", "_", "##", "#"] { result = LightMarkup.removingPairs(mark, in: result) }
    return result.trimmed
  }

  /// Puts in the attributes that the file has set; others stay as they are.
  private func substituted(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      rest = rest[open...]
      let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      if rest.dropFirst(name.count + 1).first == "}", let value = attributes[String(name)], value.utf8.count <= 1_000 {
        result += value
        rest = rest.dropFirst(name.count + 2)
      } else {
        result += "{"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }
}

/// Inline macros: `link:address[text]`, `footnote:[text]`, `https://example.org[text]`.
enum AsciiDocMacros {
  private static let named: Set<String> = [
    "link", "xref", "mailto", "image", "icon", "footnote", "footnoteref", "kbd", "btn", "menu", "pass", "anchor",
    "stem",
    "http", "https", "ftp",
  ]

  static func plain(_ text: String, notes: inout [RawBlock]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      let before = rest[..<open]
      let word = before.suffix(while: { !$0.isWhitespace && $0 != "(" })
      // A macro may stand right behind other characters: `tool.footnote:[…]`.
      let macro = word.firstIndex(of: ":").map { word[..<$0].suffix(while: \.isLetter) }
      guard let macro, named.contains(String(macro)), let close = rest[open...].firstIndex(of: "]") else {
        result += rest[...open]
        rest = rest[rest.index(after: open)...]
        continue
      }
      let inside = rest[rest.index(after: open)..<close]
      result += before[..<macro.startIndex]
      switch macro {
      case "footnote", "footnoteref": notes.append(RawBlock(.footnote, String(inside)))
      case "anchor": break
      case "image", "icon": result += inside.contains(" ") ? inside.prefix { $0 != "," } : ""
      case let name:
        // A link may say where its text opens.
        let label = inside.prefix { $0 != "^" }
        let words = label.firstRange(of: ",window=").map { label[..<$0.lowerBound] } ?? label
        if words.isEmpty {
          let isPart = name == "link" || name == "xref" || name == "mailto"
          result += isPart ? word[macro.endIndex...].dropFirst() : word[macro.startIndex...]
        } else {
          result += words
        }
      }
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}

extension Substring {
  /// The longest suffix whose characters satisfy `predicate`.
  fileprivate func suffix(while predicate: (Character) -> Bool) -> Substring {
    var start = endIndex
    while start > startIndex, predicate(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
