internal import Common
internal import Hummingbird
internal import Retrieval

/// `GET /api/search`.
struct SearchRoutes: Sendable {
  let services: ServerServices

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/api/search", tag: "search", summary: "Find the chunks that fit a query",
        access: .scope(.search),
        parameters: [
          .query("q", .text(minimum: 1, maximum: 2_000), "what to look for", isRequired: true),
          .query("mode", .choice(SearchMode.allCases.map(\.rawValue)), "hybrid where the bundle has vectors"),
          .query("k", .integer(1...100), "hits to return; 10 by default"),
          .query("filter", .text(minimum: 1, maximum: 500), "key=value of the documents' metadata", isRepeated: true),
          .query("tag", .text(minimum: 1, maximum: 200), "a tag that the documents must have", isRepeated: true),
          .query("min-similarity", .number(-1...1), "cosine similarity below which a hit is dropped"),
          .query("snippets", .flag, "whether hits come with a snippet and its highlights"),
        ], handle: search)
    ]
  }

  private func search(_ call: Call) async throws -> Response {
    let query = call.text("q") ?? ""
    guard query.contains(where: { !$0.isWhitespace }) else { throw APIError.invalid("q", "q is empty") }
    let served = services.catalog.current
    let mode = call.text("mode").flatMap(SearchMode.init) ?? served.engine.defaultMode
    var options = SearchOptions(mode: mode, limit: call.integer("k") ?? 10)
    options.filter = try Self.filter(call)
    options.minimumSimilarity = call.number("min-similarity").map { Float($0) }
    let withSnippets = call.flag("snippets") ?? false
    let start = ContinuousClock.now
    let request = SearchRequest(query: query, options: options)
    let body: [UInt8]
    do {
      body = try await services.searches.search(served, request) { hits in
        try Self.body(hits, of: request, served, withSnippets: withSnippets)
      }
    } catch let error as SearchError {
      throw APIError(.unprocessableContent, "search_unavailable", error.diagnostics.first?.reason ?? "\(error)")
    }
    services.metrics.retrieval(mode: mode.rawValue, duration: ContinuousClock.now - start)
    return .bytes(body, type: "application/json")
  }

  static func filter(_ call: Call) throws(APIError) -> DocumentFilter {
    var conditions: [DocumentFilter.Condition] = []
    for text in call.texts("filter") {
      guard let condition = DocumentFilter.Condition(parsing: text) else {
        throw .invalid("filter", "filter must be key=value")
      }
      conditions.append(condition)
    }
    return DocumentFilter(conditions: conditions, tags: call.texts("tag"))
  }

  /// The body of the response, made where the search runs, so that event loops only pass it on.
  private static func body(
    _ hits: [Hit], of request: SearchRequest, _ served: ServedBundles, withSnippets: Bool
  ) throws -> [UInt8] {
    var values: [JSONValue] = []
    for (index, hit) in hits.enumerated() {
      var members = hit.json(rank: index + 1).members ?? []
      if withSnippets {
        members.append(.init("snippet", try served.engine.snippet(of: hit, query: request.query).json))
      }
      values.append(.object(members))
    }
    return JSONValue.object([
      "query": .string(request.query), "mode": .string(request.options.mode.rawValue),
      "bundle": .string(served.digest), "hits": .array(values),
    ]).serialized()
  }
}
