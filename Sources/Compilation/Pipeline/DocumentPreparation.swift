internal import Chunking
internal import Common
internal import Extraction
internal import LexicalIndex
internal import Manifest
internal import PassageStore
internal import Storage

/// A document that is ready to be stored and indexed.
struct PreparedDocument: Sendable {
  var record: DocumentRecord
  var text: [UInt8]
  var chunks: [ChunkRecord]
  var blocks: [BlockRecord]
  /// What the keyword index gets, one for each chunk.
  var fields: [LexicalFields]
  /// What the encoder sees, one for each chunk, UTF-8.
  var encoderInputs: [[UInt8]]
  /// Bytes of the source.
  var sourceLength: Int
  /// The source itself, where the bundle is to hold it.
  var source: [UInt8]?

  /// What the keyword index gets of a chunk.
  static func fields(_ record: DocumentRecord, _ chunk: ChunkRecord, body: ArraySlice<UInt8>) -> LexicalFields {
    LexicalFields(
      title: Array(record.title.utf8), headings: Array(chunk.headings.joined(separator: "\n").utf8), body: Array(body))
  }
}

/// What came of one input.
struct Preparation: Sendable {
  /// `nil` when a diagnostic says why.
  var document: PreparedDocument?
  var diagnostics: [Diagnostic]
}

/// Reads, extracts, normalises and chunks one input. Its result depends on the input and the plan alone, so any thread
/// may run it.
struct DocumentPreparation: Sendable {
  let reader: DocumentReader
  let chunker: Chunker
  let limits: ExtractionLimits
  /// Bytes of a source file at most.
  let maximumSize: Int
  /// Whether the bundle is to hold the sources.
  let keepsSources: Bool
  /// The corpus's language, for documents that do not say theirs.
  let language: String?

  func prepare(_ input: CompilationInput) -> Preparation { prepare(input, source(of: input)) }

  /// The bytes of an input's source; diagnostics when they cannot be had.
  func source(of input: CompilationInput) -> Result<[UInt8], DiagnosticsError> {
    switch input {
    case .file(let item): bytes(of: item)
    case .page(let page): page.body(limit: maximumSize)
    case .record(let record, _): .success(Array(record.text.utf8))
    }
  }

  /// Prepares an input whose source has been read.
  func prepare(_ input: CompilationInput, _ source: Result<[UInt8], DiagnosticsError>) -> Preparation {
    switch source {
    case .failure(let failure): Preparation(document: nil, diagnostics: failure.diagnostics)
    case .success(let bytes):
      switch input {
      case .file(let item): prepare(item, bytes)
      case .page(let page): prepare(page, bytes)
      case .record(let record, let file): prepare(record, of: file, bytes)
      }
    }
  }

  private func bytes(of item: SourceItem) -> Result<[UInt8], DiagnosticsError> {
    do throws(SystemError) {
      return .success(try readFile(item.absolutePath, limit: maximumSize))
    } catch {
      let diagnostic = Diagnostic(
        .error, "unreadable-file", at: SourceLocation(file: item.displayPath),
        "the file cannot be read (\(error.cause ?? error.message))",
        remedy: "check that it exists, is readable and is not larger than extraction.maximum-size; or exclude it")
      return .failure(DiagnosticsError([diagnostic]))
    }
  }

  private func prepare(_ item: SourceItem, _ bytes: [UInt8]) -> Preparation {
    let outcome = read(bytes, item)
    guard var document = outcome.document else { return Preparation(document: nil, diagnostics: outcome.diagnostics) }
    let title = document.title ?? firstHeading(of: document) ?? fileName(of: item.displayPath)
    document.title = title
    let record = DocumentRecord(
      source: item.displayPath, title: title, format: document.format.rawValue,
      language: document.language ?? language, sourceDigest: Digest(hashing: bytes),
      metadata: merged(document.metadata, item.metadata), tags: merged(document.tags, item.tags),
      pageCount: document.pageCount)
    return Preparation(document: prepared(document, record, source: bytes), diagnostics: outcome.diagnostics)
  }

  /// Tries the source's passwords in order; a document that needs none ignores the first.
  private func read(_ bytes: [UInt8], _ item: SourceItem) -> ExtractionOutcome {
    var outcome: ExtractionOutcome?
    for secret in item.passwords {
      let password: String? =
        switch secret {
        case .plain(let text): text
        case .environment(let name): Environment.value(of: name)
        }
      guard let password else { continue }
      let attempt = reader.read(
        bytes, name: item.displayPath, password: password, limits: limits, detectsLanguage: language == nil)
      let isRefused = attempt.diagnostics.contains { $0.identifier == ExtractionFailure.wrongPassword.identifier }
      if attempt.document != nil || !isRefused { return attempt }
      outcome = attempt
    }
    return outcome ?? reader.read(bytes, name: item.displayPath, limits: limits, detectsLanguage: language == nil)
  }

