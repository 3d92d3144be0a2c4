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
      dropNavigation(parts.text.runs[parts.text.runs(main, tree)], tree)
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

  /// Leaves out lines of navigation and tables of contents, and headings under which nothing stays then.
  private mutating func dropNavigation(_ runs: ArraySlice<PageText.Run>, _ tree: MarkupTree) {
    let kept = runs.filter { !isLeftOut($0, tree) }
    for run in kept where NavigationLines.contains(run, tree) { drop(run, tree) }
    for index in ContentsLines(kept, tree).find() { drop(kept[index], tree) }
    let all = Array(runs)
    let isKept = all.map { !isLeftOut($0, tree) }
    for index in EmptySections.find(all, isKept: isKept, tree) { drop(all[index], tree) }
  }

  private mutating func drop(_ run: PageText.Run, _ tree: MarkupTree) {
    for node in run.nodes where tree.tags[node] == .text { isDropped[node] = true }
  }

  private func isLeftOut(_ run: PageText.Run, _ tree: MarkupTree) -> Bool {
    var node = run.nodes.lowerBound
    while !isDropped[node], node != 0 { node = tree.parent(node) }
    return isDropped[node]
  }
}
