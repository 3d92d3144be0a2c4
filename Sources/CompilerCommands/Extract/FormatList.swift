internal import Common
internal import Extraction

/// What `kbc extract --list-formats` prints: each format that this build reads, with the libraries that read it.
struct FormatList {
  private let formats: [(format: DocumentFormat, libraries: [LibraryVersion])]

  /// Formats in their fixed order; of two extractors for one format, the first serves.
  init(_ extractors: [ExtractorDescription]) {
    formats = DocumentFormat.allCases.compactMap { format in
      extractors.first { $0.formats.contains(format) }.map { (format, $0.libraries.sorted()) }
    }
  }

  /// One line a format: name, endings, libraries.
  var text: String {
    let rows = formats.map { format, libraries in
      [
        format.rawValue, format.fileExtensions.map { "." + $0 }.joined(separator: " "),
        libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", "),
      ]
    }
    let width = rows.reduce(0) { max($0, $1[0].utf8.count) }
    return rows.map { row in
      let name = row[0] + String(repeating: " ", count: width - row[0].utf8.count)
      return "\(name)  \(row[1])  (\(row[2]))\n"
    }.joined()
  }

  /// An array of objects with `format`, `extensions`, `mediaTypes` and `libraries`.
  var json: JSONValue {
    .array(
      formats.map { format, libraries in
        .object([
          "format": .string(format.rawValue), "name": .string(format.displayName),
          "extensions": .array(format.fileExtensions.map { .string($0) }),
          "mediaTypes": .array(format.mediaTypes.map { .string($0) }),
          "libraries": .array(
            libraries.map { .object(["name": .string($0.name), "version": .string($0.version)]) }),
        ])
      })
  }
}