  /// A page says who it is by its address: the source is the URL, the time of fetch and the final URL are metadata.
  private func prepare(_ page: PinnedPage, _ bytes: [UInt8]) -> Preparation {
    let body = WebBody(bytes: bytes, contentType: page.contentType, url: page.finalURL ?? page.url)
    let format = try? body.format.get()
    let outcome = reader.read(
      body.bytes, name: page.url, format: format, limits: limits, detectsLanguage: language == nil)
    guard var document = outcome.document else { return Preparation(document: nil, diagnostics: outcome.diagnostics) }
    let title = document.title ?? firstHeading(of: document) ?? page.url
    document.title = title
    var fetch = [MetadataEntry("fetched", page.fetched)]
    if let final = page.finalURL { fetch.append(MetadataEntry("final-url", final)) }
    let record = DocumentRecord(
      source: page.url, title: title, format: document.format.rawValue, language: document.language ?? language,
      sourceDigest: page.digest, metadata: merged(document.metadata, page.metadata + fetch),
      tags: merged(document.tags, page.tags), pageCount: document.pageCount)
    return Preparation(document: prepared(document, record, source: bytes), diagnostics: outcome.diagnostics)
  }

  private func prepare(_ record: Record, of file: RecordFile, _ bytes: [UInt8]) -> Preparation {
    let name = record.name(in: file)
    var diagnostics: [Diagnostic] = []
    var document = ExtractedDocument(format: .text, text: [], blocks: [])
    do throws(ExtractionFailure) {
      var raw = try PlainTextExtractor().extract(ExtractionRequest(bytes: bytes, name: name, format: .text))
      raw.title = record.title
      document = try DocumentNormalizer.normalize(raw, format: .text)
    } catch  where error == .empty {
      // The records reader has said so already; the record stays in the list without a chunk.
      document.title = record.title
    } catch {
      diagnostics.append(error.diagnostic(for: "\(file.item.displayPath):\(record.line)"))
      return Preparation(document: nil, diagnostics: diagnostics)
    }
    document.title = document.title ?? ""
    let stored = DocumentRecord(
      source: record.source(in: file), title: document.title ?? "", format: "record", language: language,
      sourceDigest: record.sourceDigest,
      metadata: merged(record.metadata, file.item.metadata), tags: merged(record.tags, file.item.tags),
      externalID: record.id)
    return Preparation(
      document: prepared(document, stored, source: bytes, isPartOfFile: true), diagnostics: diagnostics)
  }

  /// - Parameter isPartOfFile: the source is a row of a larger file, which no bundle holds.
  private func prepared(
    _ document: ExtractedDocument, _ record: DocumentRecord, source: [UInt8], isPartOfFile: Bool = false
  ) -> PreparedDocument {
    let chunks = chunker.chunks(of: document)
    let records = chunks.map {
      ChunkRecord(range: $0.range, headings: $0.headings, pages: $0.pages, anchor: $0.anchor, regions: $0.regions)
    }
    return PreparedDocument(
      record: record, text: document.text, chunks: records,
      blocks: document.blocks.map { BlockRecord(role(of: $0.kind), $0.range, pages: $0.pages) },
      fields: zip(chunks, records).map { chunk, stored in
        PreparedDocument.fields(record, stored, body: document.text[chunk.bodyRange])
      },
      encoderInputs: chunks.map { chunker.encoderInput($0, of: document) }, sourceLength: source.count,
      source: keepsSources && !isPartOfFile ? source : nil)
  }

  private func role(of kind: BlockKind) -> BlockRole {
    switch kind {
    case .heading(let level): .heading(level: level)
    case .paragraph: .paragraph
    case .listItem: .listItem
    case .tableHeader: .tableHeader
    case .tableRow: .tableRow
    case .code: .code
    case .quote: .quote
    case .caption: .caption
    case .footnote: .footnote
    }
  }

  private func firstHeading(of document: ExtractedDocument) -> String? {
    for block in document.blocks {
      if case .heading = block.kind { return document.text(of: block) }
    }
    return nil
  }

  private func fileName(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Both lists, sorted, without doubles.
  private func merged(
    _ left: [MetadataEntry], _ right: [MetadataEntry]
  ) -> [(key: String, value: String)] {
    Set(left + right).sorted().map { ($0.key, $0.value) }
  }

  private func merged(_ left: [String], _ right: [String]) -> [String] { Set(left + right).sorted() }
}
