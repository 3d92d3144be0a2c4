/// What a browser does not show as part of the page's content, by element, role and style.
enum Visibility {
  /// Roles (WAI-ARIA) of what is beside the content.
  private static let roles = WordTrie<Bool>([
    (true, "navigation banner contentinfo complementary search menu menubar dialog alertdialog toolbar tablist alert")
  ])

  /// Whether each node is left out with all that is under it.
  static func hidden(_ tree: MarkupTree, _ kind: PageKind) -> [Bool] {
    var result = [Bool](repeating: false, count: tree.count)
    let tops = NodeCount(tree) { [.main, .article, .h1].contains(tree.tags[$0]) }
    let paragraphs = NodeCount(tree) { tree.tags[$0] == .p }
    /// A form wraps the page, instead of being a part of it, when the page's main things are in it.
    func isPage(_ form: Int) -> Bool {
      tops.count(in: form, of: tree) > 0 || paragraphs.count(in: form, of: tree) > 2
    }
    var insideUntil = 0
    var node = 0
    while node < tree.count {
      let tag = tree.tags[node]
      if tag == .text {
        node += 1
        continue
      }
      if tag == .main || tag == .article || tree.attribute(.role, of: node, is: "main") {
        insideUntil = max(insideUntil, tree.end(node))
      }
      if tag == .form && !isPage(node) || drops(node, tree, kind, isInside: node < insideUntil) {
        result[node] = true
        node = tree.end(node)
      } else {
        node += 1
      }
    }
    return result
  }

  private static func drops(_ node: Int, _ tree: MarkupTree, _ kind: PageKind, isInside: Bool) -> Bool {
    let tag = tree.tags[node]
    switch tag {
    case .root, .html, .body, .main: return false
    case .nav, .footer, .noscript, .search: return true
    // Notes and warnings in documentation.
    case .aside where !isInside || kind == .article: return true
    case .header where !isInside: return true
    default: if tag.isNeverContent { return true }
    }
    for index in tree.attributeIndices(of: node) {
      let value = tree.pool[tree.attributes[index].range]
      switch tree.attributes[index].name {
      case .hidden: return true
      case .ariaHidden where ASCII.equals(ASCII.trim(value), "true"): return true
      case .role where roles.value(of: ASCII.trim(value)) ?? false: return true
      case .style where hides(value): return true
      default: break
      }
    }
    return false
  }

  private static func hides(_ style: ArraySlice<UInt8>) -> Bool {
    guard ASCII.contains(style, "display") || ASCII.contains(style, "visibility") else { return false }
    let text = style.filter { !ASCII.isSpace($0) }
    return ASCII.contains(text[...], "display:none") || ASCII.contains(text[...], "visibility:hidden")
  }
}
