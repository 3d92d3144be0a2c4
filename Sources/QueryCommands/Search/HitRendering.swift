internal import Common
internal import Retrieval
internal import Terminal

/// Hits for people: rank, title, heading path, place and a snippet each.
func renderedHits(_ hits: [(hit: Hit, snippet: Snippet)], style: TextStyle, width: Int) -> [String] {
  guard !hits.isEmpty else { return ["Nothing found."] }
  var lines: [String] = []
  for (index, entry) in hits.enumerated() {
    if index > 0 { lines.append("") }
    let hit = entry.hit
    let number = "\(index + 1)."
    let indent = number.count + 1
    let margin = String(repeating: " ", count: indent)
    lines.append("\(number) \(style.bold(hit.source.title.printable))  \(style.dim(scores(of: hit)))")
    let headings = headingPath(hit.headings, below: hit.source.title)
    if !headings.isEmpty { lines.append(margin + headings) }
    lines.append(margin + style.dim(place(source: hit.source, url: hit.url, pages: hit.pages)))
    lines += wrapped(highlighted(entry.snippet, style), width: width, indent: indent)
  }
  return lines
}

private func scores(of hit: Hit) -> String {
  var parts = [rounded(hit.score)]
  if let keyword = hit.keywordScore, keyword != hit.score { parts.append("keyword \(rounded(keyword))") }
  if let vector = hit.vectorScore, vector != hit.score { parts.append("vector \(rounded(vector))") }
  return parts.joined(separator: ", ")
}

/// A number with a fixed count of decimals, the same in every locale.
func rounded(_ value: some BinaryFloatingPoint, digits: Int = 3) -> String {
  let value = Double(value)
  guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
  let unit = (0..<digits).reduce(1) { product, _ in product * 10 }
  let parts = Int((value.magnitude * Double(unit)).rounded())
  let fraction = String(parts % unit)
  let sign = value < 0 && parts > 0 ? "-" : ""
  return "\(sign)\(parts / unit)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// The snippet with the query's words marked, word by word so that lines may break between them.
func highlighted(_ snippet: Snippet, _ style: TextStyle) -> String {
  let utf8 = Array(snippet.text.utf8)
  var text = ""
  var position = 0
  for range in snippet.highlights {
    text += String(decoding: utf8[position..<range.lowerBound], as: UTF8.self)
    text += style.yellow(String(decoding: utf8[range], as: UTF8.self))
    position = range.upperBound
  }
  return printableMarks(text + String(decoding: utf8[position...], as: UTF8.self), style)
}

/// Snippets hold no control characters of the first kind, but may hold those from U+0080 on.
private func printableMarks(_ text: String, _ style: TextStyle) -> String {
  var safe = ""
  for scalar in text.unicodeScalars { safe.unicodeScalars.append((0x80..<0xA0).contains(scalar.value) ? " " : scalar) }
  return safe
}

/// The headings around a passage, outermost first; a document that is named by its first heading does not need it twice.
func headingPath(_ headings: [String], below title: String) -> String {
  let path = headings.first == title ? headings.dropFirst() : headings[...]
  return path.map(\.printable).joined(separator: " › ")
}
