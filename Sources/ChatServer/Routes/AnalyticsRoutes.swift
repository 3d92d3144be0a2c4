internal import Common
internal import Conversations
internal import Hummingbird
internal import Retrieval
internal import TextAnalysis

/// How the knowledge base is used. Everything here looks at all people together.
struct AnalyticsRoutes: Sendable {
  let services: ServerServices
  /// Of the costs, as in USD.
  let currency: String

  private static let period: [Endpoint.Parameter] = [
    .query("from", .day, "first day in UTC; 30 days ago by default"),
    .query("to", .day, "last day in UTC; today by default"),
  ]

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/api/analytics", tag: "analytics",
        summary: """
          Questions a day, unanswered questions, recurring topics, returning people, top documents, sentiment, latency \
          and cost
          """, access: .scope(.admin),
        parameters: Self.period + [.query("limit", .integer(1...200), "of each list; 20 by default")],
        failures: [501], handle: analytics),
      Endpoint(
        method: .get, path: "/api/usage", tag: "analytics", summary: "Requests, tokens and cost by day and model",
        access: .scope(.admin), parameters: Self.period, failures: [501], handle: usage),
    ]
  }

  private func period(_ call: Call) throws -> (first: String, last: String) {
    let today = try services.requireStore().now()
    let first = call.text("from") ?? today.advanced(by: .seconds(-29 * 86_400)).day
    return (first, call.text("to") ?? today.day)
  }

  private func analytics(_ call: Call) async throws -> Response {
    let (first, last) = try period(call)
    let limit = call.integer("limit") ?? 20
    let served = services.catalog.current
    let result = try await services.withStore { store in
      let analyzer = Analyzer(try served.engine.bundles[0].questionAnalysis)
      return try store.analytics(from: first, to: last, limit: limit) { question in
        let text = Array(question.utf8)
        return analyzer.analyzedTerms(in: text).map {
          (term: $0.term, word: String(decoding: text[$0.range], as: UTF8.self).lowercased())
        }
      }
    }
    return .json(result.json(from: first, to: last, currency: currency))
  }

  private func usage(_ call: Call) async throws -> Response {
    let (first, last) = try period(call)
    let usage = try await services.withStore { try $0.usage(from: first, to: last) }
    return .json([
      "from": .string(first), "to": .string(last), "currency": .string(currency),
      "usage": .array(
        usage.map {
          .object([
            "day": .string($0.day), "provider": .string($0.provider), "model": .string($0.model),
            "requests": .integer($0.requests), "failures": .integer($0.failures),
            "inputTokens": .integer($0.inputTokens), "outputTokens": .integer($0.outputTokens),
            "cost": .number($0.cost),
          ])
        }),
    ])
  }
}

extension Analytics {
  func json(from first: String, to last: String, currency: String) -> JSONValue {
    func counts(_ list: [Count], _ name: String) -> JSONValue {
      .array(
        list.map {
          .object([
            name == "source" ? "source" : "term": .string($0.name), "title": .string($0.title),
            "count": .integer($0.count),
          ])
        })
    }
    return .object([
      "from": .string(first), "to": .string(last), "currency": .string(currency),
      "days": .array(
        days.map {
          .object([
            "day": .string($0.day), "questions": .integer($0.questions), "unanswered": .integer($0.unanswered),
            "people": .integer($0.people),
            "sentiment": .object([
              "positive": .integer($0.positive), "neutral": .integer($0.neutral), "negative": .integer($0.negative),
            ]), "cost": .number($0.cost), "meanMilliseconds": .number($0.meanLatency),
          ])
        }),
      "unanswered": .array(
        unanswered.map { .object(["question": .string($0.question), "asked": .string("\($0.created)")]) }),
      "topics": counts(topics, "term"), "documents": counts(documents, "source"), "people": .integer(people),
      "returningPeople": .integer(returningPeople),
      "feedback": .object(["up": .integer(thumbsUp), "down": .integer(thumbsDown)]),
      "milliseconds": .object([
        "median": .number(latency.median), "p95": .number(latency.p95), "p99": .number(latency.p99),
      ]),
    ])
  }
}
