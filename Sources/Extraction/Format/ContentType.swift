internal import Common

/// What the database of libmagic, that of `file`, says that bytes are.
///
/// It knows thousands of kinds by their first bytes, and takes text in wide charsets or mail for something else now and
/// then. So it is asked where a name and `ContentSignature` say nothing, and for the names of what is refused.
package struct ContentType: Equatable, Sendable {
  /// "image/x-xcf"; "application/octet-stream" for what it does not know.
  package var mediaType: String
  /// "GIMP XCF image data, version 011, 8 x 8, RGB Color".
  package var description: String

  /// The most of a file that it looks at, in bytes.
  package static let sampleBytes = 1 << 20
  /// Formats of text that it tells by their structure or their first line, not by a word somewhere in them.
  private static let trusted: [DocumentFormat] = [.message, .json, .jsonLines, .csv]
  /// The most of a description that a diagnostic shows, in bytes.
  private static let shownBytes = 80

  package init(mediaType: String, description: String) {
    self.mediaType = mediaType
    self.description = description
  }

  /// The format to read a file as whose name says nothing; `nil` for what is read as plain text.
  package var format: DocumentFormat? { Self.trusted.first { $0.mediaTypes.contains(mediaType) } }

  /// `failure` with the name of what could not be read, if this knows one.
  package func naming(_ failure: ExtractionFailure) -> ExtractionFailure {
    guard mediaType != "application/octet-stream", !mediaType.hasPrefix("text/"), !shown.isEmpty else { return failure }
    switch failure {
    case .binaryData: return .unsupported(kind: "binary data (\(shown))")
    case .malformed(let detail): return .malformed(detail: "\(detail); by its content it is \(shown)")
    default: return failure
    }
  }

  /// The description without the details that do not fit.
  private var shown: String {
    guard description.utf8.count > Self.shownBytes else { return description }
    let head = description.prefix(Self.shownBytes)
    return String(head.lastIndex(of: ",").map { head[..<$0] } ?? head)
  }
}

extension RawDocument {
  /// The answer to `ExtractionTask.contentType`.
  package init(contentType: ContentType?) {
    let entries = contentType.map { [("media-type", $0.mediaType), ("description", $0.description)] } ?? []
    self.init(metadata: entries.map { MetadataEntry($0, $1) })
  }

  package var contentType: ContentType? {
    guard metadata.count == 2 else { return nil }
    return ContentType(mediaType: metadata[0].value, description: metadata[1].value)
  }
}
