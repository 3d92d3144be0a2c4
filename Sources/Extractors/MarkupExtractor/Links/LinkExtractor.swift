package import Extraction

/// Finds where a page or a site map leads.
package struct LinkExtractor: Sendable {
  package init() {}

  /// The links of an HTML page, or of a site map or feed in XML.
  ///
  /// - Returns: a document that has `links` and nothing else.
  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    switch request.format {
    case .html: RawDocument(links: try page(request))
    case .xml: RawDocument(links: try SitemapReader.read(request.bytes))
    default: throw .unsupported(kind: request.format.displayName)
    }
  }

  private func page(_ request: ExtractionRequest) throws(ExtractionFailure) -> PageLinks {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    guard let page = HTMLCharset.decode(request.bytes) else { throw .binaryData }
    guard let tree = HTMLParser.parse(page.utf8, limits: request.limits) else {
      throw .malformed(detail: "the HTML parser gave no page")
    }
    var links = PageLinks()
    for node in 0..<tree.count {
      switch tree.tags[node] {
      case .base: links.base = links.base ?? address(.href, of: node, tree)
      case .link:
        if hasRelation("canonical", node, tree) { links.canonical = links.canonical ?? address(.href, of: node, tree) }
      case .meta: readMeta(node, tree, &links)
      case .a, .area:
        if !hasRelation("nofollow", node, tree), let target = address(.href, of: node, tree) {
          links.pages.append(target)
        }
      case .frame, .iframe: if let target = address(.src, of: node, tree) { links.pages.append(target) }
      default: break
      }
    }
    return links
  }

  private func readMeta(_ node: Int, _ tree: MarkupTree, _ links: inout PageLinks) {
    guard let content = tree.string(.content, of: node) else { return }
    if tree.attribute(.name, of: node, is: "robots") {
      links.robots += content.lowercased().split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    } else if tree.attribute(.httpEquiv, of: node, is: "refresh"), links.refresh == nil {
      links.refresh = Self.target(ofRefresh: content)
    }
  }

  /// The address in `5; url='next.html'`; `nil` when the page reloads itself.
  static func target(ofRefresh content: String) -> String? {
    guard let separator = content.firstIndex(where: { $0 == ";" || $0 == "," }) else { return nil }
    var rest = ASCII.trim(String(content[content.index(after: separator)...]))
    if rest.lowercased().hasPrefix("url") {
      let value = ASCII.trim(String(rest.dropFirst(3)))
      guard value.hasPrefix("=") else { return nil }
      rest = ASCII.trim(String(value.dropFirst()))
    }
    if let quote = rest.first, quote == "'" || quote == "\"" {
      rest = String(rest.dropFirst().prefix { $0 != quote })
    }
    return rest.isEmpty ? nil : rest
  }

  private func address(_ name: HTMLAttribute, of node: Int, _ tree: MarkupTree) -> String? {
    guard let text = tree.string(name, of: node) else { return nil }
    let trimmed = ASCII.trim(text)
    return trimmed.isEmpty ? nil : trimmed
  }

  private func hasRelation(_ relation: String, _ node: Int, _ tree: MarkupTree) -> Bool {
    guard let text = tree.string(.rel, of: node) else { return false }
    return text.lowercased().split(whereSeparator: \.isWhitespace).contains { $0 == relation }
  }
}
