/// Leaves out the parts of a page that their class and id names give away.
struct NamedParts {
  private(set) var isDropped: [Bool]
  let text: PageText
  private let tree: MarkupTree
  private let hints: [NameHints]
  /// Signs of the main text: a top heading, a main element, a name.
  private let signs: NodeCount
  /// UTF-8 bytes of prose that must stay.
  private static let leastText = 100
  /// UTF-8 bytes of other text beside which lists of links are navigation.
  private static let leastOther = 400

  init(_ tree: MarkupTree, _ hints: [NameHints], _ text: PageText, _ isDropped: [Bool]) {
    self.tree = tree
    self.hints = hints
    self.text = text
    self.isDropped = isDropped
    signs = NodeCount(tree) { node in
      let tag = tree.tags[node]
      return (tag == .h1 || tag == .main || !hints[node].isDisjoint(with: [.body, .main])) && text.bytes(node, tree) > 0
    }
  }

  /// Of an article's page: all that is named as boilerplate or comments, unless too little would stay.
  mutating func dropBoilerplate() {
    var left = text.prose(0, tree)
    let hasSigns = hasSign(0)
    walk(0) { parts, node in
      let hint = parts.hints[node]
      if hint.contains(.lineNumbers), !parts.hasLetters(node) { return true }
      guard !hint.isDisjoint(with: [.comments, .boilerplate, .unseen]) else { return false }
      // Posts quoted from a social network stand in elements called "social".
      if !hint.contains(.comments), parts.text.quoted(node, parts.tree) > 0 { return false }
      let prose = parts.text.prose(node, parts.tree)
      let isApart = hint.contains(.comments) || hasSigns && !parts.hasSign(node)
      guard prose == 0 || (isApart ? left - prose >= Self.leastText : prose * 3 <= left) else { return false }
      left -= prose
      return true
    }
  }

  /// Of any other page: what is named as navigation and is little but links or has little text; outside of `main`, the
  /// part that is read, nothing is.
  mutating func dropNavigation(outside main: Int) {
    let isDeclared = tree.tags[main] != .root
    walk(main) { parts, node in
      let hint = parts.hints[node]
      if hint.contains(.unseen) || hint.contains(.lineNumbers) && !parts.hasLetters(node) { return true }
      guard !hint.isDisjoint(with: [.comments, .boilerplate]), node != main, !parts.hasSign(node) else { return false }
      let bytes = parts.text.bytes(node, parts.tree)
      let links = parts.text.linkBytes(node, parts.tree)
      if links * 10 >= bytes * (isDeclared ? 8 : 5) { return true }
      guard !isDeclared, hint.contains(.comments) || !parts.isSection(node) else { return false }
      let prose = parts.text.prose(node, parts.tree)
      return prose == 0 && bytes < Self.leastOther || prose * 3 < parts.text.prose(main, parts.tree)
    }
    if !isDeclared { dropLinkLists(main) }
  }

  /// Calls `drops` for the elements under `root` in document order and leaves out those for which it returns `true`.
  private mutating func walk(_ root: Int, _ drops: (Self, Int) -> Bool) {
    var node = root
    while node < tree.end(root) {
      if !isDropped[node], tree.tags[node] != .text, drops(self, node) { isDropped[node] = true }
      node = isDropped[node] ? tree.end(node) : node + 1
    }
  }

  private func hasSign(_ node: Int) -> Bool { signs.count(in: node, of: tree) > 0 }

  private func hasLetters(_ node: Int) -> Bool {
    (node..<tree.end(node)).contains { tree.pool[tree.text($0)].contains(where: ASCII.isLetter) }
  }

  /// Whether it is a section of a document, which has its heading's words for a name.
  private func isSection(_ node: Int) -> Bool {
    if tree.tags[node] == .section { return true }
    guard let run = text.runs(node, tree).first.map({ text.runs[$0] }) else { return false }
    return tree.tags[run.block].headingLevel != nil
  }

  /// Leaves out lists of three or more links into the site and little else, when enough other text stays.
  private mutating func dropLinkLists(_ root: Int) {
    let links = NodeCount(tree) { tree.tags[$0] == .a }
    let outside = NodeCount(tree) { tree.tags[$0] == .a && isOutside($0) }
    var left = text.bytes(root, tree)
    let all = left
    let before = isDropped
    walk(root) { parts, node in
      guard parts.tree.tags[node] == .ul || parts.tree.tags[node] == .menu else { return false }
      let bytes = parts.text.bytes(node, parts.tree)
      let count = links.count(in: node, of: parts.tree)
      guard count >= 3, parts.text.linkBytes(node, parts.tree) * 10 >= bytes * 9 else { return false }
      guard outside.count(in: node, of: parts.tree) * 2 < count else { return false }
      left -= bytes
      return true
    }
    if left < Self.leastOther || left * 2 < all { isDropped = before }
  }

  private func isOutside(_ link: Int) -> Bool {
    tree.attribute(.href, of: link).map { ASCII.contains(tree.pool[$0], "://") } ?? false
  }
}
