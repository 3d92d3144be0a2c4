import Common
import QueryCommands
import Storage
import Terminal
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
    ["ask", "x.kb", "q", "--confidence", "-1"], ["unheard-of"],
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

  @Test func `A bundle that is not there ends with code 3`() throws {
    let folder = try TemporaryFolder()
    #expect(run("search", folder.file("none.kb"), "question").code == ExitStatus.bundle.rawValue)
  }
}
