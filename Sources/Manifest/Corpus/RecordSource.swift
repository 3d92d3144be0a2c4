internal import Settings

/// `records`: documents in the rows of a table or the lines of a JSONL file.
package struct RecordSource: Hashable, Sendable {
  package enum Format: String, Hashable, Sendable, CaseIterable {
    /// One JSON object a line.
    case jsonl
    /// RFC 4180 with a header row.
    case csv
    /// Tab-separated with a header row; quotes as in CSV.
    case tsv
  }

  /// Globs, relative to the manifest or absolute.
  package var patterns: [Located<String>]
  /// `nil`: by the file's name.
  package var format: Format?
  package var fields: RecordFields

  package init(patterns: [Located<String>], format: Format? = nil, fields: RecordFields = RecordFields()) {
    self.patterns = patterns
    self.format = format
    self.fields = fields
  }
}

/// Which field of a record becomes what. `a.b` is the field `b` of the object in field `a`; a field whose own name is
/// `a.b` is found first.
package struct RecordFields: Hashable, Sendable {
  /// The record's own identifier; without one, records are named by their line.
  package var id: String?
  package var title: String?
  /// Joined by a blank line in this order.
  package var text: [String]
  package var url: String?
  /// A field that holds one tag or an array of tags.
  package var tags: String?
  /// Metadata key and the field that gives its value; sorted by key.
  package var metadata: [FieldMapping]

  package struct FieldMapping: Hashable, Sendable {
    package var key: String
    package var field: String

    package init(key: String, field: String) {
      self.key = key
      self.field = field
    }
  }

  package init(
    id: String? = nil, title: String? = nil, text: [String] = ["text"], url: String? = nil, tags: String? = nil,
    metadata: [FieldMapping] = []
  ) {
    self.id = id
    self.title = title
    self.text = text
    self.url = url
    self.tags = tags
    self.metadata = metadata
  }
}
