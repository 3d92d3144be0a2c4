package import Common

/// What one extractor reads, and with which libraries.
package struct ExtractorDescription: Equatable, Sendable {
  package var formats: [DocumentFormat]
  /// As they run in the process of the extractor. Empty for one that is all this project's own.
  package var libraries: [LibraryVersion]

  package init(formats: [DocumentFormat], libraries: [LibraryVersion]) {
    self.formats = formats
    self.libraries = libraries
  }

  package init(_ extractor: any DocumentExtractor) {
    self.init(formats: type(of: extractor).formats, libraries: type(of: extractor).libraries)
  }
}
