package import Common

/// A file that a source of the manifest names, with everything that the source says about it.
package struct SourceItem: Hashable, Sendable {
  /// The path from the manifest's folder, with `/` between its parts, whatever folder the program runs in; an absolute
  /// path only where the manifest has one. It names the document in the bundle.
  package var displayPath: String
  /// A path that can be opened.
  package var absolutePath: String
  /// Sorted.
  package var metadata: [MetadataEntry]
  /// Sorted, without doubles.
  package var tags: [String]
  /// Tried in order on encrypted documents.
  package var passwords: [Secret]
  /// The pattern of the manifest that found the file.
  package var location: SourceLocation?

  package init(
    displayPath: String, absolutePath: String, metadata: [MetadataEntry] = [], tags: [String] = [],
    passwords: [Secret] = [], location: SourceLocation? = nil
  ) {
    self.displayPath = displayPath
    self.absolutePath = absolutePath
    self.metadata = metadata
    self.tags = tags
    self.passwords = passwords
    self.location = location
  }
}

/// A file of records and how its fields are read.
package struct RecordFile: Hashable, Sendable {
  package var item: SourceItem
  package var format: RecordSource.Format
  package var fields: RecordFields

  package init(item: SourceItem, format: RecordSource.Format, fields: RecordFields) {
    self.item = item
    self.format = format
    self.fields = fields
  }
}

/// The files behind the sources of a manifest, each list sorted bytewise by display path or address and without doubles.
package struct ExpandedSources: Hashable, Sendable {
  package var files: [SourceItem] = []
  package var pages: [PinnedPage] = []
  package var records: [RecordFile] = []
  package var questions: [SourceItem] = []

  package init() {}
}
