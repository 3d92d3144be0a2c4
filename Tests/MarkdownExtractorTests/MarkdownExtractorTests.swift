import Common
import Extraction
import MarkdownExtractor
import TestSupport
import Testing

@Suite struct MarkdownExtractorTests {
  func extract(_ markdown: String) throws -> RawDocument {
    try MarkdownExtractor().extract(
      ExtractionRequest(bytes: Array(markdown.utf8), name: "a.md", format: .markdown))
  }

  func blocks(_ markdown: String) throws -> [RawBlock] { try extract(markdown).blocks }

  @Test func givesHeadingsGitHubsAnchors() throws {
    let text =
      "# Getting *Started*!\n\nSet up & go\n===\n\n## Über `kbc_build` – 2.0\n\n## Dup\n## Dup\n## Dup-1\n### Own {#own-name}\n# !?"
    let found = try blocks(text)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "Getting Started!", anchor: "getting-started"),
        RawBlock(.heading(level: 1), "Set up & go", anchor: "set-up--go"),
        RawBlock(.heading(level: 2), "Über kbc_build – 2.0", anchor: "über-kbc_build--20"),
        RawBlock(.heading(level: 2), "Dup", anchor: "dup"), RawBlock(.heading(level: 2), "Dup", anchor: "dup-1"),
        RawBlock(.heading(level: 2), "Dup-1", anchor: "dup-1-1"),
        RawBlock(.heading(level: 3), "Own", anchor: "own-name"), RawBlock(.heading(level: 1), "!?"),
      ])
  }

  @Test func keepsListsWithDepthNumbersAndTasks() throws {
    let text = """
      - one
        - two

          more of two
      - ~~three~~

      3. c
      4. d
         ```sh
         run
         ```

      - [x] done
      - [ ] open
      """
    let found = try blocks(text)
    #expect(
      found == [
        RawBlock(.listItem(depth: 1), "one"), RawBlock(.listItem(depth: 2), "two"), RawBlock(.paragraph, "more of two"),
        RawBlock(.listItem(depth: 1), "three"), RawBlock(.listItem(depth: 1), "3. c"),
        RawBlock(.listItem(depth: 1), "4. d"), RawBlock(.code, "run\n"), RawBlock(.listItem(depth: 1), "[x] done"),
        RawBlock(.listItem(depth: 1), "[ ] open"),
      ])
  }

  @Test func givesTablesAsRows() throws {
    let text = "| Name | Size |\n|---|--:|\n| `a` | 1 |\n| b \\| c | |\n"
    let found = try blocks(text)
    #expect(
      found == [
        RawBlock(.tableHeader, "Name | Size"), RawBlock(.tableRow, "a | 1"), RawBlock(.tableRow, "b | c | "),
      ])
  }

  @Test func keepsTheTextOfLinksImagesQuotesAndFootnotes() throws {
    let text = """
      See [the *guide*](https://example.org "title"), <https://example.org/x> and www.example.com now.[^1]

      ![A diagram](d.png)

      With ![icon](i.png) text\\
      and a break.

      > Quoted
      > text

      > [!WARNING]
      > Hot.

      [^1]: The note.
      """
    let found = try blocks(text)
    #expect(
      found == [
        RawBlock(.paragraph, "See the guide, https://example.org/x and www.example.com now."),
        RawBlock(.caption, "A diagram"), RawBlock(.paragraph, "With icon text\nand a break."),
        RawBlock(.quote, "Quoted\ntext"), RawBlock(.quote, "Warning:\nHot."), RawBlock(.footnote, "The note."),
      ])
  }

  @Test func reducesHTMLToItsText() throws {
    let text = """
      <div class="x"><p>One &amp; <b>two</b></p>
      <!-- not <p>this</p> --><script>no()</script>
      <p>three &#8212; &#x41;&unknown;</p></div>

      A <kbd>key</kbd> and<br>a line, 1 < 2.

      <details><summary>More</summary>

      *inside*

      </details>
      """
    let found = try blocks(text)
    #expect(
      found.map(\.text) == [
        "One & two", "three — A&unknown;", "A key and\na line, 1 < 2.", "More", "inside",
      ])
  }

  @Test func readsFrontMatter() throws {
    let text = """
      ---
      title: "The guide: part 1"
      lang: en
      tags: [alpha, beta]
      keywords: one, two
      Last_Modified: 2024-05-01
      author:
        name: Ada
        links: [a, b]
      draft: ~
      ---
      # Heading
      """
    let document = try extract(text)
    #expect(document.title == "The guide: part 1")
    #expect(document.language == "en")
    #expect(document.tags == ["alpha", "beta", "one", "two"])
    #expect(
      document.metadata == [
        MetadataEntry("last-modified", "2024-05-01"), MetadataEntry("author-name", "Ada"),
        MetadataEntry("author-links", "a, b"),
      ])
    #expect(document.blocks == [RawBlock(.heading(level: 1), "Heading", anchor: "heading")])
    #expect(document.diagnostics == [])
  }

  @Test(arguments: [
    ("---\na: [\n---\ntext", "the front matter is not YAML"),
    ("---\na: 1\na: 2\n---\ntext", "the key a is there more than once"),
    ("+++\na = 1\nb = {c = 1}\n+++\ntext", "a line of the front matter cannot be read"),
  ])
  func frontMatterThatCannotBeReadIsReportedAndSkipped(text: String, reason: String) throws {
    let document = try extract(text)
    #expect(document.blocks == [RawBlock(.paragraph, "text")])
    #expect(document.diagnostics.count == 1)
    #expect(document.diagnostics.first?.reason.contains(reason) == true)
  }

  @Test func tomlFrontMatterGivesTitleTagsAndMetadata() throws {
    let document = try extract(
      """
      +++
      # A comment.
      title = "A \\"title\\"" # said so
      date = 2026-01-05T10:00:00Z
      draft = false
      tags = [
        "one",
        'two, three',
      ]
      [params]
      author = "Ada"
      +++
      text
      """)
    #expect(document.title == "A \"title\"")
    #expect(document.tags == ["one", "two, three"])
    #expect(document.diagnostics == [])
    #expect(
      document.metadata == [
        MetadataEntry("date", "2026-01-05T10:00:00Z"), MetadataEntry("draft", "false"),
        MetadataEntry("params-author", "Ada"),
      ])
    #expect(document.blocks == [RawBlock(.paragraph, "text")])
  }

  @Test(arguments: ["---\n\nJust prose.\n\n---\n\nMore.", "---\nopen: true\n\ntext", "text\n---\nb: 1\n---\n"])
  func rulesAreNotFrontMatter(text: String) throws {
    let document = try extract(text)
    #expect(document.diagnostics == [])
    #expect(document.metadata == [])
    #expect(!document.blocks.isEmpty)
  }

  @Test(arguments: ["", " \n\t\n"]) func nothingIsEmpty(text: String) {
    #expect(throws: ExtractionFailure.empty) { try extract(text) }
  }

  @Test(arguments: ["> ", "- ", "* a\n  ", "[", "![", "*a ", "<div>", "\\", "|"])
  func deepNestingIsTakenWithoutRecursion(piece: String) throws {
    let text = String(repeating: piece, count: 5_000) + "x"
    let document = try extract(text)
    #expect(RawDocumentCheck.violations(of: document, format: .markdown) == [])
  }

  @Test func conforms() {
    let sample = """
      ---
      title: A *sample*
      tags: [x, y]
      ---
      # Héading

      Text with [a link](u), `code`, **bold** and ![alt](i).

      1. one
         - two

      | a | b |
      |---|---|
      | 1 | 2 |

      > quote[^n]

      ```swift
      let x = 1
      ```

      <p>html</p>

      [^n]: note
      """
    let samples = [
      ConformanceSample("sample.md", .markdown, Array(sample.utf8)),
      ConformanceSample(
        "utf-16.md", .markdown, [0xFF, 0xFE] + "# Wide\n\ntext".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }),
    ]
    #expect(ExtractorConformance(MarkdownExtractor(), samples: samples).violations() == [])
  }
}
