internal import Common

extension JSONLines {
  /// Calls `body` with the UTF-8 of the member "text" of every line.
  ///
  /// - Parameter file: the name for diagnostics.
  /// - Throws: `DiagnosticsError` for the first line that is no JSON object with such a member, or what `body` throws.
  func visitTexts(file: String, _ body: ([UInt8]) throws -> Void) throws {
    func problem(_ line: Int, _ identifier: String, _ reason: String, remedy: String) -> DiagnosticsError {
      DiagnosticsError([
        Diagnostic(.error, identifier, at: SourceLocation(file: file, line: line), reason, remedy: remedy)
      ])
    }
    try visit { number, line in
      let text: String?
      do {
        text = try JSONValue(parsing: line)["text"]?.string
      } catch {
        throw problem(number, "invalid-json", "\(error)", remedy: "write one JSON object a line")
      }
      guard let text else {
        throw problem(
          number, "missing-text", "there is no member \"text\"", remedy: "write {\"text\": …} on every line")
      }
      try body(Array(text.utf8))
    }
  }
}
