package import Common
internal import Settings

/// One document from a file of records.
package struct Record: Hashable, Sendable {
  /// Where the record starts in its file, from 1.
  package var line: Int
  /// The record's own identifier, or `line-N` where the mapping names no field for it.
  package var id: String
  package var title: String?
  /// May be empty: the record is listed, and a warning says so.
  package var text: String
  package var url: String?
  /// Sorted, without doubles.
  package var tags: [String]
  /// Sorted.
  package var metadata: [MetadataEntry]

  package init(
    line: Int, id: String, title: String? = nil, text: String, url: String? = nil, tags: [String] = [],
    metadata: [MetadataEntry] = []
  ) {
    self.line = line
    self.id = id
    self.title = title
    self.text = text
    self.url = url
    self.tags = tags
    self.metadata = metadata
  }
}

/// A curated question with its answer.
package struct CuratedQuestion: Hashable, Sendable {
  package var question: String
  package var answer: String
  package var category: String?
  /// Sorted, without doubles.
  package var tags: [String]
  /// Other ways to ask the same.
  package var alternatives: [String]
  /// Where the entry starts.
  package var location: SourceLocation

  package init(
    question: String, answer: String, category: String? = nil, tags: [String] = [], alternatives: [String] = [],
    location: SourceLocation
  ) {
    self.question = question
    self.answer = answer
    self.category = category
    self.tags = tags
    self.alternatives = alternatives
    self.location = location
  }
}
