internal import Common
internal import LanguageModels
internal import Retrieval
internal import Terminal

/// The footnotes of an answer, what is not supported, and who wrote it.
func renderedFootnotes(_ reply: Reply, style: TextStyle, width: Int, currency: String) -> [String] {
  var lines: [String] = []
  for citation in reply.citations {
    let mark = "[\(citation.number)]"
    let margin = String(repeating: " ", count: mark.count + 1)
    let headings = citation.headings.map(\.printable).joined(separator: " › ")
    let path = headings.isEmpty ? "" : " — \(headings)"
    lines.append("\(mark) \(style.bold(citation.source.title.printable))\(path)")
    lines.append(margin + style.dim(place(source: citation.source, url: citation.url, pages: citation.pages)))
  }
  let utf8 = Array(reply.text.utf8)
  for sentence in reply.unsupported where sentence.utf8.upperBound <= utf8.count {
    let text = String(decoding: utf8[sentence.utf8], as: UTF8.self).printable
    lines += wrapped("\(style.yellow("not in the passages:")) \(text)", width: width, indent: 0)
  }
  return lines
}

/// One line: who answered, how long it took and what it cost.
func renderedCost(_ reply: Reply, currency: String) -> String {
  var parts = [reply.provider]
  if !reply.model.isEmpty, reply.provider != "offline" { parts.append(reply.model.printable) }
  if reply.usage.total > 0 {
    parts.append("\(reply.usage.isEstimated ? "about " : "")\(Quantities.count(reply.usage.total)) tokens")
  }
  if reply.cost > 0 { parts.append("\(rounded(reply.cost, digits: 4)) \(currency)") }
  parts.append(
    reply.milliseconds < 1_000
      ? "\(reply.milliseconds) ms" : Quantities.duration(.milliseconds(reply.milliseconds)))
  return parts.joined(separator: " · ")
}

/// A conversation as Markdown, with the footnotes of every answer.
func transcript(_ exchanges: [(question: String, reply: Reply)], bundle: String) -> String {
  var lines = ["# Conversation about \(bundle)", ""]
  for exchange in exchanges {
    lines += ["## \(exchange.question)", "", exchange.reply.text, ""]
    for citation in exchange.reply.citations {
      let headings = citation.headings.joined(separator: " › ")
      let path = headings.isEmpty ? "" : " — \(headings)"
      let place = place(source: citation.source, url: citation.url, pages: citation.pages)
      lines.append("- [\(citation.number)] \(citation.source.title)\(path) (\(place))")
    }
    if !exchange.reply.citations.isEmpty { lines.append("") }
    lines += ["*\(exchange.reply.provider) \(exchange.reply.model)*", ""]
  }
  return lines.joined(separator: "\n")
}
