internal import BundleFormat
package import Common
internal import PassageStore
package import Retrieval
internal import TextAnalysis

/// One document of one of the bundles, as lists show it.
package struct DocumentEntry: Equatable, Sendable {
  /// The bundle's position among those opened.
  package var bundle: Int
  package var bundleName: String
  package var document: DocumentID
  package var source: DocumentSource
  package var language: String?
  /// Pages of a document that has them; otherwise pieces of about `DocumentLibrary.pieceLength` bytes.
  package var pageCount: Int
  /// Whether `pageCount` counts the document's own pages.
  package var hasPages: Bool
  package var chunkCount: Int
  /// Of the text, in bytes.
  package var textLength: Int
  package var tags: [String]
}

/// A page of a document, or a piece of one that has none.
package struct DocumentPage: Equatable, Sendable {
  package var entry: DocumentEntry
  /// From 1.
  package var number: Int
  /// In the document's text, in UTF-8 bytes.
  package var range: Range<Int>
  package var text: String
  /// The first chunk that lies on it, for citations.
  package var chunk: ChunkID?
  package var headings: [String]
}

/// The documents of a set of bundles as a reader sees them: lists, search by name, pages and summaries.
package struct DocumentLibrary: Sendable {
  /// Bytes of a piece of a document without pages, about.
  package static let pieceLength = 3_000

  package let engine: SearchEngine

  package init(_ engine: SearchEngine) { self.engine = engine }

  /// Documents that pass `filter` and are of `format`, in the order of the bundles; `limit` of them from `offset`.
  ///
  /// - Returns: the documents and how many there are in all.
  package func list(
    filter: DocumentFilter = DocumentFilter(), format: String? = nil, offset: Int = 0, limit: Int = 100
  ) throws -> (entries: [DocumentEntry], count: Int) {
    var entries: [DocumentEntry] = []
    var count = 0
    try forEachDocument(filter) { bundle, id in
      // Without a format the records that are not shown need not be read.
      if format == nil, count < offset || entries.count >= limit {
        count += 1
        return
      }
      let entry = try self.entry(bundle: bundle, document: id)
      guard format == nil || Self.matches(entry, format: format ?? "") else { return }
      if count >= offset, entries.count < limit { entries.append(entry) }
      count += 1
    }
    return (entries, count)
  }

  /// The documents whose title, source or identifier fits `query` best, best first.
  ///
  /// A document fits when it shares words with the query; rare words count more than those that many titles have. An exact
  /// title, source or identifier comes before all others.
  package func find(
    _ query: String, filter: DocumentFilter = DocumentFilter(), format: String? = nil, limit: Int = 5
  ) throws -> [DocumentEntry] {
    let analyzer = Analyzer(AnalyzerOptions(stemming: .english, removesStopWords: true))
    let wanted = Set(analyzer.terms(in: query))
    let exact = query.lowercased()
    var found: [(entry: DocumentEntry, shared: [String], isExact: Bool)] = []
    var frequency: [String: Int] = [:]
    try forEachDocument(filter) { bundle, id in
      let entry = try self.entry(bundle: bundle, document: id)
      if let format, !Self.matches(entry, format: format) { return }
      let source = entry.source
      let names = [source.title, source.name, source.externalID ?? ""]
      let isExact = names.contains { !$0.isEmpty && $0.lowercased() == exact }
      let terms = Set(analyzer.terms(in: Self.spaced(names.joined(separator: " "))))
      let shared = wanted.intersection(terms).sorted()
      for term in shared { frequency[term, default: 0] += 1 }
      if isExact || !shared.isEmpty { found.append((entry, shared, isExact)) }
    }
    func score(_ item: (entry: DocumentEntry, shared: [String], isExact: Bool)) -> Double {
      item.shared.reduce(item.isExact ? 1e6 : 0) { $0 + 1 / Double(frequency[$1] ?? 1).squareRoot() }
    }
    let scores = found.map(score)
    let ranked = found.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    return ranked.prefix(limit).map { found[$0].entry }
  }

  package func entry(bundle: Int, document: DocumentID) throws -> DocumentEntry {
    let opened = engine.bundles[bundle]
    let stored = try opened.passages.document(document)
    let record = stored.record
    let pieces = max(1, (stored.textLength + Self.pieceLength - 1) / Self.pieceLength)
    return DocumentEntry(
      bundle: bundle, bundleName: try opened.record.name, document: document,
      source: DocumentSource(
        title: record.title, name: record.source, externalID: record.externalID, format: record.format),
      language: record.language, pageCount: record.pageCount ?? pieces, hasPages: record.pageCount != nil,
      chunkCount: stored.chunks.upperBound.index - stored.chunks.lowerBound.index, textLength: stored.textLength,
      tags: record.tags)
  }

  /// One page of a document; `nil` where it has no such page.
  package func page(_ number: Int, of entry: DocumentEntry) throws -> DocumentPage? {
    guard (1...max(1, entry.pageCount)).contains(number) else { return nil }
    let passages = try engine.bundles[entry.bundle].passages
    let stored = try passages.document(entry.document)
    let range =
      entry.hasPages
      ? try pageRange(number, stored, passages) : try pieceRange(number, entry, passages)
    guard let range else { return nil }
    var first: StoredChunk?
    for index in stored.chunks.lowerBound.index..<stored.chunks.upperBound.index {
      let chunk = try passages.chunk(ChunkID(index))
      if chunk.range.upperBound > range.lowerBound {
        first = chunk
        break
      }
    }
    let text = String(decoding: try passages.utf8(of: entry.document, range: range), as: UTF8.self)
    return DocumentPage(
      entry: entry, number: number, range: range, text: text, chunk: first?.id, headings: first?.headings ?? [])
  }
}

