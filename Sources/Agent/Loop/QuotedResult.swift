internal import LanguageModels
internal import Retrieval
internal import TextAnalysis

/// How a tool's result is shown to a model: the tool's own words, then everything from documents behind `| `, so that no text can pretend
/// to be anything else.
enum QuotedResult {
  /// The text for the model, of about `tokens` tokens at most; passages are cut after whole sentences.
  ///
  /// - Parameter numbers: one for each passage of `result`.
  static func text(_ result: ToolResult, numbers: [Int], tokens: Int) -> String {
    var parts = result.note.isEmpty ? [] : [line(result.note)]
    let share = result.passages.isEmpty ? 0 : max(200, (4 * tokens - result.data.utf8.count) / result.passages.count)
    for (passage, number) in zip(result.passages, numbers) {
      var place = ([passage.source.title] + passage.headings).joined(separator: " › ")
      if let pages = passage.pages {
        place += pages.count == 1 ? ", page \(pages.lowerBound)" : ", pages \(pages.lowerBound)–\(pages.upperBound)"
      }
      parts.append("[\(number)]\n" + quoted(place) + "\n" + quoted(cut(passage.text, bytes: share)))
    }
    if !result.data.isEmpty { parts.append(quoted(cut(result.data, bytes: 4 * tokens))) }
    if parts.isEmpty { parts.append("Nothing was found.") }
    return parts.joined(separator: "\n")
  }

  /// A note or a reason in one line. It may repeat words that a model took from a text, which begin no line of their own.
  static func line(_ text: String) -> String {
    quoted(text).split(separator: "\n").map { $0.dropFirst(2) }.joined(separator: " ")
  }

  /// Each line behind a bar. Control characters become spaces; whatever breaks lines starts a new one.
  static func quoted(_ text: String) -> String {
    var lines = ["| "]
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x0D, 0x85, 0x2028, 0x2029, 0x0B, 0x0C: if lines[lines.count - 1] != "| " { lines.append("| ") }
      case 0..<0x20, 0x7F..<0xA0: lines[lines.count - 1].unicodeScalars.append(" ")
      default: lines[lines.count - 1].unicodeScalars.append(scalar)
      }
    }
    if lines.count > 1, lines.last == "| " { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// The sentences that fit into `bytes`; a first one that is longer is cut within.
  static func cut(_ text: String, bytes: Int) -> String {
    let utf8 = Array(text.utf8)
    guard utf8.count > bytes else { return text }
    var end =
      SentenceSegmenter(lineBreaks: .always).sentences(in: utf8).last { $0.upperBound <= bytes }?.upperBound ?? bytes
    while end > 0, end < utf8.count, utf8[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: utf8[..<end], as: UTF8.self) + " …"
  }
}
