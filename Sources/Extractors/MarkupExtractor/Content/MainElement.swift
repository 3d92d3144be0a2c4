/// Finds the element that holds the main text of a page.
struct MainElement {
  private let tree: MarkupTree
  private let hints: [NameHints]
  private let text: PageText
  private let isDropped: [Bool]

  /// The least text that a main part has, in bytes, unless it has half of all text.
  private static let leastMain = 100

  init(_ tree: MarkupTree, _ hints: [NameHints], _ text: PageText, _ isDropped: [Bool]) {
    self.tree = tree
    self.hints = hints
    self.text = text
    self.isDropped = isDropped
  }

  /// The main element, then an article that is most of it, else the body.
  func declared() -> Int {
    var root = 0
    let all = text.bytes(0, tree)
    let main = best(in: root) { tree.tags[$0] == .main || tree.attribute(.role, of: $0, is: "main") }
    if let main {
      let bytes = text.bytes(main, tree)
      if bytes >= Self.leastMain || bytes * 2 >= all || bytes > 0 && hasHeading(main) { root = main }
    }
    let article = best(in: root) { tree.tags[$0] == .article || tree.attribute(.role, of: $0, is: "article") }
    if let article, text.bytes(article, tree) * 2 >= text.bytes(root, tree), !losesHeading(article, in: root) {
      root = article
    }
    return root
  }

  /// The element that holds what the structured data gives as the article's text, else the one that is named as an
  /// article's text, else the smallest that holds most of the prose.
  func articleBody(_ evidence: ArticleEvidence) -> [Int] {
    if !evidence.isEmpty {
      let confirmed = text.sums { evidence.confirms($0, tree) ? $0.bytes : 0 }
      if let last = confirmed.last, last >= 200 { return [descend(from: 0, confirmed, percent: 90)] }
    }
    let prose = text.sums { tree.tags[$0.block] == .li || $0.linkBytes * 2 > $0.bytes ? $0.prose / 4 : $0.prose }
    let dense = descend(from: 0, prose, percent: 80)
    guard let body = best(in: 0, { hints[$0].contains(.body) }) else { return [dense == 0 ? declared() : dense] }
    let parts = parts(of: body)
    let bodyProse = parts.reduce(0) { $0 + text.prose($1, tree) }
    guard bodyProse * 10 >= text.prose(dense, tree) * (isDeclared(body) ? 2 : 4) else { return [dense] }
    return parts.count > 1 ? parts : withSummary(descend(from: body, prose, percent: 80))
  }

  /// The elements that have the same name as `body`, which one text is divided into: no top heading and no article
  /// begins between them.
  private func parts(of body: Int) -> [Int] {
    guard let name = tree.attribute(.class, of: body), !name.isEmpty else { return [body] }
    var groups: [[Int]] = [[]]
    var node = 0
    while node < tree.count {
      if isDropped[node] {
        node = tree.end(node)
        continue
      }
      let tag = tree.tags[node]
      if tag == .h1 || tag == .article { groups.append([]) }
      if hints[node].contains(.body), let other = tree.attribute(.class, of: node),
        tree.pool[other] == tree.pool[name]
      {
        groups[groups.count - 1].append(node)
        node = tree.end(node)
      } else {
        node += 1
      }
    }
    return groups.first { $0.contains(body) } ?? [body]
  }

  /// The text and, before it, a summary that is one sentence or a few.
  private func withSummary(_ body: Int) -> [Int] {
    guard let before = children(tree.parent(body)).filter({ $0 < body && text.bytes($0, tree) > 0 }).last else {
      return [body]
    }
    let runs = text.runs(before, tree)
    guard runs.count == 1, let run = runs.first.map({ text.runs[$0] }) else { return [body] }
    let isSummary =
      run.isProse && run.linkBytes == 0 && run.bytes >= Self.leastMain && tree.tags[run.block].headingLevel == nil
    return isSummary ? [before, body] : [body]
  }

  private func isDeclared(_ node: Int) -> Bool { tree.attribute(.itemprop, of: node, is: "articlebody") }

  /// Goes down while one child has most of what `sums` counts.
  private func descend(from root: Int, _ sums: [Int], percent: Int) -> Int {
    func weight(_ node: Int) -> Int {
      let runs = text.runs(node, tree)
      return sums[runs.upperBound] - sums[runs.lowerBound]
    }
    var node = root
    while true {
      let whole = weight(node)
      guard whole > 0, let child = children(node).max(by: { weight($0) < weight($1) }),
        weight(child) * 100 >= whole * (tree.tags[child] == .article ? 50 : percent), holdsBlocks(child)
      else { return node }
      node = child
    }
  }

  private func holdsBlocks(_ node: Int) -> Bool {
    switch tree.tags[node] {
    case .p, .blockquote, .pre, .ul, .ol, .li, .table, .tr, .td: false
    case let tag: tag.isBlock && text.runs(node, tree).count > 1
    }
  }

  private func children(_ node: Int) -> some Sequence<Int> {
    sequence(state: node + 1) { next -> Int? in
      while next < tree.end(node) {
        defer { next = tree.end(next) }
        if !isDropped[next], tree.tags[next] != .text { return next }
      }
      return nil
    }
  }

  /// Whether the root has a top heading that `node` is not around.
  private func losesHeading(_ node: Int, in root: Int) -> Bool {
    !hasHeading(node) && hasHeading(root)
  }

  private func hasHeading(_ node: Int) -> Bool {
    (node..<tree.end(node)).contains { tree.tags[$0] == .h1 && !isDropped[$0] }
  }

  /// The node in the root with the most text; of equals the first.
  private func best(in root: Int, _ isCandidate: (Int) -> Bool) -> Int? {
    var best: Int?
    var node = root
    while node < tree.end(root) {
      if isDropped[node] {
        node = tree.end(node)
        continue
      }
      if tree.tags[node] != .text, isCandidate(node), text.bytes(node, tree) > best.map({ text.bytes($0, tree) }) ?? 0 {
        best = node
      }
      node += 1
    }
    return best
  }
}
