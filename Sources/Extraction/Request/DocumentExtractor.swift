package import Common

/// Turns the bytes of one document into blocks.
///
/// An extractor gets untrusted bytes. It never reads files or sockets, prints nothing, keeps no state between documents
/// and gives the same result for the same request. The conformance suite in `TestSupport` holds each one to this.
package protocol DocumentExtractor: Sendable {
  /// The formats that `extract` accepts.
  static var formats: [DocumentFormat] { get }

  /// The libraries that read them, with the versions that run.
  static var libraries: [LibraryVersion] { get }

  /// Reads one document.
  ///
  /// A document without any text is `ExtractionFailure.noText`, not a document without blocks.
  func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument
}
