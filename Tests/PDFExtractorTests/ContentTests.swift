import Common
import Extraction
import PDFExtractor
import Testing

/// What a file holds besides the text that is printed on its pages, and who may read it.
@Suite(.serialized) struct ContentTests {
  private func extract(
    _ bytes: [UInt8], password: String? = nil
  ) throws(ExtractionFailure) -> RawDocument {
    try PDFExtractor().extract(ExtractionRequest(bytes: bytes, name: "a.pdf", format: .pdf, password: password))
  }

  @Test func `values of a form stand beside their labels`() throws {
    var writer = PDFWriter(pages: [[PDFWriter.Line(text: "Name:", y: 700)]])
    let first = PDFWriter.firstObject
    writer.objects = [
      "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada Lovelace) /Rect [120 696 300 714] /F 4 >>",
      "<< /Type /Annot /Subtype /Widget /FT /Tx /T (empty) /Rect [120 600 300 614] /F 4 >>",
    ]
    writer.catalog = "/AcroForm << /Fields [\(first) 0 R \(first + 1) 0 R] >>"
    writer.page = "/Annots [\(first) 0 R \(first + 1) 0 R]"
    let blocks = try extract(writer.bytes).blocks
    #expect(blocks.map(\.text) == ["Name: Ada Lovelace"])
  }

  @Test func `notes that readers pinned to a page are footnotes, typed text is text`() throws {
    var writer = PDFWriter(pages: [PDFWriter.lines(["A line of text."])])
    let first = PDFWriter.firstObject
    writer.objects = [
      "<< /Type /Annot /Subtype /Text /Contents (Is this right?) /Rect [400 700 420 720] >>",
      "<< /Type /Annot /Subtype /FreeText /Contents (Typed onto it.) /DA (/F1 12 Tf) /Rect [72 500 300 520] >>",
    ]
    writer.page = "/Annots [\(first) 0 R \(first + 1) 0 R]"
    let blocks = try extract(writer.bytes).blocks
    #expect(blocks.map(\.text) == ["A line of text.", "Typed onto it.", "Is this right?"])
    #expect(blocks.last?.kind == .footnote)
  }

  @Test func `attached files are named`() throws {
    var writer = PDFWriter(pages: [PDFWriter.lines(["A line of text."])])
    let first = PDFWriter.firstObject
    writer.objects = [
      "<< /Type /Filespec /F (figures.csv) /UF (figures.csv) /EF << /F \(first + 1) 0 R >> >>",
      PDFWriter.stream("a,b", "/Type /EmbeddedFile"),
    ]
    writer.catalog = "/Names << /EmbeddedFiles << /Names [(figures.csv) \(first) 0 R] >> >>"
    #expect(try extract(writer.bytes).metadata == [MetadataEntry("attachment", "figures.csv")])
  }

  @Test func `XMP says what the information dictionary does not`() throws {
    let packet = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
       xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2024-02-29T12:00:00Z">
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">A title</rdf:li></rdf:Alt></dc:title>
      <dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Grace</rdf:li></rdf:Seq></dc:creator>
      <dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
      </rdf:Description></rdf:RDF></x:xmpmeta>
      """
    var writer = PDFWriter(pages: [PDFWriter.lines(["A line of text."])], information: [("Author", "Somebody")])
    writer.objects = [PDFWriter.stream(packet, "/Type /Metadata /Subtype /XML")]
    writer.catalog = "/Metadata \(PDFWriter.firstObject) 0 R"
    let document = try extract(writer.bytes)
    #expect(document.title == "A title")
    #expect(document.language == "en-GB")
    #expect(
      document.metadata == [MetadataEntry("author", "Somebody"), MetadataEntry("created", "2024-02-29T12:00:00Z")])
  }

  static let samples = [EncryptedSamples.rc4, EncryptedSamples.aes128, EncryptedSamples.aes256]

  @Test(arguments: samples) func `the passwords of user and owner open a file, others do not`(sample: String) throws {
    let bytes = EncryptedSamples.bytes(sample)
    for password in ["bulb", "garden"] {
      #expect(try extract(bytes, password: password).blocks.map(\.text) == ["Tulips are planted in autumn."])
    }
    #expect(throws: ExtractionFailure.passwordRequired) { try extract(bytes) }
    for password in ["Bulb", "", "tulip", String(repeating: "x", count: 1_000)] {
      #expect(throws: ExtractionFailure.wrongPassword) { try extract(bytes, password: password) }
    }
  }

  @Test func `a file that is only protected against changes needs no password`() throws {
    let bytes = EncryptedSamples.bytes(EncryptedSamples.open256)
    #expect(try extract(bytes).blocks.map(\.text) == ["Tulips are planted in autumn."])
    #expect(try extract(bytes, password: "anything").blocks.count == 1)
  }
}
