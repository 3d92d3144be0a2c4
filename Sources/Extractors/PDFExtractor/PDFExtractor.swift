package import Common
package import Extraction

/// Reads PDF files with Poppler: the text in reading order, in paragraphs, with the page of each; headings where the
/// outline names a line; the document's information.
///
/// Images of text are not recognised: a scan is `ExtractionFailure.noText`.
package struct PDFExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.pdf]
  package static var libraries: [LibraryVersion] { [PDFFile.library] }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    let file = try PDFFile(request.bytes, password: request.password)
    guard file.pageCount > 0 else { throw .malformed(detail: "it has no pages") }
    let outline = file.outline
    var collector = PDFPageBlocks(outline: outline)
    var unreadable: [Int] = []
    for page in 1...file.pageCount {
      guard let lines = file.lines(ofPage: page) else {
        unreadable.append(page)
        continue
      }
      collector.add(lines, page: page)
      guard collector.textBytes <= request.limits.textBytes else {
        throw .tooLarge(what: "the text", limit: request.limits.textBytes)
      }
    }
    guard unreadable.count < file.pageCount else { throw .malformed(detail: "none of its pages can be read") }
    guard !collector.blocks.isEmpty else {
      throw .noText(
        detail: file.pageCount == 1 ? "its page holds none" : "none of its \(file.pageCount) pages holds any")
    }
    return RawDocument(
      title: file.title, metadata: file.metadata, outline: outline, pageCount: file.pageCount, blocks: collector.blocks,
      diagnostics: Self.diagnostics(unreadable: unreadable))
  }

  private static func diagnostics(unreadable: [Int]) -> [Diagnostic] {
    guard let first = unreadable.first else { return [] }
    let pages = unreadable.count == 1 ? "page \(first)" : "page \(first) and \(unreadable.count - 1) more pages"
    return [
      Diagnostic(
        .warning, "page-unreadable", "\(pages) cannot be read and are left out",
        remedy: "open the file in the program that made it and save it again")
    ]
  }
}
