/// Which part of a page is its content.
struct PageContent {
  /// The element whose subtree is read.
  private(set) var root = 0
  /// Whether each node is left out with all that is under it.
  private(set) var isDropped: [Bool]
  /// Whether each table only arranges the page.
  private(set) var isLayout: [Bool]
  /// Bytes of text, apart from spaces, that are kept before each node.
  private var weights: [Int]
  /// The same inside links.
  private var linkWeights: [Int]

  /// The least text that a main part has, in bytes, unless it has half of all text.
  private static let leastMain = 400

  init(_ tree: MarkupTree) {
    isDropped = Array(repeating: false, count: tree.count)
    isLayout = Array(repeating: false, count: tree.count)
    weights = Array(repeating: 0, count: tree.count + 1)
    linkWeights = weights
    judgeTables(tree)
    judge(tree)
    choose(tree)
    dropLinkLists(tree)
  }

  private func weight(_ node: Int, _ tree: MarkupTree) -> Int { weights[tree.end(node)] - weights[node] }

  private mutating func judge(_ tree: MarkupTree) {
    var insideUntil = 0
    var linkUntil = 0
    var index = 0
    while index < tree.count {
      let tag = tree.tags[index]
      if tag == .main || tag == .article || tree.attribute(.role, of: index, is: "main") {
        insideUntil = max(insideUntil, tree.end(index))
      }
      if Self.drops(index, tree, isInside: index < insideUntil) {
        isDropped[index] = true
        for skipped in index..<tree.end(index) {
          weights[skipped + 1] = weights[index]
          linkWeights[skipped + 1] = linkWeights[index]
        }
        index = tree.end(index)
        continue
      }
      let text = tree.pool[tree.text(index)]
      let weight = text.reduce(0) { ASCII.isSpace($1) ? $0 : $0 + 1 }
      if tag == .a { linkUntil = max(linkUntil, tree.end(index)) }
      weights[index + 1] = weights[index] + weight
      linkWeights[index + 1] = linkWeights[index] + (index < linkUntil ? weight : 0)
      index += 1
    }
  }

  private static func drops(_ node: Int, _ tree: MarkupTree, isInside: Bool) -> Bool {
    let tag = tree.tags[node]
    switch tag {
    case .text, .root, .html, .body, .main: return false
    case .nav, .footer, .aside, .noscript, .search: return true
    case .header where !isInside: return true
    case .form where !holdsContent(node, tree): return true
    default: if tag.isNeverContent { return true }
    }
    if tree.attribute(.hidden, of: node) != nil || tree.attribute(.ariaHidden, of: node, is: "true") { return true }
    for role in ["navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"] as [StaticString]
    where tree.attribute(.role, of: node, is: role) {
      return true
    }
    guard let style = tree.attribute(.style, of: node) else { return false }
    let text = String(decoding: tree.pool[style].filter { !ASCII.isSpace($0) }.map(ASCII.lower), as: UTF8.self)
    return text.contains("display:none") || text.contains("visibility:hidden")
  }

  /// Whether a form wraps the page instead of being a part of it.
  private static func holdsContent(_ form: Int, _ tree: MarkupTree) -> Bool {
    var paragraphs = 0
    for node in form..<tree.end(form) {
      switch tree.tags[node] {
      case .main, .article, .h1: return true
      case .p: paragraphs += 1
      default: break
      }
      if paragraphs == 3 { return true }
    }
    return false
  }

  /// A table that holds other tables or headings, or has one cell in each row, arranges the page.
  private mutating func judgeTables(_ tree: MarkupTree) {
    var open: [Int] = []
    var cellsInRow = 0
    var hasColumns: [Int: Bool] = [:]
    for node in 0..<tree.count {
      while let table = open.last, tree.end(table) <= node { open.removeLast() }
      let tag = tree.tags[node]
      if let table = open.last {
        if tag == .table || tag == .pre || tag.headingLevel != nil { isLayout[table] = true }
        if tag == .tr { cellsInRow = 0 }
        if tag == .td || tag == .th {
          cellsInRow += 1
          if cellsInRow > 1 { hasColumns[table] = true }
        }
      }
      guard tag == .table else { continue }
      open.append(node)
      hasColumns[node] = false
      cellsInRow = 0
      for role in ["presentation", "none"] as [StaticString] where tree.attribute(.role, of: node, is: role) {
        isLayout[node] = true
      }
    }
    for (table, columns) in hasColumns where !columns { isLayout[table] = true }
  }

  /// The main element, then an article that is most of it, else the body.
  private mutating func choose(_ tree: MarkupTree) {
    let all = weight(0, tree)
    let main = best(tree) { node in tree.tags[node] == .main || tree.attribute(.role, of: node, is: "main") }
    if let main, weight(main, tree) >= Self.leastMain || weight(main, tree) * 2 >= all { root = main }
    let article = best(tree) { node in
      tree.tags[node] == .article || tree.attribute(.role, of: node, is: "article")
        || tree.attribute(.itemprop, of: node, is: "articlebody")
    }
    if let article, weight(article, tree) * 2 >= weight(root, tree), !losesHeading(article, tree) { root = article }
  }

  /// Whether the root has a top heading that `node` is not around.
  private func losesHeading(_ node: Int, _ tree: MarkupTree) -> Bool {
    func hasHeading(_ nodes: Range<Int>) -> Bool { nodes.contains { tree.tags[$0] == .h1 && !isDropped[$0] } }
    return !hasHeading(node..<tree.end(node)) && hasHeading(root..<tree.end(root))
  }

  /// Leaves out lists of three or more links and little else, when enough other text stays.
  private mutating func dropLinkLists(_ tree: MarkupTree) {
    var dropped: [Int] = []
    var left = weight(root, tree)
    var node = root
    while node < tree.end(root) {
      let tag = tree.tags[node]
      if isDropped[node] {
        node = tree.end(node)
      } else if tag == .ul || tag == .menu, isLinkList(node, tree) {
        dropped.append(node)
        left -= weight(node, tree)
        node = tree.end(node)
      } else {
        node += 1
      }
    }
    guard left >= Self.leastMain, left * 2 >= weight(root, tree) else { return }
    for list in dropped { isDropped[list] = true }
  }

  private func isLinkList(_ list: Int, _ tree: MarkupTree) -> Bool {
    let links = linkWeights[tree.end(list)] - linkWeights[list]
    guard links > 0, links * 10 >= weight(list, tree) * 9 else { return false }
    return (list..<tree.end(list)).lazy.filter { tree.tags[$0] == .a }.prefix(3).count == 3
  }

  /// The node in the root with the most text; of equals the first.
  private func best(_ tree: MarkupTree, _ isCandidate: (Int) -> Bool) -> Int? {
    var best: Int?
    var node = root
    while node < tree.end(root) {
      if isDropped[node] {
        node = tree.end(node)
        continue
      }
      if tree.tags[node] != .text, isCandidate(node), weight(node, tree) > best.map({ weight($0, tree) }) ?? 0 {
        best = node
      }
      node += 1
    }
    return best
  }
}
