package import Common
package import Extraction
internal import MarkupExtractor

/// Reads PDF files with Poppler: paragraphs, headings, lists, tables, code and footnotes in reading order, with the pages
/// and rectangles of every line; the outline; the document's information; values of form fields, notes and the names of
/// attached files.
///
/// Images of text are not recognised: a scan is `ExtractionFailure.noText`, a scanned page a diagnostic.
package struct PDFExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.pdf]
  package static var libraries: [LibraryVersion] { [XMLReader.library, PDFFile.library] }

  /// Pages without text of which the first few are looked at for images.
  private static let examinedPages = 50

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    let file = try PDFFile(request.bytes, password: request.password)
    guard file.pageCount > 0 else { throw .malformed(detail: "it has no pages") }
    var pages: [PageText] = []
    var unreadable: [Int] = []
    var textBytes = 0
    for number in 1...file.pageCount {
      guard let page = file.text(ofPage: number) else {
        unreadable.append(number)
        continue
      }
      textBytes += page.bytes.count
      guard textBytes <= request.limits.textBytes else {
        throw .tooLarge(what: "the text", limit: request.limits.textBytes)
      }
      pages.append(page)
    }
    guard !pages.isEmpty else { throw .malformed(detail: "none of its pages can be read") }
    let silent = pages.filter { $0.segments.isEmpty && $0.notes.isEmpty }.map(\.number)
    let scanned = silent.prefix(Self.examinedPages).filter(file.hasImages)
    guard silent.count < pages.count else {
      throw .noText(detail: Self.account(of: file.pageCount, scanned: scanned.count))
    }
    let outline = file.outline
    let blocks = DocumentAssembler.blocks(of: pages, outline: outline)
    guard !blocks.isEmpty else { throw .noText(detail: Self.account(of: file.pageCount, scanned: 0)) }
    let information = file.information
    return RawDocument(
      title: information.title, language: information.language, metadata: information.metadata, outline: outline,
      pageCount: file.pageCount, blocks: blocks,
      diagnostics: Self.diagnostics(unreadable: unreadable, scanned: Array(scanned)))
  }

  private static func account(of pages: Int, scanned: Int) -> String {
    if scanned > 0 { return pages == 1 ? "its page is an image" : "its \(pages) pages hold images only" }
    return pages == 1 ? "its page holds none" : "none of its \(pages) pages holds any"
  }

  private static func diagnostics(unreadable: [Int], scanned: [Int]) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if !unreadable.isEmpty {
      diagnostics.append(
        Diagnostic(
          .warning, "page-unreadable",
          "\(list(unreadable)) cannot be read and \(unreadable.count == 1 ? "is" : "are") left out",
          remedy: "open the file in the program that made it and save it again"))
    }
    if !scanned.isEmpty {
      diagnostics.append(
        Diagnostic(
          .warning, "page-scanned",
          "\(list(scanned)) \(scanned.count == 1 ? "is an image" : "are images") without text",
          remedy: "run text recognition (OCR) over the file first"))
    }
    return diagnostics
  }

  /// "page 3", "pages 3, 4 and 9", "pages 3, 4, 9 and 12 more".
  private static func list(_ pages: [Int]) -> String {
    if pages.count == 1 { return "page \(pages[0])" }
    if pages.count > 4 {
      return "pages \(pages.prefix(3).map(String.init).joined(separator: ", ")) and \(pages.count - 3) more"
    }
    return "pages \(pages.dropLast().map(String.init).joined(separator: ", ")) and \(pages[pages.count - 1])"
  }
}
