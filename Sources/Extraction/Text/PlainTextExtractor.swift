package import Common

/// Reads plain text in any charset. The one extractor that runs in the compiler itself: it is memory-safe throughout but
/// for the charset converter.
package struct PlainTextExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.text]
  package static var libraries: [LibraryVersion] { ExtractionLibraries.charsets }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard !request.bytes.isEmpty else { throw .empty }
    if case .other(let kind)? = ContentSignature.find(in: request.bytes) { throw .unsupported(kind: kind) }
    guard let decoded = DecodedText(decoding: request.bytes), !Self.looksBinary(decoded.text) else {
      throw .binaryData
    }
    // UTF-16 and UTF-32 can hold zeros and be text otherwise.
    var text = Array(decoded.text.utf8)
    if text.contains(0) { text.removeAll { $0 == 0 } }
    let blocks = PlainTextBlocks.blocks(of: text)
    guard !blocks.isEmpty else { throw .empty }
    let document = RawDocument(blocks: blocks, diagnostics: decoded.diagnostics)
    guard document.textBytes <= request.limits.textBytes else {
      throw .tooLarge(what: "the text", limit: request.limits.textBytes)
    }
    return document
  }

  /// Whether more than a tenth of the first characters are controls that no text has.
  private static func looksBinary(_ text: String) -> Bool {
    var controls = 0
    var count = 0
    for scalar in text.unicodeScalars.prefix(1 << 16) {
      count += 1
      switch scalar.value {
      case 0x09...0x0D, 0x1A, 0x1B, 0x20...0x7E: break
      case 0...0x9F, 0xFFFD: controls += 1
      default: break
      }
    }
    return controls * 10 > count
  }
}

extension DecodedText {
  /// What the user should know about how the text was read.
  package var diagnostics: [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if isGuessed {
      diagnostics.append(
        Diagnostic(
          .note, "guessed-charset", "the text does not say what charset it is in; it was read as \(charset)",
          remedy: "save it as UTF-8"))
    }
    if replacements > 0 {
      let places = replacements == 1 ? "1 place" : "\(replacements) places"
      diagnostics.append(
        Diagnostic(
          .warning, "unreadable-characters", "\(places) in the text cannot be read as \(charset)",
          remedy: "save it as UTF-8"))
    }
    return diagnostics
  }
}
