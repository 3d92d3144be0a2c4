import BundleFormat
import Common
import PassageStore
import Storage
import Terminal
import Testing

@Suite struct InspectionTests {
  /// A bundle without text: its bytes do not depend on the version of zstd.
  private func plainReport() throws -> BundleReport {
    let folder = try TemporaryFolder()
    let path = folder.file("plain.kb")
    var writer = try BundleWriter(path: path)
    try writer.add(
      BuildRecord(
        name: "handbook", version: "1.4", language: "en",
        model: .init(name: "all-MiniLM-L6-v2", digest: Digest(hashing: [3]), dimensions: 384),
        libraries: [.init(name: "cmark-gfm", version: "0.29.0"), .init(name: "poppler", version: "22.12.0")],
        trainedParts: [.init(name: "centroids", digest: Digest(hashing: [4]))],
        counts: .init(documents: 12, chunks: 1234, questions: 1, sourceBytes: 2_000_000, textBytes: 1_000_000)))
    try writer.addSection(.vectors, alignment: .page, bytes: [UInt8](repeating: 1, count: 70_000))
    try writer.addSection(.vectorScales, required: false, isContent: false, bytes: [1, 2, 3, 4])
    _ = try writer.finish()
    return try BundleReport(of: BundleReader(bytes: MappedFile(path: path).bytes, path: "plain.kb"), documentLimit: 5)
  }

  @Test func theTextNamesEverythingThatTheBundleDependsOn() throws {
    let text = try plainReport().text()
    #expect(text == Self.text, "\(text)")
  }

  private static let text = """
    bundle        plain.kb
    name          handbook 1.4, en
    format        1.0, 72.9 KiB
    holds         12 documents, 1,234 chunks, 1 question, 976.6 KiB of text, from 1.9 MiB of sources
    model         all-MiniLM-L6-v2, 384 dimensions
    libraries     cmark-gfm 0.29.0, poppler 22.12.0
    hybrid        z-score, weight 0.5, depth 1,000
    content       fc03266cfd6140b6e19b935eac4441ff34ee76cc375b90b75b6f590469d46f03
    file          87b16ffec2305dba4597033b4bcd05d94d847150e004cea99bb62b9b75ec4111
    manifest      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    build spec    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    model digest  084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5
    centroids     e52d9c508c502347344d8c07ad91cbd6068afc75ff6292f062a09ca381c89e71
    signature     none

    section        codec    stored   content  flags
    build record   raw       224 B     224 B  required
    vectors        raw    68.4 KiB  68.4 KiB  required
    vector scales  raw         4 B       4 B  storage

    """

  @Test func theJSONHasTheSameFacts() throws {
    let json = try plainReport().json
    #expect(json["name"] == "handbook")
    #expect(json["format"] == "1.0")
    #expect(json["signer"] == .null)
    #expect(json["model"]?["dimensions"] == 384)
    #expect(json["libraries"]?.array?.count == 2)
    #expect(json["fusion"]?["depth"] == 1000)
    #expect(json["counts"]?["chunks"] == 1234)
    #expect(json["sections"]?.array?.map { $0["kind"]?.string } == ["BREC", "VECT", "VSCL"])
    #expect(json["sections"]?.array?.last?["flags"] == ["storage"])
    #expect(json["documents"] == nil)
  }

  @Test func documentsAreListedUpToTheLimit() throws {
    let folder = try TemporaryFolder()
    let builder = try PassageStoreBuilder()
    for number in 0..<3 {
      try builder.add(
        DocumentRecord(
          source: "guide/\(number).md", title: "Title \u{1B}[2J\(number)", format: "markdown",
          sourceDigest: Digest(hashing: [])),
        text: Array("some text".utf8), chunks: [ChunkRecord(range: 0..<9)])
    }
    var writer = try BundleWriter(path: folder.file("test.kb"))
    try builder.write(to: &writer)
    _ = try writer.finish()
    let bundle = try BundleReader(path: folder.file("test.kb"))
    let report = try BundleReport(of: bundle, documentLimit: 2)
    #expect(report.documents.map(\.source) == ["guide/0.md", "guide/1.md"])
    #expect(report.documentCount == 3)
    let text = report.text()
    #expect(
      text.hasSuffix(
        """
        document    format    chunks  text  title
        guide/0.md  markdown       1   9 B  Title  [2J0
        guide/1.md  markdown       1   9 B  Title  [2J1
        … and 1 more (--documents 3)

        """))
    #expect(text.contains("1 frame, zstd "))
    #expect(report.json["text"]?["dictionary"] == .null)
    #expect(report.json["documents"]?.array?.count == 2)
  }
}
