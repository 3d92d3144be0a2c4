internal import Common
internal import Hummingbird
internal import PassageStore
internal import Retrieval

/// Documents and the passages in them.
struct DocumentRoutes: Sendable {
  let services: ServerServices

  private static let bundle = Endpoint.Parameter.query(
    "bundle", .integer(0...1_000), "position of the bundle among those that are served; 0 by default")
  private static let document = Endpoint.Parameter.path(
    "document", .integer(0...Int(UInt32.max)), "the document's number in its bundle")

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/api/documents", tag: "documents", summary: "List documents",
        access: .scope(.search),
        parameters: [
          Self.bundle, .query("offset", .integer(0...Int(UInt32.max)), "documents to pass over"),
          .query("limit", .integer(1...500), "documents to return; 50 by default"),
          .query("q", .text(minimum: 1, maximum: 200), "part of the title or the source, in any case"),
          .query("format", .text(minimum: 1, maximum: 40), "for example markdown or pdf"),
          .query("filter", .text(minimum: 1, maximum: 500), "key=value of the metadata", isRepeated: true),
          .query("tag", .text(minimum: 1, maximum: 200), "a tag that the documents must have", isRepeated: true),
        ], handle: list),
      Endpoint(
        method: .get, path: "/api/documents/{document}", tag: "documents",
        summary: "One document with its outline and a summary", access: .scope(.search),
        parameters: [Self.document, Self.bundle], failures: [404], handle: one),
      Endpoint(
        method: .get, path: "/api/documents/{document}/text", tag: "documents",
        summary: "The text of a document: all of it, a page or a range, in parts of at most 64 KiB",
        access: .scope(.search),
        parameters: [
          Self.document, Self.bundle, .query("page", .integer(1...1_000_000), "a page, where the document has pages"),
          .query("from", .integer(0...Int(Int32.max)), "first byte of UTF-8"),
          .query("to", .integer(0...Int(Int32.max)), "the byte after the last one"),
        ], failures: [404], handle: text),
      Endpoint(
        method: .get, path: "/api/documents/{document}/chunks", tag: "documents",
        summary: "The chunks of a document with their places", access: .scope(.search),
        parameters: [
          Self.document, Self.bundle, .query("offset", .integer(0...Int(UInt32.max)), "chunks to pass over"),
          .query("limit", .integer(1...200), "chunks to return; 50 by default"),
        ], failures: [404], handle: chunks),
      Endpoint(
        method: .get, path: "/api/facets", tag: "documents",
        summary: "The metadata and tags that documents can be filtered by", access: .scope(.search),
        parameters: [Self.bundle], failures: [404], handle: facets),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let query = DocumentQuery(
      text: call.text("q"), format: call.text("format"), filter: try SearchRoutes.filter(call),
      offset: call.integer("offset") ?? 0, limit: call.integer("limit") ?? 50)
    return try await answer(call) { bundle, position in
      try DocumentCatalog(bundle, position: position).list(query)
    }
  }

  private func one(_ call: Call) async throws -> Response {
    let number = Int(call.segment("document")) ?? 0
    return try await answer(call) { bundle, position in
      let catalog = DocumentCatalog(bundle, position: position)
      return try catalog.details(of: try catalog.document(number))
    }
  }

  private func text(_ call: Call) async throws -> Response {
    let number = Int(call.segment("document")) ?? 0
    let (page, from, to) = (call.integer("page"), call.integer("from"), call.integer("to"))
    if page != nil, from != nil || to != nil {
      throw APIError.invalid("page", "give either a page or a range")
    }
    return try await answer(call) { bundle, position in
      let catalog = DocumentCatalog(bundle, position: position)
      return try catalog.text(of: try catalog.document(number), page: page, from: from, to: to)
    }
  }

  private func chunks(_ call: Call) async throws -> Response {
    let number = Int(call.segment("document")) ?? 0
    let (offset, limit) = (call.integer("offset") ?? 0, call.integer("limit") ?? 50)
    return try await answer(call) { bundle, position in
      let catalog = DocumentCatalog(bundle, position: position)
      return try catalog.chunks(of: try catalog.document(number), offset: offset, limit: limit)
    }
  }

  private func facets(_ call: Call) async throws -> Response {
    try await answer(call) { bundle, _ in
      let passages = try bundle.passages
      return .object([
        "metadata": .array(
          try passages.facets().map {
            ["key": .string($0.key), "value": .string($0.value), "documents": .integer($0.documentCount)]
          }),
        "tags": .array(
          try passages.tags().map { ["tag": .string($0.tag), "documents": .integer($0.documentCount)] }),
      ])
    }
  }

  private func answer(
    _ call: Call, _ work: @escaping @Sendable (SearchableBundle, Int) throws -> JSONValue
  ) async throws -> Response {
    let served = services.catalog.current
    let position = call.integer("bundle") ?? 0
    guard position < served.engine.bundles.count else { throw APIError.notFound("bundle") }
    let bundle = served.engine.bundles[position]
    return .bytes(try await services.pool.run { try work(bundle, position).serialized() }, type: "application/json")
  }
}
