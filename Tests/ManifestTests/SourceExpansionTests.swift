import Common
import Glibc
import Manifest
import Storage
import TestSupport
import Testing

@Suite struct SourceExpansionTests {
  private func expand(
    _ sources: String, in corpus: TestCorpus
  ) throws -> (sources: ExpandedSources, text: String) {
    let path = corpus.folder.file("corpus.yaml")
    let text = "almanac: 1\nname: test\nsources:\n" + sources
    try corpus.write("corpus.yaml", Array(text.utf8))
    let (manifest, problems) = CorpusManifest.load(path: path)
    #expect(rendered(problems) == "")
    let (expanded, diagnostics) = SourceExpansion.expand(try #require(manifest), at: path)
    return (expanded, rendered(diagnostics).replacing(corpus.path, with: "FOLDER"))
  }

  @Test func patternsFindFilesInBytewiseOrder() throws {
    let names = ["b.md", "a.md", "a/z.md", "a-b.md", "é.md", "z.md", "Z.md", "a/deep/er/x.md", "a.txt", ".hidden.md"]
    let corpus = try TestCorpus(Dictionary(uniqueKeysWithValues: names.map { ($0, "x") }))
    let (sources, text) = try expand("  - files: ['**/*.md', 'a.md']\n    exclude: '**/deep/**'\n", in: corpus)
    #expect(text == "")
    #expect(sources.files.map(\.displayPath) == ["Z.md", "a-b.md", "a.md", "a/z.md", "b.md", "z.md", "é.md"])
    #expect(sources.files.map(\.absolutePath) == sources.files.map { corpus.folder.file($0.displayPath) })
  }

  @Test func whatTheCompilerKeepsBesideTheManifestIsNoDocument() throws {
    let corpus = try TestCorpus(["a.txt": "x", "corpus.lock": "x", "corpus.trained": "x", "corpus.vectors": "x"])
    let (sources, text) = try expand("  - files: '*'\n", in: corpus)
    #expect(text == "")
    #expect(sources.files.map(\.displayPath) == ["a.txt"])
  }

  @Test func theOutputIsNoDocumentWhateverItIsCalled() throws {
    let corpus = try TestCorpus(["a.txt": "x", "build/out.kb": "x", "other/out.kb": "x"])
    let manifest = CorpusManifest(
      name: "test", sources: [Source(.files(FileSource(patterns: [Located("**")])))])
    for output in ["build/out.kb", "other/../build/out.kb"] {
      let (sources, _) = SourceExpansion.expand(
        manifest, at: corpus.folder.file("corpus.yaml"), output: corpus.folder.file(output))
      #expect(sources.files.map(\.displayPath) == ["a.txt", "other/out.kb"])
    }
  }

  @Test func filesOfSeveralSourcesAreMerged() throws {
    let corpus = try TestCorpus(["a.md": "x", "b.md": "x", "c.md": "x"])
    let (sources, text) = try expand(
      """
        - { files: ["*.md"], tags: [x, y], metadata: { a: 1, b: 2 }, password: p }
        - { files: [a.md, b.md], tags: [w, x], metadata: { b: [2, 3] }, password: [p, q] }
        - { files: c.md }
      """, in: corpus)
    #expect(text == Golden.expected(for: text, "Manifest/merged-sources.txt"))
    #expect(sources.files.map(\.displayPath) == ["a.md", "b.md", "c.md"])
    #expect(sources.files[0].tags == ["w", "x", "y"])
    let expected = [MetadataEntry("a", "1"), MetadataEntry("b", "2"), MetadataEntry("b", "3")]
    #expect(sources.files[0].metadata == expected)
    #expect(sources.files[0].passwords == [.plain("p"), .plain("q")])
    #expect(sources.files[2].tags == ["x", "y"])
  }

  @Test func pathsMayLeaveTheFolder() throws {
    let corpus = try TestCorpus(["shared/a.md": "x", "shared/sub/b.md": "x", "inner/x.txt": "x"])
    try corpus.write(
      "inner/corpus.yaml",
      Array(
        """
        almanac: 1
        name: test
        sources:
          - files: ["../shared/**/*.md", "\(corpus.path)/inner/*.txt"]
            exclude: ["**/sub/*"]
        """.utf8))
    let path = corpus.folder.file("inner/corpus.yaml")
    let manifest = try #require(CorpusManifest.load(path: path).manifest)
    let (sources, diagnostics) = SourceExpansion.expand(manifest, at: path)
    #expect(diagnostics == [])
    #expect(sources.files.map(\.displayPath) == ["../shared/a.md", "\(corpus.path)/inner/x.txt"])
    #expect(try readFile(sources.files[0].absolutePath) == [0x78])
  }

  @Test func recordsAndQuestionsAreFound() throws {
    let corpus = try TestCorpus(["a.jsonl": "", "b.CSV": "", "c.dat": "", "q/x.yaml": "", "q/y.yaml": ""])
    let (sources, text) = try expand(
      """
        - { records: { path: "*.{jsonl,CSV}" }, tags: t }
        - { records: { path: c.dat, format: tsv } }
        - { qa: "q/*.yaml" }
      """, in: corpus)
    #expect(text == "")
    #expect(sources.records.map(\.item.displayPath) == ["a.jsonl", "b.CSV", "c.dat"])
    #expect(sources.records.map(\.format) == [.jsonl, .csv, .tsv])
    #expect(sources.records.map(\.item.tags) == [["t"], ["t"], []])
    #expect(sources.questions.map(\.displayPath) == ["q/x.yaml", "q/y.yaml"])
  }

  @Test func everyProblemIsReported() throws {
    let corpus = try TestCorpus(["a.md": "x", "b.dat": "x", "folder/x.md": "x", "loops/y.md": "x"])
    _ = unsafe symlink("..", corpus.folder.file("loops/up"))
    _ = unsafe symlink("nowhere", corpus.folder.file("loops/broken.md"))
    let (sources, text) = try expand(
      """
        - files: ["*.mdx", missing.md, "missing/**/*.md", folder, "{a,c}.md"]
          exclude: ["drafts/**"]
        - { files: "folder/*.md", exclude: "**/x.*" }
        - { files: "loops/**/*.md" }
        - { records: { path: b.dat } }
        - { web: { start: "https://example.org/" } }
        - { qa: faq.yaml }
      """, in: corpus)
    #expect(sources.files.map(\.displayPath) == ["a.md", "loops/y.md"])
    #expect(text == Golden.expected(for: text, "Manifest/expansion-errors.txt"))
  }
}
