package import Common
internal import Retrieval

/// The tools that other programs' models may call: search, read, list, ask. All of them only read.
package struct MCPTools: Sendable {
  private struct Tool: Sendable {
    var name: String
    var title: String
    var summary: String
    var input: Shape
    var run: @Sendable (JSONValue) async throws -> (text: String, value: JSONValue)
  }

  private let all: [Tool]

  /// - Parameters:
  ///   - catalog: the bundles.
  ///   - pool: where searches run.
  ///   - ask: answers a question: the text with its marks, and the citations.
  package init(
    catalog: BundleCatalog, pool: WorkPool, ask: @escaping @Sendable (String) async throws -> (String, JSONValue)
  ) {
    let number = Shape.integer(0...Int(UInt32.max))
    all = [
      Tool(
        name: "search", title: "Search", summary: "Find the passages of the knowledge base that fit a query.",
        input: .object([
          .init("query", .text(minimum: 1, maximum: 2_000), "what to look for", isRequired: true),
          .init("limit", .integer(1...50), "passages to return; 8 by default"),
          .init("mode", .choice(SearchMode.allCases.map(\.rawValue)), "hybrid by default"),
        ])
      ) { arguments in try await Self.search(arguments, catalog, pool) },
      Tool(
        name: "read", title: "Read", summary: "Read a document: its beginning, a page, or from a byte on.",
        input: .object([
          .init("document", number, "the number that search and list give", isRequired: true),
          .init("bundle", .integer(0...1_000), "the position of its bundle; 0 by default"),
          .init("page", .integer(1...1_000_000), "a page, where the document has pages"),
          .init("from", .integer(0...Int(Int32.max)), "the byte to read from; `next` of the part before"),
        ])
      ) { arguments in try await Self.read(arguments, catalog, pool) },
      Tool(
        name: "list", title: "List documents", summary: "List the documents of the knowledge base.",
        input: .object([
          .init("query", .text(minimum: 1, maximum: 200), "part of the title or the source"),
          .init("bundle", .integer(0...1_000), "the position of the bundle; 0 by default"),
          .init("offset", number), .init("limit", .integer(1...200), "50 by default"),
        ])
      ) { arguments in try await Self.list(arguments, catalog, pool) },
      Tool(
        name: "ask", title: "Ask",
        summary: "Get an answer with citations from the knowledge base, or that it has none.",
        input: .object([.init("question", .text(minimum: 1, maximum: 5_000), isRequired: true)])
      ) { arguments in
        let (text, citations) = try await ask(arguments["question"]?.string ?? "")
        return (text, ["answer": .string(text), "citations": citations])
      },
    ]
  }

  /// Answers questions by quoting, without a language model.
  package static func quoting(_ catalog: BundleCatalog) -> @Sendable (String) async throws -> (String, JSONValue) {
    { question in
      let engine = catalog.current.engine
      let options = AnswerOptions(search: SearchOptions(mode: engine.defaultMode, limit: 6))
      let answer = try Answerer(engine, options).answer(question)
      switch answer.content {
      case .none: return ("The knowledge base does not answer this.", [])
      case .curated(let curated): return (curated.answer, [curated.json])
      case .quoted(let quotations):
        let text = quotations.map { "“\($0.text)” [\($0.number)] (\($0.source.title))" }.joined(separator: "\n")
        return (text, .array(quotations.map(\.json)))
      }
    }
  }

  var definitions: [JSONValue] {
    all.map {
      .object([
        "name": .string($0.name), "title": .string($0.title), "description": .string($0.summary),
        "inputSchema": $0.input.schema,
        "annotations": .object(["readOnlyHint": true, "openWorldHint": false]),
      ])
    }
  }

  /// Runs a tool. What fails inside it is a result that says so, which a model can act on.
  func call(_ name: String, _ arguments: JSONValue) async throws -> JSONValue {
    guard let tool = all.first(where: { $0.name == name }) else {
      throw MCPError(code: .invalidParameters, "there is no tool \(name.prefix(80))")
    }
    do {
      try tool.input.check(arguments, at: "body")
      let result = try await tool.run(arguments)
      return .object([
        "content": [.object(["type": "text", "text": .string(result.text)])], "structuredContent": result.value,
        "isError": false,
      ])
    } catch let error as APIError {
      return .object(["content": [.object(["type": "text", "text": .string(error.message)])], "isError": true])
    } catch let error as SearchError {
      let text = error.diagnostics.map(\.reason).joined(separator: "; ")
      return .object(["content": [.object(["type": "text", "text": .string(text)])], "isError": true])
    }
  }

  private static func search(
    _ arguments: JSONValue, _ catalog: BundleCatalog, _ pool: WorkPool
  ) async throws -> (String, JSONValue) {
    let served = catalog.current
    let mode = arguments["mode"]?.string.flatMap(SearchMode.init) ?? served.engine.defaultMode
    let query = arguments["query"]?.string ?? ""
    let options = SearchOptions(mode: mode, limit: arguments["limit"]?.integer ?? 8)
    return try await pool.run {
      let hits = try served.engine.search(query, options)
      let text = hits.enumerated().map { index, hit in
        let headings = ([hit.source.title] + hit.headings).joined(separator: " › ")
        return """
          [\(index + 1)] \(headings) (document \(hit.document.index) of bundle \(hit.candidate.bundle), \
          byte \(hit.range.utf8.lowerBound))
          \(hit.text)
          """
      }
      return (
        text.isEmpty ? "Nothing found." : text.joined(separator: "\n\n"),
        ["hits": .array(hits.enumerated().map { $1.json(rank: $0 + 1) })]
      )
    }
  }

  private static func bundle(_ arguments: JSONValue, _ catalog: BundleCatalog) throws -> DocumentCatalog {
    let position = arguments["bundle"]?.integer ?? 0
    let engine = catalog.current.engine
    guard position < engine.bundles.count else { throw APIError.notFound("bundle") }
    return DocumentCatalog(engine.bundles[position], position: position)
  }

  private static func read(
    _ arguments: JSONValue, _ catalog: BundleCatalog, _ pool: WorkPool
  ) async throws -> (String, JSONValue) {
    let documents = try bundle(arguments, catalog)
    return try await pool.run {
      let document = try documents.document(arguments["document"]?.integer ?? 0)
      let value = try documents.text(
        of: document, page: arguments["page"]?.integer, from: arguments["from"]?.integer, to: nil)
      return (value["text"]?.string ?? "", value)
    }
  }

  private static func list(
    _ arguments: JSONValue, _ catalog: BundleCatalog, _ pool: WorkPool
  ) async throws -> (String, JSONValue) {
    let documents = try bundle(arguments, catalog)
    let query = DocumentQuery(
      text: arguments["query"]?.string, offset: arguments["offset"]?.integer ?? 0,
      limit: arguments["limit"]?.integer ?? 50)
    return try await pool.run {
      let value = try documents.list(query)
      let lines = (value["documents"]?.array ?? []).map { document in
        let number = document["document"]?.integer ?? 0
        return "\(number): \(document["title"]?.string ?? "") (\(document["source"]?.string ?? ""))"
      }
      return ("\(value["total"]?.integer ?? 0) documents\n" + lines.joined(separator: "\n"), value)
    }
  }
}
