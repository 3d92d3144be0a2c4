internal import BundleFormat
package import Common
package import LanguageModels
internal import NIOPosix
internal import PassageStore
package import Retrieval

/// `rag_search`: the passages that answer a question, from everything in the bundles.
package struct PassageSearchTool: AgentTool {
  /// Which sources are searched.
  package enum Scope: Sendable {
    case everything
    /// Only what was fetched from the web.
    case web
  }

  private let engine: SearchEngine
  private let scope: Scope
  private let options: AnswerOptions
  private let passageLimit: Int

  package init(
    _ engine: SearchEngine, scope: Scope = .everything, options: AnswerOptions = AnswerOptions(), passageLimit: Int = 5
  ) {
    self.engine = engine
    self.scope = scope
    self.options = options
    self.passageLimit = passageLimit
  }

  package var primaryArgument: String { "query" }
  package var reach: ToolReach { .bundle }

  package var definition: ToolDefinition {
    ToolDefinition(
      name: scope == .web ? "web_search" : "rag_search",
      summary: scope == .web
        ? "Search the pages that were fetched from the web into this knowledge base. It does not go online."
        : """
        Search everything in the knowledge base: documents, records, web pages and curated answers. Use it for every question \
        about facts. For a question that needs several, give each as one of sub_questions.
        """,
      parameters: [
        "type": "object",
        "properties": [
          "query": [
            "type": "string", "minLength": 1, "maxLength": 1_000,
            "description": "What to look for, as a complete question or as keywords.",
          ],
          "sub_questions": [
            "type": "array", "maxItems": 4, "items": ["type": "string", "minLength": 1, "maxLength": 1_000],
            "description": "Questions that the answer needs, one search each.",
          ],
          "limit": [
            "type": "integer", "minimum": 1, "maximum": 10, "description": "Passages to return; 5 by default.",
          ],
        ],
        "required": ["query"], "additionalProperties": false,
      ])
  }

  package func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult {
    let query = arguments["query"]?.string ?? context.message
    let limit = arguments["limit"]?.integer ?? passageLimit
    var questions = [query]
    for part in arguments["sub_questions"]?.array?.compactMap(\.string) ?? [] where !questions.contains(part) {
      questions.append(part)
    }
    return try await onThreadPool { [questions] in
      let found = try questions.map { try find($0, context, limit: questions.count == 1 ? limit : max(2, limit / 2)) }
      return found.count == 1 ? found[0].result : Self.joined(questions, found)
    }
  }
}

/// What one question found.
private struct Found {
  var result: ToolResult
  var isCurated = false
}

extension PassageSearchTool {
  private func find(_ question: String, _ context: ToolContext, limit: Int) throws -> Found {
    var options = options
    options.search.filter = context.filter
    guard scope == .everything, engine.bundles.contains(where: \.hasVectors) else {
      return Found(result: try keywordOrWeb(question, context, limit: limit))
    }
    let answer = try Answerer(engine, options).answer(question)
    var search = options.search
    search.limit = limit
    let hits = try engine.search(question, search)
    var result = ToolResult(summary: "", passages: hits.map(Citation.init), confidence: answer.confidence)
    switch answer.content {
    case .none:
      result.isAnswered = false
      result.nearest = answer.nearest.map(Self.section)
      result.note =
        "The search is not confident that these passages answer \"\(question)\". If they do not, say that the bundle does not answer."
    case .curated(let curated):
      result.passages.insert(Citation(curated, bundle: hits.first?.bundle ?? ""), at: 0)
      result.statements = [.init(curated.answer, passage: 0)]
      result.confidence = max(answer.confidence, curated.similarity)
      result.note = "The first passage is a curated answer to the same question."
    case .quoted(let quotations):
      // A quoted sentence belongs to the passage that holds it.
      for quotation in quotations {
        let place = result.passages.firstIndex {
          $0.chunk == quotation.chunk && $0.bundle == quotation.bundle && $0.document == quotation.document
        }
        if place == nil, let passage = try passage(of: quotation) { result.passages.append(passage) }
        let index = place ?? result.passages.count - 1
        result.statements.append(.init("“\(quotation.text.withoutMarks)”", passage: index))
      }
    }
    result.summary = count(result.passages.count)
    return Found(result: result)
  }

