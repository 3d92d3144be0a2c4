import ArgumentParser
import Common
import CompilerCommands
import Storage
import Terminal
import Testing

/// The command without servers: pages come from an archive.
@Suite struct FetchCommandTests {
  private func write(_ text: String, _ path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  private func fetch(_ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
    let (sink, errors) = (MemorySink(), MemorySink())
    let command = try FetchCommand.parse(arguments)
    do {
      try command.run(sink: sink, errors: errors, style: .plain, progress: .none)
      return (0, sink.text, errors.text)
    } catch let code as ExitCode {
      return (code.rawValue, sink.text, errors.text)
    }
  }

  private static func record(_ url: String, _ body: String) -> String {
    let message = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    return """
      WARC/1.1\r
      WARC-Type: response\r
      WARC-Target-URI: \(url)\r
      WARC-Date: 2026-11-24T05:52:23Z\r
      Content-Length: \(message.utf8.count)\r
      \r
      \(message)\r
      \r

      """
  }

  @Test func pagesGoInAndOutOfArchives() throws {
    let folder = try TemporaryFolder()
    let manifest = folder.file("corpus.yaml")
    let base = "https://example.org/"
    try write("almanac: 1\nname: a\nsources: [{ web: { start: '\(base)' } }]\n", manifest)
    try write(
      Self.record(base, "<p>one</p>") + Self.record(base + "two", "<p>two</p>")
        + Self.record(base + "twin", "<p>two</p>"), folder.file("in.warc"))
    let first = try fetch([manifest, "--import", folder.file("in.warc")])
    #expect(first.code == 0)
    #expect(first.errors == "")
    #expect(
      first.output == """
        \(base): 2 pages; 2 new
          1 address left out: duplicate
            \(base)two (it is the same page as `\(base)twin`)
        0 requests

        """)
    let json = try JSONValue(parsing: Array(try fetch([manifest, "--json"]).output.utf8))
    #expect(json["requests"] == 0)
    #expect(json["sources"]?.array?.first?["pages"] == 2)
    #expect(try fetch([manifest, "--export", folder.file("out.warc.gz")]).output.hasSuffix("out.warc.gz: 2 pages\n"))
    #expect(try readFile(folder.file("out.warc.gz")).starts(with: [0x1F, 0x8B]))
    #expect(try fetch([manifest, "--prune"]).output == "0 snapshots removed, 0 B\n")
    try write("almanac-lock: 1\nsources: []\n", folder.file("corpus.lock"))
    #expect(try fetch([manifest, "--prune"]).output.hasPrefix("2 snapshots removed, "))
  }

  @Test func aCorpusWithoutWebSourcesHasNothingToFetch() throws {
    let folder = try TemporaryFolder()
    try write("almanac: 1\nname: a\nsources: [{ files: '*.md' }]\n", folder.file("corpus.yaml"))
    let result = try fetch([folder.file("corpus.yaml")])
    #expect(result.code == 0)
    #expect(result.output == "")
    #expect(result.errors.contains("[no-web-sources]"))
    #expect(throws: DiagnosticsError.self) { try fetch([folder.file("corpus.yaml"), "--export", "x.warc"]) }
    #expect(throws: DiagnosticsError.self) { try fetch([folder.file("none.yaml")]) }
  }

  @Test(arguments: [
    ["c.yaml", "--update", "--check"], ["c.yaml", "https://example.org/**"],
    ["c.yaml", "--prune", "--import", "a.warc"], [],
  ]) func wrongCommandLinesAreRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try FetchCommand.parse(arguments) }
  }
}
