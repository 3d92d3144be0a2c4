package import Common

/// Lays diagnostics out for a terminal or a log.
package struct DiagnosticRenderer: Sendable {
  package var style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// `place: error: reason [identifier]`, the remedy on a line of its own, and a newline.
  package func text(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { style.bold("\($0)".printable) + ": " } ?? ""
    let severity = marked(diagnostic.severity)
    var text = "\(place)\(severity): \(diagnostic.reason.printable) \(style.dim("[\(diagnostic.identifier)]"))\n"
    if let remedy = diagnostic.remedy { text += "  \(style.dim("remedy:")) \(remedy.printable)\n" }
    return text
  }

  /// All of them, and a line that counts errors and warnings when there are any.
  package func text(_ diagnostics: [Diagnostic]) -> String {
    let summary = Self.summary(of: diagnostics)
    return diagnostics.map { text($0) }.joined() + (summary.isEmpty ? "" : summary + "\n")
  }

  /// `2 errors, 1 warning`; empty when there are neither.
  package static func summary(of diagnostics: [Diagnostic]) -> String {
    [(Diagnostic.Severity.error, "error"), (.warning, "warning")].compactMap { severity, noun in
      let count = diagnostics.count { $0.severity == severity }
      return count == 0 ? nil : Quantities.counted(count, noun)
    }.joined(separator: ", ")
  }

  private func marked(_ severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: style.red(severity.rawValue)
    case .warning: style.yellow(severity.rawValue)
    case .note: style.bold(severity.rawValue)
    }
  }
}

extension Diagnostic {
  /// For `--json`.
  package var json: JSONValue {
    var members = [
      JSONValue.Member("severity", .string(severity.rawValue)), .init("identifier", .string(identifier)),
      .init("reason", .string(reason)),
    ]
    if let remedy { members.append(.init("remedy", .string(remedy))) }
    if let location {
      members.append(.init("file", .string(location.file)))
      if let line = location.line { members.append(.init("line", .integer(line))) }
      if let column = location.column { members.append(.init("column", .integer(column))) }
    }
    return .object(members)
  }
}
