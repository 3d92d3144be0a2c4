internal import BundleFormat
package import Common
internal import Embedding
package import LanguageModels
internal import PassageStore
package import Retrieval
internal import TextAnalysis

/// `knowledge_base`: curated questions and answers.
package struct KnowledgeBaseTool: AgentTool {
  /// Questions that are compared by meaning, of those that share words.
  private static let comparedCount = 16
  /// The similarity from which a question counts as asked.
  private static let similarity = 0.5

  private let engine: SearchEngine

  package init(_ engine: SearchEngine) { self.engine = engine }

  package var primaryArgument: String { "query" }
  package var reach: ToolReach { .bundle }

  package var definition: ToolDefinition {
    ToolDefinition(
      name: "knowledge_base",
      summary: "Look up curated questions and answers: policies, procedures, frequently asked questions.",
      parameters: [
        "type": "object",
        "properties": [
          "query": ["type": "string", "minLength": 1, "maxLength": 1_000, "description": "The question to look up."],
          "category": ["type": "string", "description": "Only entries of this category."],
        ],
        "required": ["query"], "additionalProperties": false,
      ])
  }

  package func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult {
    let query = arguments["query"]?.string ?? context.message
    let category = arguments["category"]?.string
    return try await onThreadPool {
      let found = try answers(query, category: category)
      guard !found.isEmpty else {
        return ToolResult(
          summary: "no entry", note: "No curated question fits; rag_search looks in the documents.", isAnswered: false)
      }
      let passages = found.map { Citation($0.answer, bundle: $0.bundle) }
      return ToolResult(
        summary: found.count == 1 ? "1 entry" : "\(found.count) entries", passages: passages,
        statements: [.init(found[0].answer.answer, passage: 0)], confidence: max(0, found[0].answer.similarity))
    }
  }

  /// The entries nearest to `query`: by meaning where a bundle has an encoder, by shared words where none has.
  private func answers(_ query: String, category: String?) throws -> [(bundle: String, answer: CuratedAnswer)] {
    var candidates: [(bundle: String, answer: CuratedAnswer)] = []
    for bundle in engine.bundles {
      let passages = try bundle.passages
      guard passages.questionCount > 0 else { continue }
      let name = try bundle.record.name
      let analyzer = Analyzer(try bundle.questionAnalysis)
      let asked = Set(analyzer.terms(in: query))
      for entry in try passages.questions where category == nil || entry.category == category {
        let terms = Set(analyzer.terms(in: entry.question + " " + entry.tags.joined(separator: " ")))
        let shared = asked.intersection(terms).count
        guard shared > 0 else { continue }
        let answer = CuratedAnswer(
          question: entry.question, answer: entry.answer, category: entry.category, tags: entry.tags,
          source: entry.source, similarity: Double(shared) / Double(asked.union(terms).count))
        candidates.append((name, answer))
      }
    }
    sort(&candidates)
    candidates = Array(candidates.prefix(Self.comparedCount))
    guard let index = engine.bundles.firstIndex(where: \.hasVectors), !candidates.isEmpty else {
      return Array(candidates.prefix(3))
    }
    let encoder = try engine.encoder(of: index)
    let own = try encoder.encode(query: query)
    let others = try encoder.encode(texts: candidates.map(\.answer.question))
    for index in candidates.indices {
      let vector = Array(others[(index * encoder.dimensions)..<((index + 1) * encoder.dimensions)])
      candidates[index].answer.similarity = Double(cosine(own, vector))
    }
    sort(&candidates)
    return Array(candidates.prefix(3).filter { $0.answer.similarity >= Self.similarity })
  }

  private func sort(_ candidates: inout [(bundle: String, answer: CuratedAnswer)]) {
    let ranked = candidates.indices.sorted {
      let (left, right) = (candidates[$0].answer.similarity, candidates[$1].answer.similarity)
      return left != right ? left > right : $0 < $1
    }
    candidates = ranked.map { candidates[$0] }
  }
}
