package import Common

extension Answer {
  package var json: JSONValue {
    var members: [JSONValue.Member] = [.init("question", .string(question))]
    switch content {
    case .none:
      members.append(.init("kind", "none"))
      members.append(.init("nearest", .array(nearest.enumerated().map { $0.element.json(rank: $0.offset + 1) })))
    case .curated(let curated): members += [.init("kind", "curated"), .init("curated", curated.json)]
    case .quoted(let quotations):
      members += [.init("kind", "quoted"), .init("quotations", .array(quotations.map(\.json)))]
    }
    members.append(.init("confidence", .number(confidence)))
    members.append(.init("evidence", .object(evidence.features.map { .init($0.name, .number($0.value)) })))
    return .object(members)
  }
}

extension CuratedAnswer {
  package var json: JSONValue {
    .object([
      "question": .string(question), "answer": .string(answer),
      "category": .optional(category.map(JSONValue.string)), "tags": .array(tags.map(JSONValue.string)),
      "source": .string(source), "similarity": .number(similarity),
    ])
  }
}

extension Quotation {
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("number", .integer(number)), .init("text", .string(text)), .init("similarity", .number(similarity)),
      .init("bundle", .string(bundle)), .init("chunk", .integer(chunk.index)),
    ]
    members += source.jsonMembers(document: document, url: url)
    members += [
      .init("pages", .pages(pages)), .init("regions", .array(regions.map(\.json))),
      .init("headings", .array(headings.map(JSONValue.string))),
      .init("anchor", .optional(anchor.map(JSONValue.string))), .init("range", range.json),
    ]
    return .object(members)
  }
}