  /// Hits without the sentence reader: for the web alone, and for bundles without vectors.
  private func keywordOrWeb(_ question: String, _ context: ToolContext, limit: Int) throws -> ToolResult {
    var search = options.search
    search.filter = context.filter
    if !engine.bundles.contains(where: \.hasVectors) { search.mode = .keyword }
    let ranked = try engine.ranked(engine.encoded(question, search), search)
    var hits: [Hit] = []
    for candidate in ranked where hits.count < limit {
      if scope == .web {
        let passages = try engine.bundles[candidate.candidate.bundle].passages
        let document = passages.documentID(of: candidate.candidate.chunk)
        let source = try passages.document(document).record.source
        guard source.hasPrefix("http://") || source.hasPrefix("https://") else { continue }
      }
      hits.append(try engine.hit(candidate))
    }
    var result = ToolResult(summary: count(hits.count), passages: hits.map(Citation.init), isAnswered: !hits.isEmpty)
    if hits.isEmpty {
      result.note = scope == .web ? "No page from the web in this knowledge base fits." : "Nothing was found."
    }
    for (index, hit) in hits.prefix(2).enumerated() {
      let snippet = try engine.snippet(of: hit, query: question)
      result.statements.append(.init("“\(snippet.text.withoutMarks)”", passage: index))
    }
    return result
  }

  private func passage(of quotation: Quotation) throws -> Citation? {
    guard let index = try engine.bundles.firstIndex(where: { try $0.record.name == quotation.bundle }) else {
      return nil
    }
    let candidate = Candidate(bundle: index, chunk: quotation.chunk)
    return Citation(try engine.hit(RankedCandidate(candidate: candidate, score: 0)))
  }

  /// A section by its title and headings, at most 120 characters.
  private static func section(_ hit: Hit) -> String {
    let headings = hit.headings.first == hit.source.title ? Array(hit.headings.dropFirst()) : hit.headings
    let name = ([hit.source.title] + headings).joined(separator: " › ").split { $0.isWhitespace }.joined(separator: " ")
    return name.count <= 120 ? name : name.prefix(119) + "…"
  }

  private func count(_ passages: Int) -> String { passages == 1 ? "1 passage" : "\(passages) passages" }

  /// One result for several questions: each passage once; each question's statements after its words.
  private static func joined(_ questions: [String], _ found: [Found]) -> ToolResult {
    var result = ToolResult(summary: "", isAnswered: found.contains { $0.result.isAnswered })
    var notes: [String] = []
    for (question, found) in zip(questions, found) {
      var places: [Int] = []
      for passage in found.result.passages {
        if let known = result.passages.firstIndex(where: { $0.isSamePassage(as: passage) }) {
          places.append(known)
        } else {
          places.append(result.passages.count)
          result.passages.append(passage)
        }
      }
      if !found.result.note.isEmpty { notes.append(found.result.note) }
      for statement in found.result.statements {
        let moved = ToolResult.Statement(statement.text, passage: statement.passage.map { places[$0] })
        if !result.statements.contains(moved) { result.statements.append(moved) }
      }
      if !found.result.isAnswered { notes.append("Nothing answers \"\(question)\".") }
      for section in found.result.nearest where !result.nearest.contains(section) { result.nearest.append(section) }
      result.confidence = max(result.confidence ?? 0, found.result.confidence ?? 0)
    }
    result.note = notes.joined(separator: " ")
    result.summary = "\(result.passages.count) passages for \(questions.count) questions"
    return result
  }
}

/// Runs work that computes for long away from the threads that serve streams.
func onThreadPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await NIOThreadPool.singleton.runIfActive(body)
}

extension Citation {
  /// A passage without a number yet (0).
  package init(_ hit: Hit) {
    self.init(
      number: 0, bundle: hit.bundle, document: hit.document, chunk: hit.candidate.chunk, source: hit.source,
      pages: hit.pages, regions: hit.regions, headings: hit.headings, anchor: hit.anchor, range: hit.range,
      text: hit.text)
  }

  package init(_ curated: CuratedAnswer, bundle: String) {
    self.init(
      number: 0, bundle: bundle, document: DocumentID(rawValue: .max), chunk: nil,
      source: DocumentSource(title: curated.question, name: curated.source, format: "qa"), text: curated.answer)
  }

  func isSamePassage(as other: Citation) -> Bool {
    bundle == other.bundle && document == other.document && chunk == other.chunk && range == other.range
      && (chunk != nil || source == other.source)
  }
}

extension String {
  /// Without marks like `[12]`, which a source has of its own and which would look like citations.
  var withoutMarks: String {
    guard utf8.contains(UInt8(ascii: "[")) else { return self }
    var result = ""
    var rest = self[...]
    while let open = rest.firstIndex(of: "[") {
      let inner = rest[rest.index(after: open)...].prefix { $0 != "]" }
      let isMark =
        !inner.isEmpty && inner.endIndex < rest.endIndex
        && inner.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "," || $0 == " " || $0 == "-") }
      result += rest[..<open]
      if isMark {
        rest = rest[rest.index(after: inner.endIndex)...]
      } else {
        result += "["
        rest = rest[rest.index(after: open)...]
      }
    }
    return result + rest
  }
}
