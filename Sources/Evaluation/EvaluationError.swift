/// A file of an evaluation that is not what it should be: its name, the line, what was expected and what was found.
package struct EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
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

  package var description: String { "\(file):\(line): expected \(expected), got \(got)" }
}
