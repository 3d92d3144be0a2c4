/// Finds paragraphs, list items and underlined headings in plain text.
///
/// Blank lines and form feeds end a paragraph. Its lines are joined when they were wrapped at a margin: when the next
/// line's first word would not have fitted on the line before. Lines that do not look wrapped stay apart, as items of a
/// list where they begin like one, as code where their columns seem to matter, as paragraphs otherwise.
enum PlainTextBlocks {
  /// Lines longer than this were not wrapped by anybody. Characters.
  private static let widestMargin = 120
  /// A wrapped line may fall this short of the margin. Characters.
  private static let raggedness = 8

  struct Line {
    /// Without white space at either end.
    var range: Range<Int>
    /// Characters of white space before it.
    var indentation: Int
    /// Characters of `range`.
    var width: Int
  }

  static func blocks(of text: [UInt8]) -> [RawBlock] {
    var blocks: [RawBlock] = []
    var lines: [Line] = []
    var start = 0
    var index = 0
    while index <= text.count {
      let byte = index < text.count ? text[index] : 0x0A
      if byte == 0x0A || byte == 0x0D || byte == 0x0C {
        if let line = line(text, start..<index) {
          lines.append(line)
        } else if !lines.isEmpty {
          append(lines, text, to: &blocks)
          lines.removeAll(keepingCapacity: true)
        }
        if byte == 0x0C, !lines.isEmpty {
          append(lines, text, to: &blocks)
          lines.removeAll(keepingCapacity: true)
        }
        if byte == 0x0D, index + 1 < text.count, text[index + 1] == 0x0A { index += 1 }
        start = index + 1
      }
      index += 1
    }
    append(lines, text, to: &blocks)
    return blocks
  }

  /// The line at `range`; `nil` when it is blank.
  private static func line(_ text: [UInt8], _ range: Range<Int>) -> Line? {
    var (start, end) = (range.lowerBound, range.upperBound)
    var indentation = 0
    while start < end, text[start] == 0x20 || text[start] == 0x09 {
      indentation += text[start] == 0x09 ? 8 - indentation % 8 : 1
      start += 1
    }
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
    guard start < end else { return nil }
    let width = text[start..<end].reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    return Line(range: start..<end, indentation: indentation, width: width)
  }

  private static func append(_ paragraph: [Line], _ text: [UInt8], to blocks: inout [RawBlock]) {
    var rest = paragraph[...]
    while let first = rest.first, let second = rest.dropFirst().first,
      let level = underlineLevel(second, under: first, text)
    {
      blocks.append(RawBlock(.heading(level: level), string(text, first.range)))
      rest = rest.dropFirst(2)
    }
    let lines = Array(rest)
    guard let first = lines.first else { return }
    if lines.contains(where: { isItem(text, $0.range) }) { return appendItems(lines, text, to: &blocks) }
    if lines.count == 1 || isWrapped(lines, text) {
      blocks.append(RawBlock(.paragraph, joined(lines, text)))
    } else if lines.contains(where: { $0.indentation > first.indentation + 1 || hasColumns(text, $0.range) }) {
      blocks.append(RawBlock(.code, layout(lines, text)))
    } else {
      for line in lines { blocks.append(RawBlock(.paragraph, string(text, line.range))) }
    }
  }

  /// Lines of which at least one begins like an item: each such line starts an item, the others go on with it.
  private static func appendItems(_ lines: [Line], _ text: [UInt8], to blocks: inout [RawBlock]) {
    var rest = lines[...]
    let lead = rest.prefix { !isItem(text, $0.range) }
    if !lead.isEmpty { blocks.append(RawBlock(.paragraph, joined(Array(lead), text))) }
    rest = rest.dropFirst(lead.count)
    var indentations: [Int] = []
    while let first = rest.first {
      let item = [first] + rest.dropFirst().prefix { !isItem(text, $0.range) }
      while let last = indentations.last, last > first.indentation { indentations.removeLast() }
      if indentations.last != first.indentation { indentations.append(first.indentation) }
      blocks.append(
        RawBlock(
          .listItem(depth: min(indentations.count, BlockKind.maximumListDepth)),
          withoutBullet(joined(item, text))))
      rest = rest.dropFirst(item.count)
    }
  }

