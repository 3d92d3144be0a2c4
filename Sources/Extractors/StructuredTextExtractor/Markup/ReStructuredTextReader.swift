internal import Common
internal import Extraction

/// Reads reStructuredText (docutils) as text with headings: sections, lists, literal blocks, tables, admonitions, notes.
///
/// Roles, links and emphasis give their words. Directives that only make something else (tables of contents, includes,
/// raw markup) are left out; the content of unknown ones is read.
struct ReStructuredTextReader {
  func read(_ text: [UInt8]) -> RawDocument {
    var parser = ReStructuredTextParser()
    parser.parse(TextLine.lines(of: text)[...], indentation: 0, depth: 0)
    return RawDocument(title: parser.title, metadata: parser.metadata, blocks: parser.blocks)
  }
}

struct ReStructuredTextParser {
  private(set) var blocks: [RawBlock] = []
  private(set) var metadata: [MetadataEntry] = []
  /// The title styles that were met, outermost first: the character, twice where a line stands above as well.
  private var titleStyles: [String] = []
  private var anchor: String?

  private static let adornments = Set<Character>("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
  private static let skipped: Set<String> = [
    "toctree", "contents", "include", "raw", "highlight", "index", "meta", "only", "currentmodule", "module", "sectnum",
    "default-role", "role", "tabularcolumns", "bibliography", "sectionauthor", "codeauthor", "target-notes", "unicode",
    "automodule", "autoclass", "autofunction", "autosummary", "plot", "graphviz", "uml",
  ]
  private static let literal: Set<String> = [
    "code", "code-block", "sourcecode", "parsed-literal", "math", "doctest", "testcode", "testoutput", "prompt",
    "literalinclude", "productionlist",
  ]
  private static let admonitions: Set<String> = [
    "note", "warning", "tip", "important", "caution", "danger", "hint", "attention", "error", "seealso", "deprecated",
    "versionadded", "versionchanged", "todo",
  ]
  /// Directives inside directives.
  private static let maximumDepth = 32

  var title: String? {
    for block in blocks { if case .heading(1) = block.kind { return block.text } }
    return nil
  }

  /// - Parameter indentation: what the lines of this part share.
  mutating func parse(_ lines: ArraySlice<TextLine>, indentation: Int, depth: Int) {
    var rest = lines
    var lists: [Int] = []
    while let line = rest.first {
      if line.isBlank {
        rest = rest.dropFirst()
        continue
      }
      if let count = takeSection(rest) {
        lists = []
        rest = rest.dropFirst(count)
      } else if line.text.hasPrefix(".. ") || line.text == ".." {
        let count = Self.body(of: rest)
        takeExplicit(rest.prefix(count), depth: depth)
        rest = rest.dropFirst(count)
      } else if let count = takeTable(rest) {
        rest = rest.dropFirst(count)
      } else if line.text.hasPrefix(":"), let count = takeField(rest, isFirst: blocks.allSatisfy(\.isHeading)) {
        rest = rest.dropFirst(count)
      } else if let item = LightMarkup.item(Self.numbered(line.text), bullets: ["-", "*", "+", "•"]) {
        while let last = lists.last, last > line.indentation { lists.removeLast() }
        if lists.last != line.indentation { lists.append(line.indentation) }
        let more = Self.continuation(rest.dropFirst(), below: line.indentation)
        let text = ([item.rest] + more.map(\.text)).joined(separator: " ")
        append(.listItem(depth: min(lists.count, BlockKind.maximumListDepth)), (item.number ?? "") + text)
        rest = rest.dropFirst(1 + more.count)
        rest = takeLiteral(after: text, rest, indentation: line.indentation)
      } else {
        if line.indentation <= indentation { lists = [] }
        rest = takeParagraph(rest, isIndented: line.indentation > indentation && lists.isEmpty)
      }
    }
  }

  /// "#. " counts by itself.
  private static func numbered(_ text: Substring) -> Substring {
    text.hasPrefix("#. ") ? "- " + text.dropFirst(3) : text
  }

  /// The lines of the directive or comment that begins `lines`: itself and what is indented below it.
  private static func body(of lines: ArraySlice<TextLine>) -> Int {
    guard let first = lines.first else { return 0 }
    var count = 1
    for (offset, line) in lines.dropFirst().enumerated() where !line.isBlank {
      if line.indentation <= first.indentation { break }
      count = offset + 2
    }
    return count
  }

  /// The lines that go on with an item or paragraph.
  private static func continuation(_ lines: ArraySlice<TextLine>, below indentation: Int) -> ArraySlice<TextLine> {
    lines.prefix { line in
      !line.isBlank && line.indentation > indentation
        && LightMarkup.item(numbered(line.text), bullets: ["-", "*", "+", "•"]) == nil
    }
  }

  private static func adornment(_ line: TextLine?) -> Character? {
    guard let line, line.indentation == 0, line.text.count >= 3, let first = line.text.first,
      adornments.contains(first),
      line.text.allSatisfy({ $0 == first })
    else { return nil }
    return first
  }

  /// A title with a line of marks below it, or above and below. Lines without a title part the text and say nothing.
  private mutating func takeSection(_ lines: ArraySlice<TextLine>) -> Int? {
    let three = Array(lines.prefix(3))
    if let over = Self.adornment(three[0]) {
      if three.count == 3, !three[1].isBlank, Self.adornment(three[2]) == over,
        three[2].text.count >= three[1].text.count
      {
        addTitle(three[1].text, style: "\(over)\(over)")
        return 3
      }
      return three.count < 2 || three[1].isBlank ? 1 : nil
    }
    guard three.count > 1, three[0].indentation == 0, let under = Self.adornment(three[1]),
      three[1].text.count + 1 >= min(three[0].text.count, 200)
    else { return nil }
    addTitle(three[0].text, style: "\(under)")
    return 2
  }

  private mutating func addTitle(_ text: Substring, style: String) {
    let level: Int
    if let known = titleStyles.firstIndex(of: style) {
      level = known + 1
    } else {
      titleStyles.append(style)
      level = titleStyles.count
    }
    append(.heading(level: min(level, BlockKind.maximumHeadingLevel)), String(text))
  }

  private mutating func takeParagraph(_ lines: ArraySlice<TextLine>, isIndented: Bool) -> ArraySlice<TextLine> {
    guard let first = lines.first else { return lines }
    let paragraph = lines.prefix { !$0.isBlank && $0.indentation == first.indentation && !$0.text.hasPrefix(".. ") }
    var rest = lines.dropFirst(max(paragraph.count, 1))
    var text = paragraph.map(\.text).joined(separator: " ")
    // A term and, indented below it, what it means.
    if paragraph.count == 1, let next = rest.first, !next.isBlank, next.indentation > first.indentation,
      !text.hasSuffix("::")
    {
      let meaning = rest.prefix { !$0.isBlank && $0.indentation > first.indentation }
      rest = rest.dropFirst(meaning.count)
      append(.listItem(depth: 1), "\(text): \(meaning.map(\.text).joined(separator: " "))")
      return rest
    }
    let isLiteral = text.hasSuffix("::")
    if isLiteral {
      text = text == "::" ? "" : text.hasSuffix(" ::") ? String(text.dropLast(3)) : String(text.dropLast())
    }
    if !text.isEmpty { append(isIndented ? .quote : .paragraph, text) }
    return isLiteral ? takeLiteral(after: "::", rest, indentation: first.indentation) : rest
  }

  /// The indented block that follows text which ends in "::".
  private mutating func takeLiteral(
    after text: String, _ lines: ArraySlice<TextLine>, indentation: Int
  ) -> ArraySlice<TextLine> {
    guard text.hasSuffix("::") else { return lines }
    let block = lines.prefix { $0.isBlank || $0.indentation > indentation }
    let code = TextLine.code(block)
    if !code.isEmpty { blocks.append(RawBlock(.code, code)) }
    return lines.dropFirst(block.count)
  }

  /// `:name: value`; above the text it is metadata.
  private mutating func takeField(_ lines: ArraySlice<TextLine>, isFirst: Bool) -> Int? {
    guard let line = lines.first, let end = line.text.dropFirst().firstRange(of: ":")?.lowerBound else { return nil }
    let name = line.text[line.text.index(after: line.text.startIndex)..<end]
    let rest = line.text[line.text.index(after: end)...]
    guard !name.isEmpty, !name.contains("`"), rest.isEmpty || rest.first == " " else { return nil }
    let more = lines.dropFirst().prefix { !$0.isBlank && $0.indentation > line.indentation }
    let value = ([rest.drop { $0 == " " }] + more.map(\.text)).joined(separator: " ")
    let key = name.lowercased().split { !$0.isLetter && !$0.isNumber || !$0.isASCII }.joined(separator: "-")
    if isFirst, !key.isEmpty {
      metadata.append(MetadataEntry(key, Self.plain(value)))
    } else {
      append(.listItem(depth: 1), "\(name): \(value)")
    }
    return 1 + more.count
  }

  private mutating func takeExplicit(_ lines: ArraySlice<TextLine>, depth: Int) {
    guard let first = lines.first else { return }
    let text = first.text.dropFirst(2).drop { $0 == " " }
    let body = lines.dropFirst()
    if text.hasPrefix("_"), text.hasSuffix(":") {
      anchor = LightMarkup.anchor(text.dropFirst().dropLast())
      return
    }
    if text.hasPrefix("_") || text.hasPrefix("|") { return }
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      let note = ([text[text.index(after: end)...].drop { $0 == " " }] + body.map(\.text)).joined(separator: " ")
      return append(.footnote, "\(text.dropFirst().prefix { $0 != "]" }). \(note)")
    }
    guard let mark = text.firstRange(of: "::") else { return }
    let name = text[..<mark.lowerBound].lowercased()
    let argument = text[mark.upperBound...].drop { $0 == " " }
    guard !name.isEmpty, !name.contains(" ") else { return }
    take(directive: name, argument: argument, body, depth: depth)
  }

  private mutating func take(directive name: String, argument: Substring, _ body: ArraySlice<TextLine>, depth: Int) {
    if Self.skipped.contains(name) || depth >= Self.maximumDepth { return }
    let options = body.prefix { $0.text.hasPrefix(":") }
    let content = body.dropFirst(options.count)
    func option(_ key: String) -> Substring? {
      options.first { $0.text.hasPrefix(":\(key):") }.map { $0.text.dropFirst(key.count + 2).drop { $0 == " " } }
    }
    if Self.literal.contains(name) {
      let code = TextLine.code(content)
      return code.isEmpty
        ? () : blocks.append(RawBlock(.code, name == "math" && !argument.isEmpty ? "\(argument)\n\(code)" : code))
    }
    switch name {
    case "image", "figure": if let alternative = option("alt") { append(.caption, String(alternative)) }
    case _ where Self.admonitions.contains(name) || name == "admonition":
      let label = name == "admonition" ? "" : name.prefix(1).uppercased() + name.dropFirst() + ": "
      let lead = content.prefix { !$0.isBlank }
      let words = ([argument] + lead.map(\.text)).filter { !$0.isEmpty }.joined(separator: " ")
      if !words.isEmpty { append(.paragraph, label + words) }
      return parse(content.dropFirst(lead.count), below: depth)
    case "list-table", "csv-table", "table", "rubric", "topic", "sidebar", "container", "epigraph", "centered":
      if !argument.isEmpty { append(name == "rubric" || name == "topic" ? .paragraph : .caption, String(argument)) }
    // Descriptions of functions, classes and options: the signature is what people search for.
    default: if !argument.isEmpty { append(.paragraph, String(argument)) }
    }
    parse(content, below: depth)
  }

  private mutating func parse(_ content: ArraySlice<TextLine>, below depth: Int) {
    let common = content.filter { !$0.isBlank }.map(\.indentation).min() ?? 0
    parse(content, indentation: common, depth: depth + 1)
  }

  /// A grid table (lines of "+---+") or a simple one (columns under "=== ===").
  private mutating func takeTable(_ lines: ArraySlice<TextLine>) -> Int? {
    guard let first = lines.first else { return nil }
    if first.text.hasPrefix("+-"), first.text.allSatisfy({ "+-=".contains($0) }) {
      let table = lines.prefix { $0.text.hasPrefix("+") || $0.text.hasPrefix("|") }
      blocks += Self.gridRows(table)
      return table.count
    }
    guard first.text.contains("= ="), first.text.allSatisfy({ $0 == "=" || $0 == " " }) else { return nil }
    var rules = 0
    var count = 0
    for line in lines {
      if line.text.contains("=="), line.text.allSatisfy({ $0 == "=" || $0 == " " }) { rules += 1 }
      count += 1
      // A table has a line above its header, below it and at its end; without a header, two.
      if rules == 3 || rules == 2 && (lines.dropFirst(count).first?.isBlank ?? true) { break }
    }
    guard rules >= 2 else { return nil }
    blocks += SimpleTable(columns: first).rows(lines.prefix(count))
    return count
  }

  private static func gridRows(_ lines: ArraySlice<TextLine>) -> [RawBlock] {
    var rows: [RawBlock] = []
    var cells: [String] = []
    func finish(isHeader: Bool) {
      if cells.contains(where: { !$0.isEmpty }) {
        rows.append(
          RawBlock(isHeader && rows.isEmpty ? .tableHeader : .tableRow, cells.map(plain).joined(separator: " | ")))
      }
      cells = []
    }
    for line in lines {
      if line.text.hasPrefix("+") {
        finish(isHeader: line.text.contains("="))
        continue
      }
      let parts = line.text.dropFirst().split(separator: "|", omittingEmptySubsequences: false).dropLast()
        .map { $0.trimmed }
      while cells.count < parts.count { cells.append("") }
      for (column, part) in parts.enumerated() where !part.isEmpty {
        cells[column] += (cells[column].isEmpty ? "" : " ") + part
      }
    }
    finish(isHeader: false)
    return rows
  }

  private mutating func append(_ kind: BlockKind, _ text: String) {
    blocks.append(RawBlock(kind, Self.plain(text), anchor: anchor))
    anchor = nil
  }

  /// The words of a text without the marks of inline markup.
  static func plain(_ text: String) -> String {
    guard text.contains(where: { "`*|_".contains($0) }) else { return text }
    var result = ""
    var rest = text[...]
    while let tick = rest.firstIndex(of: "`") {
      var before = rest[..<tick]
      // A role stands before its text: ":func:`name`".
      if before.hasSuffix(":"), let start = before.dropLast().lastIndex(of: ":"),
        before[before.index(after: start)...].dropLast().allSatisfy({
          $0.isLetter || $0.isNumber || "-_+:.".contains($0)
        })
      {
        before = before[..<start]
      }
      result += before
      let isLiteral = rest[tick...].hasPrefix("``")
      let mark = isLiteral ? "``" : "`"
      let inside = rest[tick...].dropFirst(mark.count)
      guard let end = inside.firstRange(of: mark) else {
        result += rest[tick...]
        return result
      }
      var words = inside[..<end.lowerBound]
      if !isLiteral, words.hasSuffix(">"), let angle = words.lastIndex(of: "<") {
        let label = words[..<angle].trimmed
        words = label.isEmpty ? words[words.index(after: angle)...].dropLast() : words[..<angle]
        while words.last == " " { words = words.dropLast() }
      }
      if !isLiteral, let first = words.first, first == "~" || first == "!" { words = words.dropFirst() }
      result += words
      rest = rest[end.upperBound...]
      while rest.first == "_" { rest = rest.dropFirst() }
    }
    result += rest
    return LightMarkup.removingPairs("*", in: LightMarkup.removingPairs("**", in: result)).replacing("]_", with: "]")
  }
}

