internal import Common
internal import Extraction
internal import MarkupExtractor

/// Reads a Word document, in the transitional and the strict edition of the standard.
///
/// Text is given as it reads with all changes accepted. Headers and footers are left out; notes, comments, text boxes and
/// descriptions of images follow the paragraph that they hang on.
struct WordReader {
  let limits: ExtractionLimits

  func read(_ archive: ZipArchive) throws(ExtractionFailure) -> RawDocument {
    let package = try OfficePackage(archive, defaultPart: "word/document.xml")
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
    for kind in ["footnote", "endnote", "comment"] {
      var reader = WordNotes(kind, styles: styles, numbering: numbering)
      try package.readRelated(kind + "s") { event in
        reader.take(event)
        return true
      }
      notes.merge(reader.texts) { first, _ in first }
    }
    var body = WordBody(styles: styles, numbering: numbering, notes: notes)
    let limit = limits.textBytes
    let isThere = try package.read(package.mainPart) { event in
      body.take(event)
      return body.textBytes <= limit
    }
    guard isThere else { throw .malformed(detail: "\(package.mainPart) is missing") }
    guard body.isWordDocument else { throw .malformed(detail: "\(package.mainPart) is not a Word document") }
    let blocks = body.finish()
    guard body.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !blocks.isEmpty else { throw .noText(detail: "its paragraphs are empty") }
    let (properties, diagnostics) = package.properties()
    return RawDocument(
      title: properties.title, language: properties.language ?? styles.language, metadata: properties.metadata,
      tags: properties.tags, blocks: blocks, diagnostics: diagnostics)
  }
}
