/// What kind of page a page says it is.
enum PageKind: Sendable {
  /// One news story or blog post.
  case article
  /// Anything else: documentation, manuals, plain pages.
  case reference

  /// Programs that make documentation: their pages are never articles, though some use the vocabulary of articles.
  private static let generators: [StaticString] = [
    "sphinx", "docbook", "mkdocs", "docusaurus", "javadoc", "doxygen", "asciidoc", "antora", "mandoc", "groff",
    "makeinfo", "texi2any", "texinfo", "docutils", "latex2html", "pandoc", "rustdoc", "mdbook", "vitepress", "vuepress",
    "yard", "typedoc", "gitbook", "jsdoc", "gtk-doc", "pod2html", "man2html", "starlight", "hevea", "pdoc", "ddoc",
  ]
  init(_ tree: MarkupTree, _ data: StructuredData) {
    var isArticle = !data.articles.isEmpty
    self = .reference
    for node in 0..<tree.count {
      for index in tree.attributeIndices(of: node) {
        let value = tree.pool[tree.attributes[index].range]
        switch tree.attributes[index].name {
        case .class where tree.tags[node] == .a && isHeadingLink(value): return
        case .name where ASCII.equals(value, "generator"):
          let generator = tree.attribute(.content, of: node).map { tree.pool[$0] } ?? []
          if Self.generators.contains(where: { ASCII.contains(generator, $0) }) { return }
        case .property where ASCII.equals(value, "og:type"):
          let type = tree.attribute(.content, of: node).map { tree.pool[$0] } ?? []
          if ASCII.contains(type, "article") { isArticle = true }
        case .property where ASCII.equals(value, "article:published_time"): isArticle = true
        case .itemprop where ASCII.equals(value, "articlebody"): isArticle = true
        default: break
        }
      }
    }
    if isArticle { self = .article }
  }
}

/// Whether a class is that of the links that documentation shows beside headings to copy their addresses from.
private func isHeadingLink(_ name: ArraySlice<UInt8>) -> Bool {
  ASCII.equals(name, "headerlink") || ASCII.equals(name, "hash-link")
}
