/// Where a problem is: a file as the user named it, with line and column from 1 when they are known.
package struct SourceLocation: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var file: String
  package var line: Int?
  package var column: Int?

  package init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file`, `file:line` or `file:line:column`.
  package var description: String {
    guard let line else { return file }
    guard let column else { return "\(file):\(line)" }
    return "\(file):\(line):\(column)"
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.line ?? 0, left.column ?? 0) < (right.file, right.line ?? 0, right.column ?? 0)
  }
}

/// A problem with what the user gave: its place, the reason and the remedy.
///
/// Diagnostics are values: stages return all that they found, and one renderer shows them together at the end of the run.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable, CaseIterable {
    /// Worth knowing; nothing is lost.
    case note
    /// Something was left out or guessed; the build goes on and succeeds.
    case warning
    /// The build cannot be trusted; the exit code is 1.
    case error
  }

  package var severity: Severity
  /// A stable kebab-case name, for filters and for the documentation: `unknown-key`, `empty-glob`.
  package var identifier: String
  package var location: SourceLocation?
  /// What is wrong, in one sentence without a final stop.
  package var reason: String
  /// What the user can do about it, in one sentence without a final stop.
  package var remedy: String?

  package init(
    _ severity: Severity, _ identifier: String, at location: SourceLocation? = nil, _ reason: String,
    remedy: String? = nil
  ) {
    self.severity = severity
    self.identifier = identifier
    self.location = location
    self.reason = reason
    self.remedy = remedy
  }

  /// `place: error: reason [identifier]`, and the remedy on a line of its own.
  package var rendered: String {
    var text = location.map { "\($0): " } ?? ""
    text += "\(severity.rawValue): \(reason) [\(identifier)]"
    if let remedy { text += "\n  remedy: \(remedy)" }
    return text
  }
}

extension Sequence<Diagnostic> {
  package var hasErrors: Bool { contains { $0.severity == .error } }
}
