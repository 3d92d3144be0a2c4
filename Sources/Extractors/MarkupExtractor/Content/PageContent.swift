/// Which part of a page is its content.
///
/// A page that says it is one article (news, a blog) is searched for the element that holds the article's text, and what
/// is in that element but no part of the text is left out. Of any other page, documentation above all, everything is
/// kept that is not plainly navigation: losing content is worse there than keeping a stray line.
struct PageContent {
  /// The elements whose subtrees are read, in order.
  private(set) var roots: [Int]
  /// Whether each node is left out with all that is under it.
  private(set) var isDropped: [Bool]
  /// Whether each node is not shown by browsers, or never content.
  let isHidden: [Bool]
  /// Whether each table only arranges the page.
  let isLayout: [Bool]

  /// All of `tree` but what a browser does not show: for markup that is content all through.
  init(whole tree: MarkupTree) {
    isLayout = LayoutTables.find(tree)
    isHidden = (0..<tree.count).map { tree.tags[$0].isNeverContent || tree.attribute(.hidden, of: $0) != nil }
    isDropped = isHidden
    roots = [0]
  }

  /// - Complexity: linear in the size of the tree.
  init(_ tree: MarkupTree, _ data: StructuredData) {
    isLayout = LayoutTables.find(tree)
    let kind = PageKind(tree, data)
    isHidden = Visibility.hidden(tree, kind)
    isDropped = isHidden
    let hints = NameHints.all(tree, isDropped, kind)
    var parts = NamedParts(tree, hints, PageText(tree, isDropped: isDropped), isDropped)
    guard kind == .article else {
      let main = MainElement(tree, hints, parts.text, isDropped).declared()
      parts.dropNavigation(outside: main)
      roots = [main]
      isDropped = parts.isDropped
      for run in parts.text.runs where NavigationLines.contains(run, tree) {
        for node in run.nodes where tree.tags[node] == .text { isDropped[node] = true }
      }
      return
    }
    parts.dropBoilerplate()
    let text = PageText(tree, isDropped: parts.isDropped)
    let main = MainElement(tree, hints, text, parts.isDropped)
    roots = main.articleBody(ArticleEvidence(data.articleBodies))
    var pruning = ArticlePruning(tree, hints, text, roots: roots, isDropped: parts.isDropped)
    if pruning.run() {
      isDropped = pruning.isDropped
    } else {
      roots = [main.declared()]
      isDropped = parts.isDropped
    }
  }
}
