package import Common
package import Extraction
internal import MarkupExtractor

/// Reads PDF files with Poppler: paragraphs, headings, lists, tables, code and footnotes in reading order, with the pages
/// and rectangles of every line; the outline; the document's information; values of form fields, notes and the names of
/// attached files.
///
/// The text of scanned pages is recognised where the request asks for it; else a scan is `ExtractionFailure.noText`, a
/// scanned page a diagnostic.
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
    var silent = pages.filter { $0.segments.isEmpty && $0.notes.isEmpty }.map(\.number)
    let recognized = try Self.recognize(silent, of: file, in: &pages, request)
    silent.removeAll(where: Set(recognized).contains)
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
      diagnostics: Self.diagnostics(unreadable: unreadable, scanned: Array(scanned), recognized: recognized))
  }

  /// What recognises the text of scans: libraries and data with their versions, as metadata.
  package static func recognition(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    let versions = try TextRecognizer(languages: request.recognition).versions(request.recognition)
    return RawDocument(metadata: versions.map { MetadataEntry($0.name, $0.version) })
  }

  /// Recognises the text of pages that hold images and none, where the request asks for it.
  ///
  /// - Returns: the pages that have text now.
  private static func recognize(
    _ silent: [Int], of file: PDFFile, in pages: inout [PageText], _ request: ExtractionRequest
  ) throws(ExtractionFailure) -> [Int] {
    guard !request.recognition.isEmpty, !silent.isEmpty else { return [] }
    var recognizer: TextRecognizer?
    var recognized: [Int] = []
    for number in silent where file.hasImages(page: number) {
      guard let index = pages.firstIndex(where: { $0.number == number }),
        let (image, scale) = file.image(ofPage: number)
      else { continue }
      let used = if let recognizer { recognizer } else { try TextRecognizer(languages: request.recognition) }
      recognizer = used
      pages[index].add(used.words(of: image, resolution: Int((scale * 72).rounded())), scale: scale)
      if !pages[index].segments.isEmpty { recognized.append(number) }
    }
    return recognized
  }

  private static func account(of pages: Int, scanned: Int) -> String {
    if scanned > 0 { return pages == 1 ? "its page is an image" : "its \(pages) pages hold images only" }
    return pages == 1 ? "its page holds none" : "none of its \(pages) pages holds any"
  }

  private static func diagnostics(unreadable: [Int], scanned: [Int], recognized: [Int]) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if !recognized.isEmpty {
      diagnostics.append(
        Diagnostic(
          .note, "page-recognised",
          "\(list(recognized)) \(recognized.count == 1 ? "is an image" : "are images") whose text was recognised"))
    }
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
          remedy: "ask for text recognition (extraction.ocr), or run it over the file first"))
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
