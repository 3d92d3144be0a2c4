package import Common
package import Extraction
internal import MarkupExtractor

/// Reads files that are text with a structure of their own: separated values, JSON, YAML, XML, AsciiDoc,
/// reStructuredText, source code and RTF.
///
/// Each is decoded like plain text, in whatever charset, and then read by a scanner of this project: none needs more of
/// its language than a reader sees.
package struct StructuredTextExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [
    .csv, .tsv, .json, .jsonLines, .yaml, .xml, .asciiDoc, .reStructuredText, .source, .rtf,
  ]
  package static var libraries: [LibraryVersion] { PlainTextExtractor.libraries + [XMLReader.library] }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    let limit = request.limits.textBytes
    switch request.format {
    // These say themselves what charset they are in.
    case .rtf: return try RichTextReader(limit: limit).read(request.bytes)
    case .xml: return try XMLTextReader(limit: limit).read(request.bytes)
    default: break
    }
    guard let decoded = DecodedText(decoding: request.bytes) else { throw .binaryData }
    var text = Array(decoded.text.utf8)
    if text.contains(0) { text.removeAll { $0 == 0 } }
    guard text.contains(where: { $0 > 0x20 }) else { throw .empty }
    var document: RawDocument
    switch request.format {
    case .csv, .tsv: document = try SeparatedValuesReader(format: request.format, limit: limit).read(text)
    case .json: document = try JSONTextReader(limit: limit).read(text)
    case .jsonLines: document = try JSONTextReader(limit: limit).readLines(text)
    case .yaml: document = try YAMLTextReader(limit: limit).read(text)
    case .asciiDoc: document = AsciiDocReader().read(text)
    case .reStructuredText: document = ReStructuredTextReader().read(text)
    case .source: document = SourceCodeReader(name: request.name).read(text)
    default: throw .unsupported(kind: request.format.displayName)
    }
    guard document.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !document.blocks.isEmpty else { throw .noText(detail: "nothing visible is in it") }
    document.diagnostics = decoded.diagnostics + document.diagnostics
    return document
  }
}
