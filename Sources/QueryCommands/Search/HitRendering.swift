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
private func highlighted(_ snippet: Snippet, _ style: TextStyle) -> String {
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

extension Hit {
  /// The hit as a JSON object; scores are numbers, ranges half-open pairs.
  func json(rank: Int) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("rank", .integer(rank)), .init("score", .number(score)),
      .init("keywordScore", .optional(keywordScore.map(JSONValue.number))),
      .init("vectorScore", .optional(vectorScore.map(JSONValue.number))),
      .init("bundle", .string(bundle)), .init("chunk", .integer(candidate.chunk.index)),
    ]
    members += source.jsonMembers(document: document, url: url)
    members += [
      .init("pages", .pages(pages)), .init("regions", .array(regions.map(\.json))),
      .init("headings", .array(headings.map(JSONValue.string))),
      .init("anchor", .optional(anchor.map(JSONValue.string))), .init("range", range.json),
      .init("text", .string(text)),
    ]
    return .object(members)
  }
}

extension DocumentSource {
  func jsonMembers(document: DocumentID, url: String?) -> [JSONValue.Member] {
    [
      .init("document", .integer(document.index)), .init("title", .string(title)), .init("source", .string(name)),
      .init("id", .optional(externalID.map(JSONValue.string))), .init("format", .string(format)),
      .init("url", .optional(url.map(JSONValue.string))),
      .init("fetched", .optional(fetched.map(JSONValue.string))),
    ]
  }
}

extension TextRange {
  var json: JSONValue {
    .object([
      "utf8": [.integer(utf8.lowerBound), .integer(utf8.upperBound)],
      "utf16": [.integer(utf16.lowerBound), .integer(utf16.upperBound)],
    ])
  }
}

extension JSONValue {
  static func optional(_ value: JSONValue?) -> JSONValue { value ?? .null }

  /// A `Float` with the digits that tell it apart from its neighbours, not those of its `Double`.
  static func number(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }

  static func pages(_ pages: ClosedRange<Int>?) -> JSONValue {
    guard let pages else { return .null }
    return [.integer(pages.lowerBound), .integer(pages.upperBound)]
  }
}

/// The headings around a passage, outermost first; a document that is named by its first heading does not need it twice.
func headingPath(_ headings: [String], below title: String) -> String {
  let path = headings.first == title ? headings.dropFirst() : headings[...]
  return path.map(\.printable).joined(separator: " › ")
}
