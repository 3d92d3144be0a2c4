/// What is wanted of a document.
package enum ExtractionTask: UInt8, CaseIterable, Sendable {
  /// Its blocks and what it says about itself.
  case document
  /// Where it leads: `RawDocument.links` and nothing else.
  case links
  /// What would recognise the text of its scans: the library and the data of `ExtractionRequest.recognition`, by name
  /// and version as the metadata. The document itself is not read.
  case recognition
  /// What its bytes are: `RawDocument.contentType` and nothing else.
  case contentType
}

/// One document to extract: its bytes and all that the extractor may know about it.
package struct ExtractionRequest: Equatable, Sendable {
  package var bytes: [UInt8]
  /// The name as the user sees it. For messages only: the worker cannot open it.
  package var name: String
  package var format: DocumentFormat
  /// Opens an encrypted document.
  package var password: String?
  package var limits: ExtractionLimits
  package var task: ExtractionTask
  /// The languages in which the text of scans is recognised, by Tesseract's names ("eng"); none: scans stay scans.
  package var recognition: [String]

  package init(
    bytes: [UInt8], name: String, format: DocumentFormat, password: String? = nil, limits: ExtractionLimits = .init(),
    task: ExtractionTask = .document, recognition: [String] = []
  ) {
    self.bytes = bytes
    self.name = name
    self.format = format
    self.password = password
    self.limits = limits
    self.task = task
    self.recognition = recognition
  }
}

/// How much a document may cost. An extractor that would pass a limit throws `ExtractionFailure.tooLarge`.
package struct ExtractionLimits: Equatable, Sendable {
  /// The most text a document may give, in UTF-8 bytes over all blocks.
  package var textBytes = 256 << 20
  /// The most bytes one entry of a container (zip) may unpack to.
  package var entryBytes = 256 << 20
  /// The most elements that may be open inside each other. A deeper document is cut there or refused.
  package var depth = 1_000
  /// The most processor time the worker may use, in seconds; the system ends it then.
  package var processorSeconds = 60

  package init() {}
}
