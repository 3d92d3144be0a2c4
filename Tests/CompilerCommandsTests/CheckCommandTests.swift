import ArgumentParser
import Common
import CompilerCommands
import Storage
import Terminal
import Testing

@Suite struct CheckCommandTests {
  private func write(_ text: String, _ path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  private func check(_ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
    let (sink, errors) = (MemorySink(), MemorySink())
    let command = try CheckCommand.parse(arguments)
    do {
      try command.run(sink: sink, errors: errors, style: .plain)
      return (0, sink.text, errors.text)
    } catch let code as ExitCode {
      return (code.rawValue, sink.text, errors.text)
    }
  }

  @Test func aCorpusWithoutProblemsIsSummedUp() throws {
    let folder = try TemporaryFolder()
    try write("almanac: 1\nname: a\nsources: [{ files: '*.md' }]\n", folder.file("corpus.yaml"))
    try write("text", folder.file("a.md"))
    let result = try check([folder.file("corpus.yaml")])
    #expect(result.code == 0)
    #expect(result.output == "\(folder.file("corpus.yaml")): 1 file, 0 records, 0 questions; no problems\n")
    #expect(result.errors == "")
  }

  @Test func problemsGiveExitCodeOne() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("corpus.yaml")
    try write("almanac: 1\nname: a\nsources: [{ files: '*.md' }]\n", path)
    let result = try check([path])
    #expect(result.code == 1)
    #expect(result.output == "\(path): 0 files, 0 records, 0 questions; 1 error\n")
    #expect(
      result.errors == """
        \(path):3:20: error: no file matches `*.md` [empty-glob]
          remedy: check the pattern, relative to `\(folder.path)`; upper and lower case differ
        1 error

        """)
    let json = try JSONValue(parsing: Array(try check([path, "--json"]).output.utf8))
    #expect(json["diagnostics"]?.array?.first?["identifier"] == "empty-glob")
  }

  @Test(arguments: ["manifest", "spec", "questions"])
  func schemasArePrintedAsJSON(_ kind: String) throws {
    let sink = MemorySink()
    try SchemaCommand.parse([kind]).run(sink: sink)
    let schema = try JSONValue(parsing: Array(sink.text.utf8))
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
  }
}
