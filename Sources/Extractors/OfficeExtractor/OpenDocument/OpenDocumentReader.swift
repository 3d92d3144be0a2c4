internal import Common
internal import Extraction
internal import MarkupExtractor

/// Reads OpenDocument texts, presentations and spreadsheets (ISO/IEC 26300), zipped or as one flat XML file.
///
/// Deleted text, tables of contents, forms and hidden sheets are left out; notes and comments follow their paragraph.
struct OpenDocumentReader {
  let format: DocumentFormat
  let limits: ExtractionLimits

  func read(_ archive: ZipArchive) throws(ExtractionFailure) -> RawDocument {
    var isEncrypted = false
    _ = try archive.readXML("META-INF/manifest.xml", allowsDoctype: true) { event in
      if case .start(let element) = event, element.name == "encryption-data" { isEncrypted = true }
      return !isEncrypted
    }
    if isEncrypted { throw .unsupported(kind: "an encrypted OpenDocument file") }
    var body = OpenDocumentBody(format, limit: limits.textBytes)
    _ = try archive.readXML("styles.xml") { event in
      body.styles.take(event)
      return true
    }
    let isThere = try archive.readXML("content.xml") { event in
      body.take(event)
      return body.textBytes <= limits.textBytes
    }
    guard isThere else { throw .malformed(detail: "content.xml is missing") }
    var diagnostics: [Diagnostic] = []
    do throws(ExtractionFailure) {
      _ = try archive.readXML("meta.xml") { event in
        body.properties.take(event)
        return true
      }
    } catch {
      diagnostics.append(CoreProperties.unreadable)
    }
    return try document(&body, diagnostics)
  }

  /// Reads a document that is one XML file.
  func read(flat bytes: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    var body = OpenDocumentBody(format, limit: limits.textBytes)
    do throws(XMLReadingError) {
      try XMLReader.read(bytes) { event in
        body.take(event)
        return body.textBytes <= limits.textBytes
      }
    } catch {
      throw .malformed(detail: "line \(error.line): \(error.reason)")
    }
    return try document(&body, [])
  }

  private func document(
    _ body: inout OpenDocumentBody, _ diagnostics: [Diagnostic]
  ) throws(ExtractionFailure) -> RawDocument {
    guard body.textBytes <= limits.textBytes else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    guard body.isOpenDocument else { throw .malformed(detail: "its content is not an OpenDocument body") }
    let blocks = body.finish()
    guard body.textBytes <= limits.textBytes else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    guard !blocks.isEmpty else { throw .noText(detail: "nothing visible is in it") }
    let properties = body.properties
    return RawDocument(
      title: properties.title, language: properties.language, metadata: properties.metadata, tags: properties.tags,
      outline: body.outline, pageCount: body.pageCount, blocks: blocks, diagnostics: diagnostics + body.diagnostics)
  }
}
