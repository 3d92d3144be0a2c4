/// The body of a web page, made fit for extraction: its format, and its text in UTF-8 where only the server knew the
/// charset.
package struct WebBody: Equatable, Sendable {
  package var bytes: [UInt8]
  /// What to read it as, or why nothing reads it.
  package var format: Result<DocumentFormat, ExtractionFailure>

  /// - Parameters:
  ///   - contentType: the header `Content-Type` with its parameters.
  ///   - url: where the body came from; the ending of its path decides where bytes and header do not.
  package init(bytes: [UInt8], contentType: String?, url: String) {
    let type = MediaType(contentType ?? "")
    format = FormatDetection(name: Self.name(type.name, url), bytes: bytes).result
    self.bytes = bytes
    if let charset = type.charset, case .success(let format) = format, [.html, .text, .markdown].contains(format),
      let utf8 = DecodedText.utf8(bytes, declaredAs: charset)
    {
      self.bytes = utf8
    }
  }

  /// A name for the detection of the format, whose ending the media type decides where it says enough.
  private static func name(_ type: String, _ url: String) -> String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    // Scheme, nothing and host are no path.
    let last = parts.count > 3 ? String(parts.last ?? "") : ""
    switch type {
    case "text/html", "application/xhtml+xml": return "page.html"
    case "text/markdown", "text/x-markdown": return "page.md"
    case "application/pdf": return "page.pdf"
    // Servers send everything that they do not know as one of these.
    default: return last
    }
  }
}

/// A media type with its charset (RFC 9110, §8.3).
package struct MediaType: Equatable, Sendable {
  /// Lower case, without parameters: `text/html`.
  package var name: String
  package var charset: String?

  /// Reads the value of a header `Content-Type`; what is not one gives an empty name.
  package init(_ header: String) {
    let parts = header.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
    name = (parts.first ?? "").lowercased()
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
      guard pair.count == 2, pair[0].lowercased() == "charset" else { continue }
      let value = pair[1].filter { $0 != "\"" && $0 != "'" }
      if charset == nil, !value.isEmpty { charset = value }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
