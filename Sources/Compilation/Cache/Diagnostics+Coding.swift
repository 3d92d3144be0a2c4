internal import Common

extension ByteWriter {
  mutating func append(_ diagnostics: [Diagnostic]) {
    appendVariable(diagnostics.count)
    for diagnostic in diagnostics {
      append(string: diagnostic.severity.rawValue)
      append(string: diagnostic.identifier)
      append(optional: diagnostic.location?.file)
      appendVariable(diagnostic.location?.line ?? 0)
      appendVariable(diagnostic.location?.column ?? 0)
      append(string: diagnostic.reason)
      append(optional: diagnostic.remedy)
    }
  }
}

extension ByteReader {
  mutating func readDiagnostics() throws(ByteReaderError) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for _ in 0..<(try readVariableInt()) {
      let severity = Diagnostic.Severity(rawValue: try readString()) ?? .error
      let identifier = try readString()
      let file = try readOptional()
      let (line, column) = (try readVariableInt(), try readVariableInt())
      let location = file.map {
        SourceLocation(file: $0, line: line == 0 ? nil : line, column: column == 0 ? nil : column)
      }
      let reason = try readString()
      diagnostics.append(Diagnostic(severity, identifier, at: location, reason, remedy: try readOptional()))
    }
    return diagnostics
  }
}
