package import Common

/// What goes into a knowledge base: a name, a version and the sources.
///
/// Paths are kept as written; they are relative to the folder of the manifest and become files in `SourceExpansion`.
package struct CorpusManifest: Hashable, Sendable {
  /// The version of the manifest language that this program reads.
  package static let languageVersion = 1

  /// `almanac`: the version of the manifest language.
  package var almanac: Int
  /// Lower-case letters, digits, `.`, `_` and `-`; starts with a letter or digit.
  package var name: String
  /// What the user calls this state of the corpus: `1.4`, `2026-11`.
  package var version: String?
  /// The language of documents that do not say theirs, as a BCP 47 tag.
  package var language: String?
  package var sources: [Source]

  package init(
    almanac: Int = Self.languageVersion, name: String = "", version: String? = nil, language: String? = nil,
    sources: [Source] = []
  ) {
    self.almanac = almanac
    self.name = name
    self.version = version
    self.language = language
    self.sources = sources
  }
}

/// One entry under `sources`: where documents come from, and what is added to each of them.
package struct Source: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case files(FileSource)
    case records(RecordSource)
    case web(WebSource)
    case questions(QuestionSource)
  }

  package var content: Content
  /// Added to every document of the source; sorted.
  package var metadata: [MetadataEntry]
  package var tags: [String]
  /// Where the entry starts in the manifest.
  package var location: SourceLocation?

  package init(
    _ content: Content, metadata: [MetadataEntry] = [], tags: [String] = [], location: SourceLocation? = nil
  ) {
    self.content = content
    self.metadata = metadata
    self.tags = tags
    self.location = location
  }
}

/// A text of the manifest with the place where it stands, for diagnostics that come later.
package struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  package var value: Value
  package var location: SourceLocation?

  package init(_ value: Value, at location: SourceLocation? = nil) {
    self.value = value
    self.location = location
  }
}