extension DocumentLibrary {
  private func forEachDocument(_ filter: DocumentFilter, _ body: (Int, DocumentID) throws -> Void) throws {
    for (index, bundle) in engine.bundles.enumerated() {
      let passing = try bundle.documents(passing: filter)
      for number in 0..<(try bundle.passages.documentCount) {
        let id = DocumentID(number)
        if passing?.contains(id) ?? true { try body(index, id) }
      }
    }
  }

  private static func matches(_ entry: DocumentEntry, format: String) -> Bool {
    let wanted = format.lowercased()
    return entry.source.format.lowercased() == wanted || entry.source.name.lowercased().hasSuffix("." + wanted)
  }

  /// File names are words joined by other characters.
  private static func spaced(_ name: String) -> String {
    String(name.map { "/-_.".contains($0) ? " " : $0 })
  }

  /// The text of a page: from its first line to its last where the bundle knows where lines stand, else the chunks that lie
  /// on it, which may begin or end on a neighbour.
  private func pageRange(_ number: Int, _ stored: StoredDocument, _ passages: PassageStore) throws -> Range<Int>? {
    var chunks: Range<Int>?
    var lines: Range<Int>?
    func extend(_ known: inout Range<Int>?, by range: Range<Int>) {
      known = min(known?.lowerBound ?? .max, range.lowerBound)..<max(known?.upperBound ?? 0, range.upperBound)
    }
    for index in stored.chunks.lowerBound.index..<stored.chunks.upperBound.index {
      let chunk = try passages.chunk(ChunkID(index))
      guard let pages = chunk.pages, pages.contains(number) else { continue }
      extend(&chunks, by: chunk.range)
      for region in chunk.regions where region.rectangle.page == number { extend(&lines, by: region.range) }
    }
    return lines ?? chunks
  }

  /// Pieces of equal length whose ends are moved to the next end of a line, sentence or character.
  private func pieceRange(_ number: Int, _ entry: DocumentEntry, _ passages: PassageStore) throws -> Range<Int>? {
    func boundary(_ position: Int) throws -> Int {
      guard position > 0, position < entry.textLength else { return min(max(position, 0), entry.textLength) }
      let window = try passages.utf8(of: entry.document, range: position..<min(position + 400, entry.textLength))
      if let line = window.firstIndex(of: 0x0A) { return position + line + 1 }
      if let stop = window.indices.dropLast().first(where: { window[$0] == 0x2E && window[$0 + 1] == 0x20 }) {
        return position + stop + 2
      }
      let character = window.firstIndex { $0 & 0xC0 != 0x80 } ?? 0
      return position + character
    }
    let lower = try boundary((number - 1) * Self.pieceLength)
    let upper = number == entry.pageCount ? entry.textLength : try boundary(number * Self.pieceLength)
    return lower <= upper ? lower..<upper : nil
  }
}
