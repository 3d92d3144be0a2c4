import Common
import Manifest
import TestSupport
import Testing

@Suite struct CorpusManifestTests {
  private func decode(_ text: String) -> (manifest: CorpusManifest?, text: String) {
    let (manifest, diagnostics) = CorpusManifest.decode(Array(text.utf8), file: "corpus.yaml")
    return (manifest, rendered(diagnostics))
  }

  private static let example = """
    almanac: 1
    name: handbook
    version: "1.4"
    language: en
    sources:
      - files: ["guide/**/*.md", "*.pdf"]
        exclude: ["**/drafts/**"]
        metadata: { product: almanac, year: 2026 }
        tags: [guide, basics, guide]
        password: [secret, { env: PDF_PASSWORD }]
      - records: { path: items.jsonl, id: _id, title: title, text: text, metadata: { year: date.year } }
      - web: { start: ["https://example.org/docs/"], include: ["https://example.org/docs/**"],
               depth: 3, limit: 500, delay: 500ms }
      - qa: faq.yaml # question, answer, category, tags
    """

  @Test func theExampleOfTheDocumentationIsUnderstood() throws {
    let (decoded, problems) = decode(Self.example)
    #expect(problems == "")
    let manifest = try #require(decoded)
    #expect(manifest.name == "handbook")
    #expect(manifest.version == "1.4")
    #expect(manifest.language == "en")
    #expect(manifest.sources.count == 4)
    guard case .files(let files) = manifest.sources[0].content else { throw Unexpected() }
    #expect(files.patterns.map(\.value) == ["guide/**/*.md", "*.pdf"])
    #expect(files.patterns[1].location == SourceLocation(file: "corpus.yaml", line: 6, column: 30))
    #expect(files.exclude.map(\.value) == ["**/drafts/**"])
    #expect(files.passwords == [.plain("secret"), .environment("PDF_PASSWORD")])
    #expect(manifest.sources[0].metadata == [MetadataEntry("product", "almanac"), MetadataEntry("year", "2026")])
    #expect(manifest.sources[0].tags == ["basics", "guide"])
    guard case .records(let records) = manifest.sources[1].content else { throw Unexpected() }
    #expect(records.fields.id == "_id")
    #expect(records.fields.text == ["text"])
    #expect(records.fields.metadata == [.init(key: "year", field: "date.year")])
    guard case .web(let web) = manifest.sources[2].content else { throw Unexpected() }
    #expect(web.delay == .milliseconds(500))
    guard case .questions(let questions) = manifest.sources[3].content else { throw Unexpected() }
    #expect(questions.patterns.map(\.value) == ["faq.yaml"])
  }

  private struct Unexpected: Error {}

  @Test func everyProblemIsReportedInOneRun() {
    let (manifest, text) = decode(
      """
      almanac: 2
      nmae: Handbook
      name: Hand book
      version:
      language: english language
      sources:
        - file: ["*.md"]
        - files: []
          exclude: "a[b"
          metadata: [product]
        - records: { path: items.jsonl, id: { field: _id }, format: josnl }
          exclude: x
        - files: "*.md"
          qa: faq.yaml
        - web: { start: "ftp://example.org", depth: many, limit: 0, delay: 500, timeout: 5 weeks }
        - web: { exclude: ["https://example.org/a b"] }
        - just a text
        - files: "{a,b/*.md"
          password: { env: 1ST }
      """)
    #expect(manifest?.sources.count == 4)
    #expect(text == Golden.expected(for: text, "Manifest/corpus-errors.txt"))
  }

  @Test func duplicateKeysAreAllReportedAtTheirPlaces() {
    let (manifest, text) = decode(
      """
      almanac: 1
      name: a
      name: b
      sources:
        - { files: "*.md", tags: x, "files": "*.txt", tags: y, 'tags': [z], wrong: 1 }
      name: c
      """)
    #expect(manifest?.name == "a")
    #expect(text == Golden.expected(for: text, "Manifest/duplicate-keys.txt"))
  }

