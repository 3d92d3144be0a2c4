import BundleFormat
import Common
import PassageStore
import QueryCommands
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct CommandTests {
  private func run(_ arguments: String...) -> (code: Int32, output: String, errors: String) {
    let output = MemorySink()
    let errors = MemorySink()
    let code = CommandRunner.run(KBQCommand.self, arguments, output: output, errors: errors, style: .plain)
    return (code, output.text, errors.text)
  }

  @Test(arguments: [
    ["search", "x.kb"], ["search", "x.kb", "q", "--queries", "f"], ["search", "x.kb", "q", "-k", "0"],
    ["search", "x.kb", "q", "--mode", "psychic"], ["search", "x.kb", "q", "--run", "r"],
    ["search", "x.kb", "q", "--filter", "novalue"], ["search", "x.kb", "q", "--weight", "2"],
    ["search", "x.kb", "q", "--threshold", "7"], ["ask", "x.kb"], ["ask", "x.kb", "q", "--quotations", "0"],
    ["ask", "x.kb", "q", "--confidence", "-1"], ["ask", "x.kb", "q", "--config", "kbq.yaml"],
    ["ask", "x.kb", "q", "--provider", "auto", "--quotations", "2"],
    ["chat", "x.kb", "--base-url", "http://127.0.0.1:1/v1"],
    ["chat", "x.kb", "--provider", "auto", "--language-model", "m"], ["unheard-of"],
  ])
  func `A command line that is wrong ends with code 2 and says what is expected`(arguments: [String]) {
    let output = MemorySink()
    let errors = MemorySink()
    #expect(
      CommandRunner.run(KBQCommand.self, arguments, output: output, errors: errors, style: .plain)
        == ExitStatus.usage.rawValue)
    #expect(output.text.isEmpty)
    #expect(errors.text.contains("Error: ") || errors.text.contains("error: "))
  }

  @Test(arguments: ["search", "ask"])
  func `A file that is no bundle ends with code 3 and says what was expected and found`(command: String) throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(path: folder.file("foreign.kb"))
    try file.write(Array("PK, perhaps, but not a bundle".utf8))
    try file.commit()
    let result = run(command, folder.file("foreign.kb"), "question")
    #expect(result.code == ExitStatus.bundle.rawValue)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("expected"))
    #expect(result.errors.contains("got"))
  }

  @Test func `A source comes from a bundle that holds it, and what is missing is said`() throws {
    let small = try SmallBundle()
    let none = run("source", small.path, "0")
    #expect(none.code == ExitStatus.diagnostics.rawValue)
    #expect(none.errors.contains("sources: true"))

    let passages = try PassageStoreBuilder(storesSources: true)
    let source = Array("# A page\n\nIts text.\n".utf8)
    for (name, bytes) in [("page.md", source), ("rows.jsonl#1", nil)] {
      try passages.add(
        DocumentRecord(source: name, title: "", format: "markdown", sourceDigest: Digest(hashing: source)),
        text: source, chunks: [], source: bytes)
    }
    var writer = try BundleWriter(path: small.folder.file("sources.kb"))
    try passages.write(to: &writer)
    _ = try writer.finish()
    let copy = small.folder.file("copy.md")
    let found = run("source", small.folder.file("sources.kb"), "page.md", "--output", copy, "--json")
    #expect(found.code == 0)
    #expect(try readFile(copy) == source)
    for (document, reason) in [
      ("rows.jsonl#1", "larger file"), ("other.md", "no document other.md"), ("7", "among its 2"),
    ] {
      let result = run("source", small.folder.file("sources.kb"), document, "-o", copy)
      #expect(result.code == ExitStatus.diagnostics.rawValue)
      #expect(result.errors.contains(reason))
    }
  }

  @Test(arguments: [
    ("{ name: desk }", "the tool server `desk` needs either `command` or `url`"),
    ("{ name: desk, command: x, url: \"http://127.0.0.1:1/mcp\" }", "the tool server `desk` needs either"),
    ("{ name: desk, url: \"ftp://127.0.0.1\" }", "must be an address"),
  ])
  func `A tool server is a program or has an address`(server: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(path: folder.file("kbq.yaml"))
    try file.write(Array("almanac: 1\nagent:\n  tool-servers:\n    - \(server)\n".utf8))
    try file.commit()
    let result = run("config", "--config", folder.file("kbq.yaml"))
    #expect(result.code == ExitStatus.diagnostics.rawValue)
    #expect(result.errors.contains("kbq.yaml:4:"))
    #expect(result.errors.contains(reason))
  }

  @Test func `A bundle that is not there ends with code 3`() throws {
    let folder = try TemporaryFolder()
    #expect(run("search", folder.file("none.kb"), "question").code == ExitStatus.bundle.rawValue)
  }
}
