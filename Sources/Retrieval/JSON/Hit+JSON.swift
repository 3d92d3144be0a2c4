package import Common

extension Hit {
  /// The hit as a JSON object; scores are numbers, ranges half-open pairs.
  package func json(rank: Int) -> JSONValue {
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
  package func jsonMembers(document: DocumentID, url: String?) -> [JSONValue.Member] {
    [
      .init("document", .integer(document.index)), .init("title", .string(title)), .init("source", .string(name)),
      .init("id", .optional(externalID.map(JSONValue.string))), .init("format", .string(format)),
      .init("url", .optional(url.map(JSONValue.string))),
      .init("fetched", .optional(fetched.map(JSONValue.string))),
    ]
  }
}

extension TextRange {
  package var json: JSONValue {
    .object([
      "utf8": [.integer(utf8.lowerBound), .integer(utf8.upperBound)],
      "utf16": [.integer(utf16.lowerBound), .integer(utf16.upperBound)],
    ])
  }
}

extension JSONValue {
  package static func optional(_ value: JSONValue?) -> JSONValue { value ?? .null }

  /// A `Float` with the digits that tell it apart from its neighbours, not those of its `Double`.
  package static func number(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }

  package static func pages(_ pages: ClosedRange<Int>?) -> JSONValue {
    guard let pages else { return .null }
    return [.integer(pages.lowerBound), .integer(pages.upperBound)]
  }
}

extension Snippet {
  /// The line, and the words of the query in UTF-16 code units of it, as browsers count.
  package var json: JSONValue {
    let bytes = Array(text.utf8)
    func units(_ range: Range<Int>) -> Int { String(decoding: bytes[range], as: UTF8.self).utf16.count }
    let marks = highlights.map { range -> JSONValue in
      let start = units(0..<range.lowerBound)
      return [.integer(start), .integer(start + units(range))]
    }
    return .object(["text": .string(text), "highlights": .array(marks)])
  }
}