  /// Whether a line begins with "- ", "* ", "• ", "1. " or "1) ".
  private static func isItem(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let line = text[range]
    if [[0x2D, 0x20], [0x2A, 0x20], [0xE2, 0x80, 0xA2]].contains(where: { line.starts(with: $0) }) { return true }
    let digits = line.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard (1...3).contains(digits.count) else { return false }
    let mark = line.dropFirst(digits.count)
    return mark.starts(with: [UInt8(ascii: "."), 0x20]) || mark.starts(with: [UInt8(ascii: ")"), 0x20])
  }

  private static func withoutBullet(_ item: String) -> String {
    guard let first = item.first, "-*•".contains(first) else { return item }
    return String(item.dropFirst().drop { $0 == " " || $0 == "\t" })
  }

  private static func underlineLevel(_ line: Line, under title: Line, _ text: [UInt8]) -> Int? {
    guard let byte = text[line.range].first, line.range.count >= 3, line.width + 2 >= title.width,
      let level = [UInt8(ascii: "="): 1, UInt8(ascii: "-"): 2, UInt8(ascii: "~"): 3][byte],
      text[line.range].allSatisfy({ $0 == byte }), !text[title.range].allSatisfy({ $0 == byte }),
      !hasColumns(text, title.range)
    else { return nil }
    return level
  }

  /// Whether nine of ten line breaks are where a margin made them.
  private static func isWrapped(_ lines: [Line], _ text: [UInt8]) -> Bool {
    let margin = lines.reduce(0) { max($0, $1.width) }
    guard margin <= widestMargin, margin >= 40 || hasWideCharacters(lines, text) else { return false }
    var forced = 0
    for (line, next) in zip(lines, lines.dropFirst()) where !hasColumns(text, line.range) {
      let word = text[next.range].prefix { $0 > 0x20 }.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
      if line.width + 1 + word > margin - raggedness { forced += 1 }
    }
    return forced * 10 >= (lines.count - 1) * 9
  }

  /// Whether most bytes are those of characters that are written without spaces between words.
  private static func hasWideCharacters(_ lines: [Line], _ text: [UInt8]) -> Bool {
    guard let first = lines.first else { return false }
    return text[first.range].count { $0 >= 0xE3 } * 6 > first.range.count
  }

  /// Whether a line has a run of three spaces or a tab inside.
  private static func hasColumns(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var run = 0
    for byte in text[range] {
      if byte == 0x09 { return true }
      run = byte == 0x20 ? run + 1 : 0
      if run == 3 { return true }
    }
    return false
  }

  /// The lines with a space between them, or none between two characters of a script without spaces.
  private static func joined(_ lines: [Line], _ text: [UInt8]) -> String {
    var bytes: [UInt8] = []
    for line in lines {
      if let last = bytes.dropLast(2).last, !(last >= 0xE3 && last <= 0xE9 && text[line.range.lowerBound] >= 0xE3) {
        bytes.append(0x20)
      } else if !bytes.isEmpty, bytes.count < 3 {
        bytes.append(0x20)
      }
      bytes.append(contentsOf: text[line.range])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The lines as they are, without the indentation that all of them share.
  private static func layout(_ lines: [Line], _ text: [UInt8]) -> String {
    let shared = lines.reduce(Int.max) { min($0, $1.indentation) }
    var bytes: [UInt8] = []
    for line in lines {
      if !bytes.isEmpty { bytes.append(0x0A) }
      bytes.append(contentsOf: Array(repeating: 0x20, count: min(line.indentation - shared, 1_000)))
      bytes.append(contentsOf: text[line.range])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func string(_ text: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: text[range], as: UTF8.self)
  }
}
