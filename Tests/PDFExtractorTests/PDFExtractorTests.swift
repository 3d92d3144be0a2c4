import Common
import Extraction
import PDFExtractor
import TestSupport
import Testing

@Suite(.serialized)
struct PDFExtractorTests {
  private static let guide = PDFWriter(
    pages: [
      PDFWriter.lines([
        "Installation", "", "The program comes as one file. Copy it to a folder that is in the search",
        "path and give it the per-",
        "missions of a program.", "", "A second paragraph stands after a gap.",
      ]), PDFWriter.lines(["Removal", "", "Delete the file."]),
    ],
    information: [
      ("Title", "Guide"), ("Author", "The authors"), ("Subject", "A test"), ("Keywords", "one, two"),
      ("CreationDate", "D:20240229233000+01'00'"), ("ModDate", "D:20240301000000Z"),
    ], outline: [("Installation", 1), ("Removal", 2), ("Nowhere", 2)])

  private func extract(_ bytes: [UInt8], password: String? = nil) throws(ExtractionFailure) -> RawDocument {
    try PDFExtractor().extract(ExtractionRequest(bytes: bytes, name: "a.pdf", format: .pdf, password: password))
  }

  /// The blocks without the places of their lines.
  private func placeless(_ blocks: [RawBlock]) -> [RawBlock] {
    blocks.map { RawBlock($0.kind, $0.text, pages: $0.pages, anchor: $0.anchor) }
  }

  @Test func `lines become paragraphs with their pages, and lines that the outline names become headings`() throws {
    let document = try extract(Self.guide.bytes)
    let program = "The program comes as one file. Copy it to a folder that is in the search path and give it the "
    #expect(
      placeless(document.blocks) == [
        RawBlock(.heading(level: 1), "Installation", pages: 1...1),
        RawBlock(.paragraph, program + "permissions of a program.", pages: 1...1),
        RawBlock(.paragraph, "A second paragraph stands after a gap.", pages: 1...1),
        RawBlock(.heading(level: 1), "Removal", pages: 2...2),
        RawBlock(.paragraph, "Delete the file.", pages: 2...2),
      ])
    #expect(document.pageCount == 2)
    #expect(document.outline.last == OutlineEntry(level: 1, title: "Nowhere", page: 2))
  }

  @Test func `the information dictionary becomes title and metadata, with dates in UTC`() throws {
    let document = try extract(Self.guide.bytes)
    #expect(document.title == "Guide")
    #expect(
      document.metadata == [
        MetadataEntry("author", "The authors"), MetadataEntry("created", "2024-02-29T22:30:00Z"),
        MetadataEntry("keywords", "one, two"), MetadataEntry("modified", "2024-03-01T00:00:00Z"),
        MetadataEntry("subject", "A test"),
      ])
  }

  @Test func `a sentence that goes on over the page is one paragraph on two pages`() throws {
    let pages = [PDFWriter.lines(["This sentence does not"]), PDFWriter.lines(["end on its page."])]
    let document = try extract(PDFWriter(pages: pages).bytes)
    #expect(
      placeless(document.blocks) == [RawBlock(.paragraph, "This sentence does not end on its page.", pages: 1...2)])
  }

  @Test func `a file without text, without bytes, or of another kind is a failure of its own`() {
    #expect(throws: ExtractionFailure.noText(detail: "its page holds none")) {
      try extract(PDFWriter(pages: [[]]).bytes)
    }
    #expect(throws: ExtractionFailure.empty) { try extract([]) }
    #expect(throws: ExtractionFailure.malformed(detail: "it is not a PDF file, or its structure cannot be repaired")) {
      try extract(Array("A line of text, not a PDF file.".utf8))
    }
  }

  @Test func `a password for a file that needs none does no harm`() throws {
    #expect(try extract(Self.guide.bytes, password: "secret") == extract(Self.guide.bytes))
  }

  @Test func `it keeps the promises of every extractor`() {
    let samples = [ConformanceSample("guide", .pdf, Self.guide.bytes)]
    #expect(ExtractorConformance(PDFExtractor(), samples: samples).violations() == [])
  }
}
