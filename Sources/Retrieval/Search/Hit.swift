package import Common
internal import PassageStore

/// A chunk that answers a query, with everything needed to show it and to cite it.
package struct Hit: Equatable, Sendable {
  /// The name of the bundle that holds it.
  package var bundle: String
  package var candidate: Candidate
  package var document: DocumentID
  package var source: DocumentSource
  /// Pages from 1, in documents that have them.
  package var pages: ClosedRange<Int>?
  /// Where its lines stand on the pages, in UTF-8 bytes of the document's text; empty where the source has no pages.
  package var regions: [TextRegion]
  /// The titles of the sections around the chunk, outermost first.
  package var headings: [String]
  /// The place in the source that the chunk begins at, for links.
  package var anchor: String?
  /// The chunk in the document's text.
  package var range: TextRange
  /// What ranks the hit; its scale depends on the mode.
  package var score: Float
  /// BM25, where the keyword side returned the chunk.
  package var keywordScore: Float?
  /// Cosine similarity, where the vector side returned the chunk.
  package var vectorScore: Float?
  package var text: String

  /// The page to open, where the source is on the web.
  package var url: String? { source.url(anchor: anchor) }
}

/// Where a document came from, as it is shown.
package struct DocumentSource: Equatable, Sendable {
  /// The source where the document has no title.
  package var title: String
  /// A path relative to the manifest, a record's id or a URL.
  package var name: String
  /// The record's own identifier, where the document came from one.
  package var externalID: String?
  /// For example `markdown` or `pdf`.
  package var format: String
  /// When the page was fetched, where the source is on the web: UTC, `2026-11-24T05:52:23Z`.
  package var fetched: String?

  package init(title: String, name: String, externalID: String? = nil, format: String, fetched: String? = nil) {
    self.title = title.isEmpty ? name : title
    self.name = name
    self.externalID = externalID
    self.format = format
    self.fetched = fetched
  }

  init(_ record: DocumentRecord) {
    self.init(title: record.title, name: record.source, externalID: record.externalID, format: record.format)
    if url(anchor: nil) != nil { fetched = record.metadata.first { $0.key == "fetched" }?.value }
  }

  /// The source with `anchor`, where the source is a URL.
  package func url(anchor: String?) -> String? {
    guard name.hasPrefix("https://") || name.hasPrefix("http://") else { return nil }
    guard let anchor, !anchor.isEmpty else { return name }
    return name.prefix { $0 != "#" } + "#" + anchor
  }
}

/// A half-open range of a document's normalised text, in both units that clients count in.
package struct TextRange: Equatable, Sendable {
  /// Offsets in UTF-8 bytes.
  package var utf8: Range<Int>
  /// Offsets in UTF-16 code units.
  package var utf16: Range<Int>

  package init(utf8: Range<Int>, utf16: Range<Int>) {
    self.utf8 = utf8
    self.utf16 = utf16
  }
}
