internal import Common
internal import LanguageModels
internal import Retrieval
internal import Terminal

/// The footnotes of an answer, and what is not supported.
func renderedFootnotes(_ reply: Reply, style: TextStyle, width: Int) -> [String] {
  var lines = reply.citations.flatMap { renderedFootnote($0, style: style, width: width) }
  let utf8 = Array(reply.text.utf8)
  for sentence in reply.unsupported where sentence.utf8.upperBound <= utf8.count {
    let text = String(decoding: utf8[sentence.utf8], as: UTF8.self).printable
    lines += wrapped("\(style.yellow("not in the passages:")) \(text)", width: width, indent: 0, hang: 2)
  }
  return lines
}

private func renderedFootnote(_ citation: Citation, style: TextStyle, width: Int) -> [String] {
  let mark = "[\(citation.number)]"
  let headings = headingPath(citation.headings, below: citation.source.title)
  let path = headings.isEmpty ? "" : " — \(headings)"
  let place = place(source: citation.source, url: citation.url, pages: citation.pages)
  return wrapped(
    "\(mark) \(style.bold(citation.source.title.printable))\(path)", width: width, indent: 0, hang: mark.count + 1)
    + wrapped(place, width: width, indent: mark.count + 1).map(style.dim)
}

/// A passage in full: its footnote, its text, and where that stands in the document and on its pages.
func renderedPassage(_ citation: Citation, style: TextStyle, width: Int) -> [String] {
  var lines = renderedFootnote(citation, style: style, width: width) + [""]
  for paragraph in citation.text.split(separator: "\n", omittingEmptySubsequences: false) {
    let text = wrapped(String(paragraph).printable, width: width, indent: 4)
    lines += text.isEmpty ? [""] : text
  }
  while lines.last?.isEmpty == true { lines.removeLast() }
  lines.append("")
  if let range = citation.range {
    let bytes = "bytes \(range.utf8.lowerBound)–\(range.utf8.upperBound) of the document's text"
    lines += wrapped(bytes, width: width, indent: 4).map(style.dim)
  }
  for page in citation.regions.pages.map(Array.init) ?? [] {
    let rectangles = citation.regions.map(\.rectangle).filter { $0.page == page }
    guard let left = rectangles.map(\.left).min(), let top = rectangles.map(\.top).min(),
      let right = rectangles.map(\.right).max(), let bottom = rectangles.map(\.bottom).max()
    else { continue }
    let corners = [left, top, right, bottom].map {
      rounded(Double($0) / Double(PageRectangle.unitsPerPoint), digits: 1)
    }
    let text =
      "page \(page): \(Quantities.counted(rectangles.count, "line")) from (\(corners[0]), \(corners[1])) to (\(corners[2]), \(corners[3])) points"
    lines += wrapped(text, width: width, indent: 4).map(style.dim)
  }
  while lines.last?.isEmpty == true { lines.removeLast() }
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
