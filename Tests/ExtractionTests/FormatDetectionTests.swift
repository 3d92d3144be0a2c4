import Common
import Extraction
import Testing

@Suite struct FormatDetectionTests {
  static let html = Array("\n<!DOCTYPE HTML><p>x".utf8)
  static let pdf = Array("%PDF-1.7\n%\u{E2}".utf8)
  static let zip: [UInt8] = [0x50, 0x4B, 3, 4]

  @Test(
    arguments: [
      ("a.md", Array("# x".utf8), .markdown), ("a.MD", html, .markdown), ("a.txt", Array("OTTO".utf8), .text),
      ("a.html", html, .html), ("a.htm", Array("x".utf8), .html), ("a", html, .html), ("a.pdf", pdf, .pdf),
      ("a.pdf", [0, 1, 2] + pdf, .pdf), ("a.docx", zip + Array("...word/document.xml".utf8), .docx),
      ("a.log", Array("x".utf8), .text), ("dir.md/file", Array("x".utf8), .text),
      ("a.xml", Array("<?xml?><a/>".utf8), .xml),
      (
        "a.fodt",
        Array(
          ("<?xml?><office:document \(String(repeating: "xmlns:n=\"urn:n\" ", count: 200))"
            + "office:mimetype=\"application/vnd.oasis.opendocument.text\">").utf8), .odt
      ),
      ("a.xml", Array("<?xml?><html/>".utf8), .html), ("notes.txt", Array("how a %PDF-1.7 begins".utf8), .text),
    ] as [(String, [UInt8], DocumentFormat)])
  func findsTheFormat(name: String, bytes: [UInt8], format: DocumentFormat) {
    let detection = FormatDetection(name: name, bytes: bytes)
    #expect(detection.result == .success(format))
    #expect(detection.diagnostics == [])
  }

  @Test(
    arguments: [
      ("a.txt", pdf, .pdf, "the name says that this is plain text, but it is PDF and was read as that"),
      ("a.pdf", html, .html, "the name says that this is PDF, but it is HTML and was read as that"),
      (
        "a.pdf", Array("Not found".utf8), .text,
        "the name says that this is PDF, but it is plain text and was read as that"
      ),
      (
        "a.docx", zip + Array("xl/workbook.xml".utf8), .xlsx,
        "the name says that this is a Word document (DOCX), but it is an Excel workbook (XLSX) and was read as that"
      ),
      (
        "a.odt", zip + Array(repeating: 0, count: 26) + Array("mimetypeapplication/epub+zip".utf8), .epub,
        "the name says that this is an OpenDocument text (ODT), but it is an EPUB book and was read as that"
      ),
      (
        "a.csv", Array("{\\rtf1 x}".utf8), .rtf,
        "the name says that this is comma-separated values (CSV), but it is an RTF document and was read as that"
      ),
      (
        "a.html", zip + Array("word/document.xml".utf8), .docx,
        "the name says that this is HTML, but it is a Word document (DOCX) and was read as that"
      ),
    ] as [(String, [UInt8], DocumentFormat, String)])
  func contentWinsOverTheNameWithAWarning(name: String, bytes: [UInt8], format: DocumentFormat, reason: String) {
    let detection = FormatDetection(name: name, bytes: bytes)
    #expect(detection.result == .success(format))
    #expect(detection.diagnostics.map(\.reason) == [reason])
    #expect(detection.diagnostics.map(\.severity) == [.warning])
  }

  @Test(
    arguments: [
      ("a.docx", zip, "a zip archive"),
      ("a.xlsx", zip + Array("xl/workbook.bin".utf8), "a binary Excel workbook (XLSB)"),
      ("a.md", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
      (
        "a.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + "WordDocument".utf8.flatMap { [$0, 0] },
        "an old Word document (DOC)"
      ),
    ] as [(String, [UInt8], String)])
  func refusesWhatNoExtractorReadsByItsName(name: String, bytes: [UInt8], kind: String) {
    #expect(FormatDetection(name: name, bytes: bytes).result == .failure(.unsupported(kind: kind)))
  }

  @Test func anEmptyFileIsEmptyWhateverItsName() {
    for name in ["a.pdf", "a.txt", "a"] {
      #expect(FormatDetection(name: name, bytes: []).result == .failure(.empty))
    }
  }
}
