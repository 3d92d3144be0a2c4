package import Common

/// A file of an evaluation that is not what it should be: its name, the line, what was expected and what was found.
package struct EvaluationError: ReportableError, Equatable {
  package var file: String
  /// From 1.
  package var line: Int
  package var expected: String
  package var got: String

  package init(file: String, line: Int, expected: String, got: String) {
    self.file = file
    self.line = line
    self.expected = expected
    self.got = got
  }

  package var exitStatus: ExitStatus { .diagnostics }

  package var diagnostics: [Diagnostic] {
    [
      Diagnostic(
        .error, "evaluation-file", at: SourceLocation(file: file, line: line), "expected \(expected), got \(got)")
    ]
  }
}
