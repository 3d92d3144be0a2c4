internal import Common
internal import MarkupExtractor

/// What a document says about itself, in `docProps/core.xml` (Office) or `meta.xml` (OpenDocument).
struct CoreProperties {
  private(set) var title: String?
  private(set) var language: String?
  private(set) var tags: [String] = []
  private(set) var metadata: [MetadataEntry] = []
  private var text = ""

  /// What is said when they cannot be read; the text does not need them.
  static let unreadable = Diagnostic(
    .warning, "properties-unreadable", "the document's properties cannot be read",
    remedy: "save it again in the program that made it; the text was read without them")

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start: text = ""
    case .text(let piece): if text.utf8.count < 1 << 16 { text += piece }
    case .end(let name):
      let value = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      text = ""
      if !value.isEmpty { set(name, value) }
    case .documentType: break
    }
  }

  private mutating func set(_ name: String, _ value: String) {
    switch name {
    case "title": title = value
    case "language": language = value
    case "keywords":
      for keyword in value.split(whereSeparator: { $0 == "," || $0 == ";" }) {
        let tag = keyword.split(separator: " ").joined(separator: " ")
        if !tag.isEmpty { tags.append(tag) }
      }
    case "keyword": tags.append(value)
    case "creation-date": metadata.append(MetadataEntry("created", value))
    // OpenDocument calls the time of the last change so.
    case "date": metadata.append(MetadataEntry("modified", value))
    case "creator": metadata.append(MetadataEntry("author", value))
    case "created", "modified", "subject", "description", "category": metadata.append(MetadataEntry(name, value))
    default: break
    }
  }
}
