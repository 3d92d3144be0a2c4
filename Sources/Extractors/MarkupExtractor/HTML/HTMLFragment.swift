package import Extraction

/// HTML that is content all through: the chapters of a book, the body of a message.
package enum HTMLFragment {
  /// Reads all of it but what a browser does not show.
  package static func read(
    _ bytes: [UInt8], limits: ExtractionLimits
  ) throws(ExtractionFailure) -> RawDocument {
    guard let page = HTMLCharset.decode(bytes) else { throw .binaryData }
    guard page.utf8.contains(where: { $0 > 0x20 }) else { throw .empty }
    let source = PageSource(page.utf8)
    guard let tree = HTMLParser.parse(source.markup, limits: limits) else {
      throw .malformed(detail: "the HTML parser gave no page")
    }
    let content = PageContent(whole: tree)
    var collector = HTMLBlocks(tree, content, limit: limits.textBytes)
    for root in content.roots { collector.collect(root) }
    guard collector.textBytes <= limits.textBytes else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    guard !collector.blocks.isEmpty else { throw .noText(detail: "it has markup only") }
    let head = PageMetadata(tree, StructuredData(source.structuredData), isHidden: content.isHidden)
    return RawDocument(title: head.title, language: head.language, blocks: collector.blocks)
  }
}
