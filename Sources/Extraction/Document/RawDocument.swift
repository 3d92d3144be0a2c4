package import Common

/// One line of a document's own table of contents.
package struct OutlineEntry: Equatable, Sendable {
  /// `1…`, 1 the outermost.
  package var level: Int
  package var title: String
  /// From 1.
  package var page: Int?

  package init(level: Int, title: String, page: Int? = nil) {
    self.level = level
    self.title = title
    self.page = page
  }
}

/// What an extractor makes of one document, before normalisation.
package struct RawDocument: Equatable, Sendable {
  /// The document's own title; `nil` when it has none (the first heading or the file's name then stand in).
  package var title: String?
  /// A BCP 47 tag, as the document gives it.
  package var language: String?
  package var metadata: [MetadataEntry]
  package var tags: [String]
  /// In reading order; empty when the format has no outline apart from its headings.
  package var outline: [OutlineEntry]
  package var pageCount: Int?
  /// In reading order.
  package var blocks: [RawBlock]
  /// Problems that did not stop the extraction. Extractors leave `location` empty or give it line and column; the file is
  /// filled in by the caller.
  package var diagnostics: [Diagnostic]
  /// Where the document leads, for `ExtractionTask.links`; then all else is empty.
  package var links: PageLinks?

  package init(
    title: String? = nil, language: String? = nil, metadata: [MetadataEntry] = [], tags: [String] = [],
    outline: [OutlineEntry] = [], pageCount: Int? = nil, blocks: [RawBlock] = [], diagnostics: [Diagnostic] = [],
    links: PageLinks? = nil
  ) {
    self.title = title
    self.language = language
    self.metadata = metadata
    self.tags = tags
    self.outline = outline
    self.pageCount = pageCount
    self.blocks = blocks
    self.diagnostics = diagnostics
    self.links = links
  }
}
