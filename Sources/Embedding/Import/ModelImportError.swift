package import Common

/// A model folder that cannot be imported: everything that is wrong with it, each with its remedy.
package struct ModelImportError: ReportableError, Hashable, Sendable, CustomStringConvertible {
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  package var exitStatus: ExitStatus { .diagnostics }

  package var description: String { diagnostics.map(\.rendered).joined(separator: "\n") }
}

/// Gathers what is wrong with a model folder, so that one run reports all of it.
struct ModelProblems {
  private(set) var diagnostics: [Diagnostic] = []

  mutating func add(_ identifier: String, in file: String, _ reason: String, remedy: String) {
    diagnostics.append(
      Diagnostic(.error, identifier, at: SourceLocation(file: file), reason, remedy: remedy))
  }

  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// Throws when something was added.
  func check() throws(ModelImportError) {
    if !diagnostics.isEmpty { throw ModelImportError(diagnostics) }
  }
}
