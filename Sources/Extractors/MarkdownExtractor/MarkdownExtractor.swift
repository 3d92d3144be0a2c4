package import Common
package import Extraction

/// Reads Markdown: CommonMark with GitHub's tables, task lists, strikethrough, autolinks and footnotes, and YAML or TOML front
/// matter.
///
/// Link texts and the descriptions of images are kept, their addresses are not. HTML is reduced to its text.
package struct MarkdownExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.markdown]
  package static var libraries: [LibraryVersion] { [MarkdownParser.library] }

  package init() {}

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard !request.bytes.isEmpty else { throw .empty }
    guard let decoded = DecodedText(decoding: request.bytes) else { throw .binaryData }
    let text = Array(decoded.text.utf8)
    guard text.contains(where: { $0 > 0x20 }) else { throw .empty }
    let (frontMatter, body) = FrontMatter.split(text)
    let limit = request.limits.textBytes
    var collector = MarkdownBlocks()
    let isParsed = MarkdownParser.walk(body) { event in
      collector.take(event)
      return collector.textBytes <= limit
    }
    guard isParsed else { throw .malformed(detail: "the Markdown parser gave no document") }
    guard collector.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !collector.blocks.isEmpty else { throw .noText(detail: "it has markup only") }
    return RawDocument(
      title: frontMatter?.title, language: frontMatter?.language, metadata: frontMatter?.metadata ?? [],
      tags: frontMatter?.tags ?? [], blocks: collector.blocks,
      diagnostics: decoded.diagnostics + (frontMatter?.diagnostics ?? []))
  }
}
