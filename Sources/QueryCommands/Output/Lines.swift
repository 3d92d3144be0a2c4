internal import Retrieval
internal import Storage
internal import Terminal

/// Wraps `text` at spaces into lines of at most `width` characters, each after `indent` spaces.
///
/// Marked words keep their marks: a line never ends within a word.
func wrapped(_ text: String, width: Int, indent: Int) -> [String] {
  let margin = String(repeating: " ", count: indent)
  var lines: [String] = []
  var line = ""
  var length = 0
  for word in text.split(separator: " ") {
    let wordLength = visibleLength(word)
    if length > 0, indent + length + 1 + wordLength > width {
      lines.append(margin + line)
      line = ""
      length = 0
    }
    if length > 0 {
      line += " "
      length += 1
    }
    line += word
    length += wordLength
  }
  if length > 0 { lines.append(margin + line) }
  return lines
}

/// Characters that a terminal shows: escape sequences count nothing.
private func visibleLength(_ word: Substring) -> Int {
  var count = 0
  var isEscape = false
  for scalar in word.unicodeScalars {
    if scalar == "\u{1B}" { isEscape = true }
    if !isEscape { count += 1 }
    if isEscape, scalar == "m" { isEscape = false }
  }
  return count
}

/// Characters in a line for people: the terminal's own within reason, 100 elsewhere.
var lineWidth: Int {
  StandardStream.output.isTerminal ? min(max(StandardStream.output.columns, 40), 120) : 100
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
