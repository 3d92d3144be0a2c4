import ArgumentParser
import BundleFormat
import Common
import Terminal
import Testing

/// A program with a command that throws what the test wants.
private struct Program: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program", abstract: "A program.", version: "1.0", subcommands: [Fail.self])

  struct Fail: ParsableCommand {
    @Argument var kind: String
    @OptionGroup var output: OutputOptions

    func run() throws {
      switch kind {
      case "bundle": throw BundleError.inFile("a.kb", .missingSection(.model))
      case "system": throw SystemError(.noSpace, "the disk is full", place: "a.kb", cause: "ENOSPC")
      case "diagnostics":
        throw DiagnosticsError([
          Diagnostic(
            .error, "unknown-key", at: SourceLocation(file: "corpus.yaml", line: 3, column: 2), "unknown key \"nam\"",
            remedy: "did you mean \"name\""),
          Diagnostic(.warning, "empty-glob", "no file matches *.pdf"),
        ])
      case "gate": throw ExitCode(ExitStatus.gate.rawValue)
      case "validation": throw ValidationError("that does not go together")
      default: break
      }
    }
  }
}

@Suite struct FailureReportTests {
  private func run(_ arguments: String...) -> (code: Int32, output: String, errors: String) {
    let output = MemorySink()
    let errors = MemorySink()
    let code = CommandRunner.run(Program.self, arguments, output: output, errors: errors, style: .plain)
    return (code, output.text, errors.text)
  }

  @Test func eachKindOfErrorHasItsExitCode() {
    #expect(run("fail", "none").code == 0)
    #expect(run("fail", "diagnostics").code == 1)
    #expect(run("fail", "system").code == 1)
    #expect(run("fail", "validation").code == 2)
    #expect(run("fail").code == 2)
    #expect(run("fail", "x", "--unknown").code == 2)
    #expect(run("nothing").code == 2)
    #expect(run("fail", "bundle").code == 3)
    #expect(run("fail", "gate").code == 5)
  }

  @Test func helpAndVersionAreNoErrors() {
    let help = run("fail", "--help")
    #expect(help.code == 0 && help.errors.isEmpty && help.output.contains("--json"))
    #expect(run("--version").output == "1.0\n")
  }

  @Test func errorsAreToldWithTheirRemedy() {
    #expect(
      run("fail", "bundle").errors == """
        error: a.kb: a section is missing: expected model, got none
          remedy: copy the bundle again, or build it again

        """)
    #expect(run("fail", "system").errors == "error: a.kb: the disk is full (ENOSPC)\n")
    #expect(run("fail", "gate").errors.isEmpty)
    #expect(
      run("fail", "diagnostics").errors == """
        corpus.yaml:3:2: error: unknown key "nam" [unknown-key]
          remedy: did you mean "name"
        warning: no file matches *.pdf [empty-glob]
        1 error, 1 warning

        """)
  }

  @Test func colourMarksTheSeverityAndControlCharactersNeverPass() {
    let diagnostic = Diagnostic(.error, "bad", at: SourceLocation(file: "a\u{1B}]0;x\u{7}.md"), "wrong\u{1B}[2J")
    #expect(
      DiagnosticRenderer(style: .coloured).text(diagnostic)
        == "\u{1B}[1ma ]0;x .md\u{1B}[0m: \u{1B}[1;31merror\u{1B}[0m: wrong [2J \u{1B}[2m[bad]\u{1B}[0m\n")
    #expect(DiagnosticRenderer(style: .plain).text(diagnostic) == "a ]0;x .md: error: wrong [2J [bad]\n")
  }

  @Test func diagnosticsHaveJSON() {
    let diagnostic = Diagnostic(
      .note, "empty", at: SourceLocation(file: "a.md", line: 1), "nothing here", remedy: "write something")
    #expect(
      String(decoding: diagnostic.json.serialized(), as: UTF8.self)
        == #"{"severity":"note","identifier":"empty","reason":"nothing here","remedy":"write something","file":"a.md","line":1}"#
    )
  }
}
