package import Common
package import LanguageModels
internal import PassageStore
package import Retrieval

/// `document_search`: finds documents by title, file or type, lists them, reads them page by page and summarises them.
package struct DocumentSearchTool: AgentTool {
  private let library: DocumentLibrary

  package init(_ engine: SearchEngine) { library = DocumentLibrary(engine) }

  package var primaryArgument: String { "query" }
  package var reach: ToolReach { .bundle }

  package var definition: ToolDefinition {
    ToolDefinition(
      name: "document_search",
      summary: """
        Work with whole documents: find them by title, file name or type, list them, read one page by page, or summarise one. \
        Use it when the user speaks of a document, a file, a CV or a PDF.
        """,
      parameters: [
        "type": "object",
        "properties": [
          "action": [
            "type": "string", "enum": ["find", "list", "read", "summarize"],
            "description":
              "find (the default) and list return documents; read returns one page; summarize the main sentences.",
          ],
          "query": [
            "type": "string", "maxLength": 1_000, "description": "Title, file name or identifier; not needed to list.",
          ],
          "type": ["type": "string", "description": "Only documents of this type: pdf, markdown, html, docx."],
          "page": ["type": "integer", "minimum": 1, "description": "The page to read; 1 by default."],
          "offset": ["type": "integer", "minimum": 0, "description": "Documents of the list to skip."],
        ],
        "additionalProperties": false,
      ])
  }

  package func run(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult {
    let query = arguments["query"]?.string?.trimmed ?? ""
    let action = arguments["action"]?.string ?? (query.isEmpty ? "list" : "find")
    let format = arguments["type"]?.string
    return try await onThreadPool {
      if action == "list" {
        return try list(format: format, offset: arguments["offset"]?.integer ?? 0, context.filter)
      }
      guard !query.isEmpty else { throw ToolError("`query` is missing: name the document") }
      let found = try library.find(query, filter: context.filter, format: format)
      guard let best = found.first else {
        throw ToolError("no document is called \"\(query)\"; list the documents")
      }
      switch action {
      case "read": return try read(best, page: arguments["page"]?.integer ?? 1)
      case "summarize": return try summarize(best)
      default: return try describe(found)
      }
    }
  }

  private func line(_ entry: DocumentEntry) -> String {
    let size = entry.hasPages ? "\(entry.pageCount) pages" : "\(entry.textLength) bytes"
    let name = entry.source.title == entry.source.name ? "" : " (\(entry.source.name))"
    return "\(entry.source.title)\(name), \(entry.source.format), \(size)"
  }

  private func list(format: String?, offset: Int, _ filter: DocumentFilter) throws -> ToolResult {
    let limit = 30
    let (entries, count) = try library.list(filter: filter, format: format, offset: offset, limit: limit)
    let lines = entries.map(line)
    let shown = entries.isEmpty ? "none" : "\(offset + 1) to \(offset + entries.count)"
    let note = "\(count) documents; shown: \(shown)."
    var statements = [ToolResult.Statement(count == 1 ? "There is 1 document:" : "There are \(count) documents:")]
    statements.append(.init(lines.map { "- \($0)" }.joined(separator: "\n")))
    if offset + entries.count < count { statements.append(.init("… and \(count - offset - entries.count) more.")) }
    return ToolResult(
      summary: "\(count) documents", note: note, data: lines.joined(separator: "\n"),
      statements: count == 0 ? [.init("There is no such document.")] : statements, isAnswered: count > 0)
  }

  /// Each document found with its beginning.
  private func describe(_ found: [DocumentEntry]) throws -> ToolResult {
    var passages: [Citation] = []
    for entry in found.prefix(3) {
      if let page = try library.page(1, of: entry) { passages.append(try citation(page, limit: 600)) }
    }
    let statements = zip(found, passages.indices).map {
      ToolResult.Statement(line($0), passage: $1)
    }
    return ToolResult(
      summary: found.count == 1 ? "1 document" : "\(found.count) documents",
      note: "The documents that fit best, with their beginnings; read or summarize one for more.", passages: passages,
      data: found.map(line).joined(separator: "\n"), statements: statements)
  }

  private func read(_ entry: DocumentEntry, page number: Int) throws -> ToolResult {
    guard let page = try library.page(number, of: entry) else {
      throw ToolError("the document has no page \(number); its last one is \(entry.pageCount)")
    }
    let passage = try citation(page, limit: .max)
    let text = page.text.split { $0.isWhitespace }.joined(separator: " ")
    let shown = text.count > 1_200 ? text.prefix(1_200) + "…" : text[...]
    return ToolResult(
      summary: "page \(number) of \(entry.pageCount)",
      note: "Page \(number) of \(entry.pageCount) of the document.", passages: [passage],
      statements: [
        .init("\(entry.source.title), page \(number) of \(entry.pageCount):"),
        .init(String(shown).withoutMarks, passage: 0),
      ])
  }

  private func summarize(_ entry: DocumentEntry) throws -> ToolResult {
    let summary = try library.summary(of: entry)
    let passages = try summary.sentences.map { try citation(entry, range: $0.range, text: $0.text) }
    var statements = [ToolResult.Statement("What \(entry.source.title) says, in its own sentences:")]
    for (index, sentence) in summary.sentences.enumerated() {
      statements.append(.init("“\(sentence.text.withoutMarks)”", passage: index))
    }
    guard !passages.isEmpty else { throw ToolError("the document has no sentences to summarise; read it") }
    return ToolResult(
      summary: "\(passages.count) sentences", note: "The main sentences of the document, in their order.",
      passages: passages, statements: statements)
  }

  private func citation(_ page: DocumentPage, limit: Int) throws -> Citation {
    var utf8 = Array(page.text.utf8)
    if utf8.count > limit {
      utf8 = Array(utf8.prefix(limit))
      while let last = utf8.last, last & 0xC0 == 0x80 { utf8.removeLast() }
      if let last = utf8.last, last >= 0xC0 { utf8.removeLast() }
    }
    let range = page.range.lowerBound..<(page.range.lowerBound + utf8.count)
    var citation = try citation(page.entry, range: range, text: String(decoding: utf8, as: UTF8.self))
    citation.headings = page.headings
    if page.entry.hasPages { citation.pages = page.number...page.number }
    return citation
  }

  private func citation(_ entry: DocumentEntry, range: Range<Int>, text: String) throws -> Citation {
    let passages = try library.engine.bundles[entry.bundle].passages
    let chunks = try passages.document(entry.document).chunks
    var chunk: StoredChunk?
    var regions: [TextRegion] = []
    for index in chunks.lowerBound.index..<chunks.upperBound.index {
      let candidate = try passages.chunk(ChunkID(index))
      guard candidate.range.upperBound > range.lowerBound else { continue }
      guard candidate.range.lowerBound < range.upperBound else { break }
      if chunk == nil { chunk = candidate }
      // Chunks overlap; a line that the last one gave is not given again.
      let start = max(range.lowerBound, regions.last?.range.upperBound ?? 0)
      if start < range.upperBound { regions += candidate.regions.regions(in: start..<range.upperBound) }
    }
    return Citation(
      number: 0, bundle: entry.bundleName, document: entry.document, chunk: chunk?.id, source: entry.source,
      pages: chunk?.pages, regions: regions, headings: chunk?.headings ?? [], anchor: chunk?.anchor,
      range: TextRange(utf8: range, utf16: try passages.utf16Range(of: range, in: entry.document)), text: text)
  }
}
