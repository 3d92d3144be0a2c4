package import Common
package import Extraction

/// Reads HTML pages: the main part of the page as headings, paragraphs, list items, table rows, code and quotes.
///
/// Navigation, page headers and footers, forms, scripts and what is hidden are left out.
package struct HTMLExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.html]
  package static var libraries: [LibraryVersion] { [XMLReader.library] }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    guard let page = HTMLCharset.decode(request.bytes) else { throw .binaryData }
    guard page.utf8.contains(where: { $0 > 0x20 }) else { throw .empty }
    let source = PageSource(page.utf8)
    guard let tree = HTMLParser.parse(source.markup, limits: request.limits) else {
      throw .malformed(detail: "the HTML parser gave no page")
    }
    let data = StructuredData(source.structuredData)
    let content = PageContent(tree, data)
    let limit = request.limits.textBytes
    var collector = HTMLBlocks(tree, content, limit: limit)
    for root in content.roots { collector.collect(root) }
    guard collector.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !collector.blocks.isEmpty else { throw .noText(detail: "it has markup only") }
    let head = PageMetadata(tree, data, isHidden: content.isHidden)
    return RawDocument(
      title: head.title, language: head.language, metadata: head.metadata, tags: head.tags, blocks: collector.blocks,
      diagnostics: page.diagnostics + (tree.isTruncated ? [Self.tooDeep(request.limits.depth)] : []))
  }

  private static func tooDeep(_ depth: Int) -> Diagnostic {
    Diagnostic(
      .note, "deep-markup", "elements are nested deeper than \(depth); below that only their text was read",
      remedy: "nest less, if the structure down there matters")
  }
}
