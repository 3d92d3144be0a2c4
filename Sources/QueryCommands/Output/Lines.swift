internal import Retrieval
internal import Storage
internal import Terminal

/// Wraps `text` at spaces into lines of at most `width` columns, the first after `indent` spaces, the others after `hang`.
///
/// Wide characters need no spaces to be broken between, and a word that is longer than a line is cut. Marked words keep
/// their marks: a line never ends within one.
func wrapped(_ text: String, width: Int, indent: Int, hang: Int? = nil) -> [String] {
  let hang = hang ?? indent
  var lines: [String] = []
  var line = String(repeating: " ", count: indent)
  var column = indent
  var start = indent
  for word in text.split(separator: " ") {
    var isFirst = true
    for (piece, length) in pieces(of: word, room: max(width - hang, 8)) {
      let space = isFirst && column > start ? 1 : 0
      isFirst = false
      if column > start, column + space + length > width {
        lines.append(line)
        line = String(repeating: " ", count: hang) + piece
        (column, start) = (hang + length, hang)
      } else {
        line += String(repeating: " ", count: space) + piece
        column += space + length
      }
    }
  }
  if column > start { lines.append(line) }
  return lines
}

/// The parts of a word that may stand on lines of their own, with their columns: a word that fits is one, unless it is written
/// without spaces.
private func pieces(of word: Substring, room: Int) -> [(text: String, columns: Int)] {
  var whole = 0
  var hasWide = false
  var isEscape = false
  var hasMarks = false
  for character in word {
    // Escape sequences count nothing.
    if character == "\u{1B}" { (isEscape, hasMarks) = (true, true) }
    if !isEscape {
      whole += character.columns
      if character.columns == 2 { hasWide = true }
    }
    if isEscape, character == "m" { isEscape = false }
  }
  guard !hasMarks, hasWide || whole > room else { return [(String(word), whole)] }
  var parts: [(text: String, columns: Int)] = []
  for character in word {
    if let last = parts.last, let end = last.text.last, end.columns < 2, last.columns + character.columns <= room {
      parts[parts.count - 1] = (last.text + String(character), last.columns + character.columns)
    } else {
      parts.append((String(character), character.columns))
    }
  }
  return parts
}

/// Columns of a line for people: the terminal's own within reason, 100 elsewhere.
var lineWidth: Int {
  StandardStream.output.isTerminal ? min(max(StandardStream.output.columns, 20), 120) : 100
}

/// Where a passage stands: `source, p. 3–4`, or the URL and the day of the fetch.
func place(source: DocumentSource, url: String?, pages: ClosedRange<Int>?) -> String {
  var text = (url ?? source.name).printable
  if let pages {
    text += pages.count == 1 ? ", p. \(pages.lowerBound)" : ", pp. \(pages.lowerBound)–\(pages.upperBound)"
  }
  if let fetched = source.fetched { text += ", fetched \(String(fetched.prefix(10)).printable)" }
  return text
}

extension TextSink {
  /// Writes lines, each with its newline.
  func show(_ lines: [String]) throws { try write(lines.map { $0 + "\n" }.joined()) }
}
