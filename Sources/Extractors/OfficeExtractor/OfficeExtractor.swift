package import Common
package import Extraction
internal import MarkupExtractor

/// Reads the documents that are zip archives of XML: Word, PowerPoint and Excel (Office Open XML), OpenDocument texts,
/// presentations and spreadsheets, and EPUB books.
package struct OfficeExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.docx, .pptx, .xlsx, .odt, .odp, .ods, .epub]
  package static var libraries: [LibraryVersion] { [ZipArchive.library, XMLReader.library] }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    // Encrypted documents and those of older programs are compound files.
    if request.bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      throw .unsupported(kind: "an encrypted Office document, or one of a version before 2007")
    }
    if [.odt, .odp, .ods].contains(request.format), !request.bytes.starts(with: [0x50, 0x4B]) {
      return try OpenDocumentReader(format: request.format, limits: request.limits).read(flat: request.bytes)
    }
    let archive = try ZipArchive(request.bytes, limit: request.limits.entryBytes)
    let limits = request.limits
    return switch request.format {
    case .docx: try WordReader(limits: limits).read(archive)
    case .pptx: try PresentationReader(limits: limits).read(archive)
    case .xlsx: try WorkbookReader(limits: limits).read(archive)
    case .odt, .odp, .ods: try OpenDocumentReader(format: request.format, limits: limits).read(archive)
    case .epub: try BookReader(limits: limits).read(archive)
    default: throw .unsupported(kind: request.format.displayName)
    }
  }
}