  @Test func wrongSyntaxIsExplained() {
    let inputs = [
      "almanac: 1\nname: [a\nsources: x", "almanac: 1\nsources:\n\t- files: x", "sources:\n  - files: **/*.md",
      "sources:\n  - files: [*.md]", "name: a: b", "name: \"a", "a: 1\n---\nb: 1", "name: *later", "", "# nothing",
      "- a",
      "text", "? [a]\n: b", "name: !!binary x", String(repeating: "[", count: 100_000),
    ]
    let text = inputs.map { decode($0).text }.joined(separator: "\n")
    #expect(text == Golden.expected(for: text, "Manifest/syntax-errors.txt"))
  }

  @Test func bytesThatAreNotTextDoNotHideOtherProblems() {
    var bytes = Array("\u{FEFF}almanac: 1\nname: caf".utf8)
    bytes += [0xE9]
    bytes += Array("\nkind: \u{1}x\nsources: [{ files: \"é\u{FFFF}\" }]\n".utf8)
    let (_, diagnostics) = CorpusManifest.decode(bytes, file: "corpus.yaml")
    let (_, wide) = CorpusManifest.decode([0xFF, 0xFE, 0x61, 0], file: "corpus.yaml")
    var many = Array("almanac: 1\n".utf8)
    for _ in 0..<15 { many += [0x23, 0x80, 0x0A] }
    let (_, lines) = CorpusManifest.decode(many, file: "corpus.yaml")
    let text = rendered(diagnostics + wide + lines)
    #expect(text == Golden.expected(for: text, "Manifest/encoding-errors.txt"))
  }

  @Test func aliasesAreFollowedWithinLimits() {
    let (manifest, text) = decode(
      """
      almanac: 1
      name: shared
      sources:
        - { files: a.md, metadata: &common { product: almanac } }
        - { files: b.md, metadata: *common }
      """)
    #expect(text == "")
    #expect(manifest?.sources[1].metadata == [MetadataEntry("product", "almanac")])
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let alias = "*a\(level - 1)"
      bomb += "a\(level): &a\(level) [" + Array(repeating: alias, count: 9).joined(separator: ", ") + "]\n"
    }
    let inputs = [
      bomb, bomb + "? *a12\n: x\n", bomb + "[*a12] : x\n", bomb + "{ *a12 : x }\n",
      "name: " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
    ]
    let problems = inputs.map { decode($0).text }.joined(separator: "\n")
    #expect(problems == Golden.expected(for: problems, "Manifest/alias-errors.txt"))
  }

  @Test func theCanonicalFormKnowsNoLayout() throws {
    let other = """
      # The same, written differently.
      sources:
      - password: [ "secret", {env: 'PDF_PASSWORD'} ]
        tags: [ basics, guide ]
        metadata:
          year: "2026"
          product: almanac
        exclude: "**/drafts/**"
        files:
        - guide/**/*.md
        - "*.pdf"
      - records:
          metadata: {year: date.year}
          text: [text]
          title: title
          id: _id
          path: [items.jsonl]
      - web:
          delay: 0.5s
          include: "https://example.org/docs/**"
          start: https://example.org/docs/
      - qa: [faq.yaml]
      language: "en"
      version: 1.4
      name: handbook
      almanac: 1
      """
    let (first, firstProblems) = decode(Self.example)
    let (second, secondProblems) = decode(other)
    #expect(firstProblems == "" && secondProblems == "")
    var left = ByteWriter()
    try #require(first).writeCanonical(to: &left)
    var right = ByteWriter()
    try #require(second).writeCanonical(to: &right)
    #expect(left.bytes == right.bytes)
    #expect(!String(decoding: left.bytes, as: UTF8.self).contains("secret"))
    let (third, _) = decode(Self.example.replacing("depth: 3", with: "depth: 4"))
    var changed = ByteWriter()
    try #require(third).writeCanonical(to: &changed)
    #expect(changed.bytes != left.bytes)
  }

  @Test func aFileThatIsNotThereIsADiagnostic() {
    let (manifest, diagnostics) = CorpusManifest.load(path: "no/such/corpus.yaml")
    #expect(manifest == nil)
    #expect(diagnostics.map(\.identifier) == ["missing-file"])
  }
}
