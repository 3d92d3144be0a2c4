package import Common
package import Extraction
internal import MarkupExtractor

/// Reads Word documents (DOCX), in the transitional and the strict edition of the standard.
///
/// Text is given as it reads with all changes accepted. Headers, footers and comments are left out; notes, text boxes
/// and descriptions of images follow the paragraph that they hang on.
package struct OfficeExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.docx]
  package static var libraries: [LibraryVersion] { [ZipArchive.library, XMLReader.library] }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    // Encrypted documents and those of older programs are compound files.
    if request.bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      throw .unsupported(kind: "an encrypted Word document, or one of a version before 2007")
    }
    let package = try WordPackage(try ZipArchive(request.bytes, limit: request.limits.entryBytes))
    var styles = WordStyles()
    try package.readRelated("styles") { event in
      styles.take(event)
      return true
    }
    var numbering = WordNumbering()
    try package.readRelated("numbering") { event in
      numbering.take(event)
      return true
    }
    var notes: [String: String] = [:]
    for kind in ["footnote", "endnote"] {
      var reader = WordNotes(kind, styles: styles, numbering: numbering)
      try package.readRelated(kind + "s") { event in
        reader.take(event)
        return true
      }
      notes.merge(reader.texts) { first, _ in first }
    }
    var body = WordBody(styles: styles, numbering: numbering, notes: notes)
    let limit = request.limits.textBytes
    let isThere = try package.read(package.mainPart) { event in
      body.take(event)
      return body.textBytes <= limit
    }
    guard isThere else { throw .malformed(detail: "\(package.mainPart) is missing") }
    guard body.isWordDocument else { throw .malformed(detail: "\(package.mainPart) is not a Word document") }
    let blocks = body.finish()
    guard body.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !blocks.isEmpty else { throw .noText(detail: "its paragraphs are empty") }
    return try document(blocks, package, styles)
  }

  private func document(
    _ blocks: [RawBlock], _ package: WordPackage, _ styles: WordStyles
  ) throws(ExtractionFailure) -> RawDocument {
    var properties = CoreProperties()
    var diagnostics: [Diagnostic] = []
    do throws(ExtractionFailure) {
      _ = try package.read(package.corePart) { event in
        properties.take(event)
        return true
      }
    } catch {
      diagnostics.append(
        Diagnostic(
          .warning, "properties-unreadable", "the document's properties cannot be read",
          remedy: "save it again in the program that made it; the text was read without them"))
    }
    return RawDocument(
      title: properties.title, language: properties.language ?? styles.language, metadata: properties.metadata,
      tags: properties.tags, blocks: blocks, diagnostics: diagnostics)
  }
}
