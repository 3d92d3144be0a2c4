/// An error that knows how it is told to the user and with which code the program ends.
///
/// Errors that the terminal knows itself (`BundleError`, `SystemError`, those of the command line) need not conform.
package protocol ReportableError: Error {
  var exitStatus: ExitStatus { get }
  /// What is shown, in this order.
  var diagnostics: [Diagnostic] { get }
}

/// Problems with what the user gave, thrown by a command when it cannot go on.
package struct DiagnosticsError: ReportableError, Equatable {
  package var diagnostics: [Diagnostic]
  package var exitStatus: ExitStatus { .diagnostics }

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
