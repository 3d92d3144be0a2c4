import Common
import Extraction
import ExtractionWorker
import TestSupport
import Testing

/// The real worker program behind the pool.
@Suite struct ExtractionWorkerTests {
  static func pool(workers: Int = 1) throws -> ExtractionPool {
    try ExtractionPool(configuration: .init(workers: workers))
  }

  static let markdown = Array("---\ntitle: T\n---\n# Heading\n\nText with a [link](x).\n\n- item\n".utf8)

  @Test func aDocumentIsTheSameThroughTheWorkerAndWithoutIt() throws {
    let request = ExtractionRequest(bytes: Self.markdown, name: "a.md", format: .markdown)
    let pool = try Self.pool()
    #expect(pool.extract(request) == ExtractionWorker().answer(request))
    #expect(pool.extract(request) == pool.extract(request))
  }

  @Test func linksComeThroughTheWorker() throws {
    let html = Array("<base href=x><link rel=canonical href=y><a href=z>z</a><meta name=robots content=noindex>".utf8)
    let pool = try Self.pool()
    let request = ExtractionRequest(bytes: html, name: "a.html", format: .html, task: .links)
    let links = PageLinks(base: "x", canonical: "y", robots: ["noindex"], pages: ["z"])
    #expect(pool.extract(request) == .success(RawDocument(links: links)))
    let empty = ExtractionRequest(bytes: [], name: "a.html", format: .html, task: .links)
    #expect(pool.extract(empty) == .failure(.empty))
  }

  @Test func anExtractorConformsThroughTheWorker() throws {
    let pool = try Self.pool(workers: 2)
    let conformance = ExtractorConformance(samples: [ConformanceSample("a.md", .markdown, Self.markdown)]) {
      request throws(ExtractionFailure) in try pool.extract(request).get()
    }
    #expect(conformance.violations() == [])
  }

  @Test func theWorkerNamesTheLibrariesThatItRuns() throws {
    let libraries = try Self.pool().libraryVersions()
    let names = libraries.map(\.name)
    for name in ["cmark-gfm", "libmagic", "libxml2", "libzip", "poppler", "uchardet", "utf8proc"] {
      #expect(names.contains(name))
    }
    #expect(names == names.sorted() && Set(names).count == names.count)
    for library in libraries {
      #expect(library.version.first?.isNumber ?? false && library.version.contains("."), "\(library)")
    }
  }

  @Test func theReaderPutsEverythingTogether() throws {
    let reader = DocumentReader(pool: try Self.pool())
    let outcome = reader.read(Self.markdown, name: "guide/a.md")
    #expect(outcome.diagnostics == [])
    let document = try #require(outcome.document)
    #expect(document.title == "T")
    #expect(String(decoding: document.text, as: UTF8.self) == "Heading\n\nText with a link.\n\nitem")
    #expect(RawDocumentCheck.violations(of: document) == [])

    #expect(
      reader.read([], name: "a.md").diagnostics.map(\.rendered) == [
        "a.md: warning: the document is empty [empty-document]\n"
          + "  remedy: fill the file, or exclude it from the sources"
      ])
    #expect(
      reader.read(Array("plain\u{0}".utf8), name: "a.txt").diagnostics.map(\.rendered) == [
        "a.txt: error: the document is binary data, which cannot be read [unsupported-document]\n"
          + "  remedy: convert it to PDF, DOCX, HTML, Markdown or plain text, or exclude it from the sources"
      ])
    let text = reader.read(Array("plain".utf8), name: "a.pdf")
    #expect(text.document?.format == .text)
    #expect(text.diagnostics.map(\.identifier) == ["mislabelled-document"])
    #expect(text.diagnostics.first?.location?.file == "a.pdf")
  }

  @Test(
    arguments: [
      ("1406.M5P6.host:2,S", "From: a@example.org\nSubject: Tides\n\nThe tide is high.\n", .message),
      ("state", "{\"name\": \"alpha\", \"ports\": [80]}", .json), ("README", "A plain note, and no more.\n", .text),
      ("RECORD", String(repeating: "city,country\n", count: 20), .csv), ("a.txt", "{\"name\": 1}", .text),
    ] as [(String, String, DocumentFormat)])
  func whatNeitherNameNorMarksTellIsToldByLibmagic(name: String, text: String, format: DocumentFormat) throws {
    let reader = DocumentReader(pool: try Self.pool())
    let outcome = reader.read(Array(text.utf8), name: name)
    #expect(outcome.document?.format == format)
    #expect(outcome.diagnostics == [])
  }

  @Test func whatCannotBeReadHasAName() throws {
    let reader = DocumentReader(pool: try Self.pool())
    let image = Array("gimp xcf v011".utf8) + [0, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]
    for name in ["a", "a.txt", "a.md"] {
      #expect(
        reader.read(image, name: name).diagnostics.first?.reason
          == "the document is binary data (GIMP XCF image data, version 011, 8 x 8, RGB Color), which cannot be read")
    }
    let reason = reader.read(image, name: "a.pdf").diagnostics.first?.reason
    #expect(reason?.hasSuffix("; by its content it is GIMP XCF image data, version 011, 8 x 8, RGB Color") == true)
  }
}
