import ArgumentParser
import Common
import CompilerCommands
import Storage
import Terminal
import Testing

@Suite struct ExtractCommandTests {
  /// Runs `kbc extract` on files that are made for it.
  func extract(
    _ files: [(name: String, bytes: [UInt8])], _ options: String...
  ) throws -> (output: String, errors: String, status: Common.ExitStatus) {
    let folder = try TemporaryFolder()
    for (name, bytes) in files {
      let file = try AtomicFile(path: folder.file(name))
      try file.write(bytes)
      try file.commit()
    }
    let command = try ExtractCommand.parse(options + files.map { folder.file($0.name) })
    let (output, errors) = (MemorySink(), MemorySink())
    let status = try command.execute(output: output, errors: errors)
    // The folder's name differs from run to run.
    return (
      output.text.replacing(folder.path + "/", with: ""), errors.text.replacing(folder.path + "/", with: ""), status
    )
  }

  static let guide = Array(
    """
    ---
    title: Guide
    author: Ada
    ---
    # One

    Text.

    - a
      - b
    2. c

    | x | y |
    |---|---|
    | 1 | 2 |

    ```
    code  here
    ```

    > said
    """.utf8)

  @Test func printsTheTextOfOneFile() throws {
    let result = try extract([("guide.md", Self.guide)])
    #expect(result.output == "One\n\nText.\n\na\nb\n2. c\n\nx | y\n1 | 2\n\ncode  here\n\nsaid\n")
    #expect(result.errors == "")
    #expect(result.status == .success)
  }

  @Test func printsMarkdown() throws {
    let result = try extract([("guide.md", Self.guide)], "--format", "markdown")
    #expect(
      result.output
        == "# One\n\nText.\n\n- a\n  - b\n2. c\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n\n"
        + "```\ncode  here\n```\n\n> said\n")
  }

  @Test func printsOneJSONObjectAFile() throws {
    let result = try extract([("a.md", Array("# Ü\n\ntext".utf8)), ("b.txt", [])], "--json")
    #expect(
      result.output == """
        {"file":"a.md","format":"markdown","title":"Ü","metadata":[],"tags":[],"outline":[],"text":"Ü\\n\\ntext",\
        "blocks":[{"kind":"heading","level":1,"range":[0,2],"anchor":"ü"},{"kind":"paragraph","range":[4,8]}],\
        "diagnostics":[]}
        {"file":"b.txt","diagnostics":[{"severity":"warning","identifier":"empty-document",\
        "reason":"the document is empty","remedy":"fill the file, or exclude it from the sources","file":"b.txt"}]}

        """)
    #expect(result.status == .success)
  }

  @Test func reportsEveryProblemAndGoesOn() throws {
    let result = try extract([
      ("a.txt", Array("one".utf8)), ("image.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
      ("z.txt", Array("two".utf8)),
    ])
    #expect(result.output == "==> a.txt <==\n\none\n\n==> z.txt <==\n\ntwo\n\n")
    #expect(
      result.errors == """
        image.png: error: the document is a PNG image, which cannot be read [unsupported-document]
          remedy: convert it to PDF, DOCX, HTML, Markdown or plain text, or exclude it from the sources

        """)
    #expect(result.status == .diagnostics)
  }

  @Test func listsEveryFormatWithItsEndingsAndLibraries() throws {
    let (text, json) = (MemorySink(), MemorySink())
    #expect(try ExtractCommand.parse(["--list-formats"]).execute(output: text, errors: MemorySink()) == .success)
    #expect(
      try ExtractCommand.parse(["--list-formats", "--json"]).execute(output: json, errors: MemorySink()) == .success)
    let lines = text.text.split(separator: "\n")
    let formats = try #require(JSONValue(parsing: Array(json.text.utf8)).array)
    #expect(lines.count == formats.count)
    let names = formats.compactMap { $0["format"]?.string }
    for name in ["text", "markdown", "pdf", "docx", "pptx", "xlsx", "epub", "odt", "rtf", "csv", "eml", "source"] {
      #expect(names.contains(name), "\(name)")
    }
    let pdf = try #require(lines.first { $0.hasPrefix("pdf ") })
    #expect(pdf.contains(".pdf") && pdf.contains("poppler "))
    // A format that nothing reads would be a promise that the build breaks.
    #expect(formats.allSatisfy { !($0["libraries"]?.array ?? []).isEmpty })
  }

  @Test func aMissingFileIsADiagnostic() throws {
    let errors = MemorySink()
    let status = try ExtractCommand.parse(["/nonexistent/file.md"]).execute(output: MemorySink(), errors: errors)
    #expect(errors.text.hasPrefix("/nonexistent/file.md: error: "))
    #expect(errors.text.contains("[unreadable-file]"))
    #expect(status == .diagnostics)
  }

  @Test(arguments: [["--format", "pdf", "a"], ["--jobs", "0", "a"], [], ["--list-formats", "a"]])
  func refusesWrongOptions(arguments: [String]) {
    #expect(throws: (any Error).self) { try ExtractCommand.parse(arguments) }
  }
}
