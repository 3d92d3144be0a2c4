package import Common
internal import Storage

/// A diagnostic as an error, for `Result`.
package struct DiagnosticFailure: Error {
  package var diagnostic: Diagnostic
}

/// The most bytes of a YAML file.
package let maximumTextSize = 64 << 20

/// Reads a file that a person wrote.
package func readText(_ path: String, noun: String) -> Result<[UInt8], DiagnosticFailure> {
  do {
    return .success(try readFile(path, limit: maximumTextSize))
  } catch {
    let remedy = error.code == .notFound ? "check the path" : "check the path and its permissions"
    var reason = "the \(noun) cannot be read: \(error.message)"
    if let cause = error.cause { reason += " (\(cause))" }
    let identifier = error.code == .notFound ? "missing-file" : "unreadable-file"
    return .failure(
      DiagnosticFailure(
        diagnostic: Diagnostic(.error, identifier, at: SourceLocation(file: path), reason, remedy: remedy)))
  }
}
