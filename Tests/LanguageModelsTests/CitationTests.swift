import Common
import LanguageModels
import Retrieval
import Testing

@Suite struct CitationTests {
  private let citation = Citation(
    number: 2, bundle: "handbook", document: DocumentID(rawValue: 7), chunk: ChunkID(rawValue: 41),
    source: DocumentSource(title: "Signing", name: "guide/signing.pdf", format: "pdf"), pages: 3...4,
    regions: [
      TextRegion(120..<160, PageRectangle(page: 3, left: 720, top: 5_401, right: 4_003, bottom: 5_520)),
      TextRegion(161..<190, PageRectangle(page: 4, left: 720, top: 0, right: 3_000, bottom: 120)),
    ], headings: ["Keys", "Signing"], range: TextRange(utf8: 120..<190, utf16: 118..<188),
    text: "A bundle is signed with an Ed25519 key.")

  @Test func `What JSON tells of a citation is all of it`() throws {
    let read = try JSONValue(parsing: citation.json.serialized())
    #expect(Citation(json: read) == citation)
    let sides = read["regions"]?.array?.first?["rectangle"]?.array?.compactMap(\.number)
    #expect(sides == [72, 540.1, 400.3, 552])
  }

  @Test(arguments: [
    #"{"range":[5,4],"page":1,"rectangle":[0,0,1,1]}"#, #"{"range":[0,4],"page":0,"rectangle":[0,0,1,1]}"#,
    #"{"range":[0,4],"page":1,"rectangle":[0,0,1]}"#, #"{"range":[0,4],"page":1}"#, "7",
  ])
  func `A region that is none is left out`(text: String) throws {
    #expect(TextRegion(json: try JSONValue(parsing: Array(text.utf8))) == nil)
  }
}