extension RawBlock {
  var isHeading: Bool { if case .heading = kind { true } else { false } }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace ?? false { rest = rest.dropFirst() }
    while rest.last?.isWhitespace ?? false { rest = rest.dropLast() }
    return String(rest)
  }
}

/// A table whose columns stand below the marks of its first line.
struct SimpleTable {
  private var columns: [Range<Int>] = []
  private let indentation: Int

  init(columns line: TextLine) {
    indentation = line.indentation
    var start: Int?
    for (index, character) in line.text.enumerated() {
      if character == "=" {
        start = start ?? index
      } else if let first = start {
        columns.append(first..<index)
        start = nil
      }
    }
    if let start { columns.append(start..<line.text.count) }
  }

  func rows(_ lines: ArraySlice<TextLine>) -> [RawBlock] {
    var rows: [[String]] = []
    var headerRows: Int?
    var rules = 0
    for line in lines {
      if line.isBlank { continue }
      if line.text.contains("=="), line.text.allSatisfy({ $0 == "=" || $0 == " " }) {
        rules += 1
        if rules == 2 { headerRows = rows.count }
        continue
      }
      if line.text.allSatisfy({ $0 == "-" || $0 == " " }) { continue }
      let text = Array(line.dedented(by: indentation))
      let cells = columns.enumerated().map { index, column -> String in
        let end = index == columns.count - 1 ? text.count : min(column.upperBound, text.count)
        return column.lowerBound < end ? String(text[column.lowerBound..<end]).trimmed : ""
      }
      // A row without a first cell goes on with the row above.
      if cells.first?.isEmpty ?? true, var last = rows.popLast() {
        for (index, cell) in cells.enumerated() where !cell.isEmpty { last[index] += " " + cell }
        rows.append(last)
      } else {
        rows.append(cells)
      }
    }
    let hasHeader = rules > 2 && headerRows == 1
    return rows.enumerated().map { index, cells in
      RawBlock(
        hasHeader && index == 0 ? .tableHeader : .tableRow,
        cells.map(ReStructuredTextParser.plain).joined(separator: " | "))
    }
  }
}
