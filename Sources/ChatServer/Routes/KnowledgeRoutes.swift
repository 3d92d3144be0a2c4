internal import BundleFormat
internal import Common
internal import Embedding
internal import Hummingbird
internal import PassageStore
internal import Retrieval

/// Curated questions, answers in the bundle's own words, and vectors.
struct KnowledgeRoutes: Sendable {
  let services: ServerServices

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/api/knowledge-base", tag: "knowledge", summary: "List curated questions and answers",
        access: .scope(.search),
        parameters: [
          .query("q", .text(minimum: 1, maximum: 200), "part of the question or the answer, in any case"),
          .query("category", .text(minimum: 1, maximum: 200), "a category"),
          .query("tag", .text(minimum: 1, maximum: 200), "a tag"),
          .query("offset", .integer(0...1_000_000), "questions to pass over"),
          .query("limit", .integer(1...500), "questions to return; 50 by default"),
        ], handle: list),
      Endpoint(
        method: .get, path: "/api/ask", tag: "knowledge",
        summary: "Answer a question with quotations, without a language model", access: .scope(.search),
        parameters: [
          .query("q", .text(minimum: 1, maximum: 2_000), "the question", isRequired: true),
          .query("quotations", .integer(1...20), "sentences quoted at most; 3 by default"),
        ], handle: ask),
      Endpoint(
        method: .get, path: "/api/bundles", tag: "knowledge", summary: "What is served: names, versions, digests",
        access: .scope(.search), handle: bundles),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let served = services.catalog.current
    let needle = call.text("q")?.lowercased()
    let (category, tag) = (call.text("category"), call.text("tag"))
    let (offset, limit) = (call.integer("offset") ?? 0, call.integer("limit") ?? 50)
    let body = try await services.pool.run { () -> [UInt8] in
      var total = 0
      var listed: [JSONValue] = []
      for bundle in served.engine.bundles {
        for entry in try bundle.passages.questions {
          if let category, entry.category != category { continue }
          if let tag, !entry.tags.contains(tag) { continue }
          if let needle, !entry.question.lowercased().contains(needle), !entry.answer.lowercased().contains(needle) {
            continue
          }
          if total >= offset, listed.count < limit { listed.append(entry.json(bundle: try bundle.record.name)) }
          total += 1
        }
      }
      return JSONValue.object(["total": .integer(total), "questions": .array(listed)]).serialized()
    }
    return .bytes(body, type: "application/json")
  }

  private func ask(_ call: Call) async throws -> Response {
    let question = call.text("q") ?? ""
    guard question.contains(where: { !$0.isWhitespace }) else { throw APIError.invalid("q", "q is empty") }
    let served = services.catalog.current
    let options = AnswerOptions(
      search: SearchOptions(mode: served.engine.defaultMode, limit: 6), quotations: call.integer("quotations") ?? 3)
    let start = ContinuousClock.now
    let body = try await services.pool.run { () -> [UInt8] in
      do {
        return try Answerer(served.engine, options).answer(question).json.serialized()
      } catch let error as SearchError {
        throw APIError(.unprocessableContent, "search_unavailable", error.diagnostics.first?.reason ?? "\(error)")
      }
    }
    services.metrics.retrieval(mode: "ask", duration: ContinuousClock.now - start)
    return .bytes(body, type: "application/json")
  }

  private func bundles(_ call: Call) async throws -> Response {
    let served = services.catalog.current
    let value = try await services.pool.run { () -> JSONValue in
      let bundles = try served.engine.bundles.enumerated().map { position, bundle -> JSONValue in
        let record = try bundle.record
        let passages = try bundle.passages
        return .object([
          "bundle": .integer(position), "name": .string(record.name), "version": .string(record.version),
          "digest": .string("\(bundle.reader.header.contentDigest)"),
          "model": record.model.map { .string($0.name) } ?? .null, "documents": .integer(passages.documentCount),
          "chunks": .integer(passages.chunkCount), "questions": .integer(passages.questionCount),
        ])
      }
      return .object(["bundles": .array(bundles)])
    }
    return .json(value)
  }
}

extension QuestionAnswer {
  func json(bundle: String) -> JSONValue {
    .object([
      "question": .string(question), "answer": .string(answer),
      "category": category.map(JSONValue.string) ?? .null, "tags": .array(tags.map(JSONValue.string)),
      "source": .string(source), "bundle": .string(bundle),
    ])
  }
}
