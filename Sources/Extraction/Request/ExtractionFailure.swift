package import Common

/// Why a document could not be extracted.
package enum ExtractionFailure: Error, Hashable, Sendable {
  /// The file has no bytes, or nothing but white space.
  case empty
  /// The document is sound, but there is no text in it; `detail` says what there is ("3 pages, all of them images").
  case noText(detail: String)
  /// The document is encrypted and no password was given.
  case passwordRequired
  /// The document is encrypted and the password that was given does not open it.
  case wrongPassword
  /// The bytes are not what the format says; `detail` is the library's or the extractor's account, without a final stop.
  case malformed(detail: String)
  /// The content is of a kind that has no extractor: "an Excel workbook", "a PDF portfolio".
  case unsupported(kind: String)
  /// `what` ("the text", "word/document.xml") is larger than `limit` bytes.
  case tooLarge(what: String, limit: Int)
  /// The worker took longer than `seconds`.
  case timedOut(seconds: Double)
  /// The worker needed more than `limit` bytes of memory.
  case outOfMemory(limit: Int)
  /// The worker died of `signal`.
  case crashed(signal: Int32)
  /// The text of scans was to be recognised, and what does that is not installed; `detail` says what.
  case recognitionMissing(detail: String)
  /// The worker stopped with `status`, or its answer could not be understood.
  case workerFailed(detail: String)

  /// Bytes that are no text in any charset.
  package static let binaryData = Self.unsupported(kind: "binary data")

  /// A stable kebab-case name, the identifier of the diagnostic.
  package var identifier: String {
    switch self {
    case .empty: "empty-document"
    case .noText: "no-text"
    case .passwordRequired: "password-required"
    case .wrongPassword: "wrong-password"
    case .malformed: "malformed-document"
    case .unsupported: "unsupported-document"
    case .tooLarge: "document-too-large"
    case .timedOut: "extraction-timed-out"
    case .outOfMemory: "extraction-out-of-memory"
    case .crashed: "extraction-crashed"
    case .recognitionMissing: "ocr-missing"
    case .workerFailed: "extraction-failed"
    }
  }

  /// Warnings for documents that have nothing to give; errors for those that have something that cannot be got at.
  package var severity: Diagnostic.Severity {
    switch self {
    case .empty, .noText: .warning
    default: .error
    }
  }

  /// The failure as the user sees it.
  package func diagnostic(for name: String) -> Diagnostic {
    Diagnostic(severity, identifier, at: SourceLocation(file: name), reason, remedy: remedy)
  }

  /// What is wrong, in words.
  package var reason: String {
    switch self {
    case .empty: "the document is empty"
    case .noText(let detail): "the document has no text: \(detail)"
    case .passwordRequired: "the document is encrypted and needs a password"
    case .wrongPassword: "the document is encrypted and the password does not open it"
    case .malformed(let detail): "the document is damaged: \(detail)"
    case .unsupported(let kind): "the document is \(kind), which cannot be read"
    case .tooLarge(let what, let limit): "\(what) is larger than the limit of \(Self.size(limit))"
    case .timedOut(let seconds): "extracting the document took longer than \(Self.trimmed(seconds)) s"
    case .outOfMemory(let limit): "extracting the document needed more than \(Self.size(limit)) of memory"
    case .crashed(let signal): "the worker crashed with signal \(signal) on this document"
    case .recognitionMissing(let detail): "the text of scans cannot be recognised: \(detail)"
    case .workerFailed(let detail): "the worker failed on this document: \(detail)"
    }
  }

  private var remedy: String {
    switch self {
    case .empty: "fill the file, or exclude it from the sources"
    case .noText: "if it is a scan, ask for text recognition (extraction.ocr); else exclude it from the sources"
    case .passwordRequired: "give the source a password"
    case .wrongPassword: "correct the source's password"
    case .malformed: "open it in the program that made it and save it again, or exclude it from the sources"
    case .unsupported: "convert it to PDF, DOCX, HTML, Markdown or plain text, or exclude it from the sources"
    case .tooLarge: "split the document, raise the limit, or exclude it from the sources"
    case .timedOut: "raise the time limit, split the document, or exclude it from the sources"
    case .outOfMemory: "raise the memory limit, split the document, or exclude it from the sources"
    case .recognitionMissing: "install it, or do without text recognition (extraction.ocr)"
    case .crashed, .workerFailed:
      "open it in the program that made it and save it again, or exclude it from the sources; nothing else was lost"
    }
  }

  /// `bytes` in the largest binary unit that divides it.
  private static func size(_ bytes: Int) -> String {
    for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= 1 << shift {
      if bytes & (1 << shift - 1) == 0 { return "\(bytes >> shift) \(unit)" }
    }
    return "\(bytes) bytes"
  }

  private static func trimmed(_ seconds: Double) -> String {
    seconds == seconds.rounded() && seconds.magnitude < 1e15 ? "\(Int(seconds))" : "\(seconds)"
  }
}
