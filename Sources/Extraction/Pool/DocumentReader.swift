package import Common

/// From a file's bytes to a normalised document: finds the format, extracts in the right place, cleans the text.
///
/// Its result depends on its arguments alone. May be called from many plain threads at once; it blocks while a worker
/// is busy.
package struct DocumentReader: Sendable {
  private let pool: ExtractionPool
  private let recognition: [String]

  /// - Parameter recognition: the languages in which the text of scans is recognised, by Tesseract's names.
  package init(pool: ExtractionPool, recognition: [String] = []) {
    self.pool = pool
    self.recognition = recognition
  }

  /// What recognises the text of scans: libraries and data with their versions; nothing where it is not asked for.
  ///
  /// - Throws: when the library or the data of a language is not installed.
  package func recognitionVersions() throws(ExtractionFailure) -> [LibraryVersion] {
    guard !recognition.isEmpty else { return [] }
    let request = ExtractionRequest(bytes: [], name: "", format: .pdf, task: .recognition, recognition: recognition)
    return try pool.extract(request).get().metadata.map { LibraryVersion($0.key, $0.value) }
  }

  /// Reads one document.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: the file as the user knows it; its ending helps to find the format, and diagnostics name it.
  ///   - format: what the file is, when the user says so; the name and the content are then not asked.
  ///   - password: opens an encrypted document.
  ///   - detectsLanguage: finds the language of a document that does not state it.
  package func read(
    _ bytes: [UInt8], name: String, format: DocumentFormat? = nil, password: String? = nil,
    limits: ExtractionLimits = ExtractionLimits(), detectsLanguage: Bool = true
  ) -> ExtractionOutcome {
    let detection = FormatDetection(name: name, bytes: bytes)
    var diagnostics = format == nil ? detection.diagnostics : []
    do throws(ExtractionFailure) {
      let format = if let format { format } else { try found(detection, bytes) }
      let request = ExtractionRequest(
        bytes: bytes, name: name, format: format, password: password, limits: limits, recognition: recognition)
      let raw =
        if format.needsWorker { try pool.extract(request).get() } else { try PlainTextExtractor().extract(request) }
      diagnostics += raw.diagnostics
      var document = try DocumentNormalizer.normalize(raw, format: format)
      if detectsLanguage, document.language == nil { document.language = LanguageDetector.language(of: document) }
      return ExtractionOutcome(document: document, diagnostics: diagnostics.map { $0.located(in: name) })
    } catch {
      // Of the worker's own failures the worker has said what it knows.
      let failure = error == .binaryData ? contentType(of: bytes)?.naming(error) ?? error : error
      diagnostics.append(failure.diagnostic(for: name))
      return ExtractionOutcome(document: nil, diagnostics: diagnostics.map { $0.located(in: name) })
    }
  }

  /// The format of a file: by its name and its first bytes, else by what libmagic knows.
  private func found(_ detection: FormatDetection, _ bytes: [UInt8]) throws(ExtractionFailure) -> DocumentFormat {
    let format = try detection.result.get()
    return detection.isOpen ? contentType(of: bytes)?.format ?? format : format
  }

  /// What a worker says that the bytes are; `nil` when it cannot tell.
  private func contentType(of bytes: [UInt8]) -> ContentType? {
    let sample = Array(bytes.prefix(ContentType.sampleBytes))
    let request = ExtractionRequest(bytes: sample, name: "", format: .text, task: .contentType)
    guard case .success(let answer) = pool.extract(request) else { return nil }
    return answer.contentType
  }
}

extension Diagnostic {
  /// The same, in file `name` if it names none.
  fileprivate func located(in name: String) -> Self {
    var copy = self
    if copy.location?.file.isEmpty ?? true {
      copy.location = SourceLocation(file: name, line: location?.line, column: location?.column)
    }
    return copy
  }
}
