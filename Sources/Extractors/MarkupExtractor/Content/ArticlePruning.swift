/// Takes out of an article what is no part of its text: captions, bylines, dates, tags, lists of links, references to
/// other articles, and what stands before its first sentence and after its last.
struct ArticlePruning {
  private(set) var isDropped: [Bool]
  private let tree: MarkupTree
  private let hints: [NameHints]
  private let text: PageText
  private let roots: [Int]
  /// UTF-8 bytes of prose in the roots.
  private let prose: Int

  init(_ tree: MarkupTree, _ hints: [NameHints], _ text: PageText, roots: [Int], isDropped: [Bool]) {
    self.tree = tree
    self.hints = hints
    self.text = text
    self.roots = roots
    self.isDropped = isDropped
    prose = roots.reduce(0) { $0 + text.prose($1, tree) }
  }

  /// - Returns: whether a text is left that the article can be.
  mutating func run() -> Bool {
    for root in roots { dropParts(root) }
    return dropRuns()
  }

  private mutating func dropParts(_ root: Int) {
    var node = root + 1
    while node < tree.end(root) {
      if tree.tags[node] == .blockquote {
        node = tree.end(node)
        continue
      }
      if !isDropped[node], tree.tags[node].isBlock, isNoText(node) { isDropped[node] = true }
      node = isDropped[node] ? tree.end(node) : node + 1
    }
  }

  private func isNoText(_ node: Int) -> Bool {
    let tag = tree.tags[node]
    if tag == .figcaption { return true }
    let own = text.prose(node, tree)
    if tag == .header { return own * 2 < prose }
    if hints[node].contains(.furniture), tag.headingLevel == nil, own * 3 < prose, !holdsQuote(node) { return true }
    switch tag {
    case .li, .tr, .td, .th, .p, .h1, .h2, .h3, .h4, .h5, .h6: return false
    default:
      let bytes = text.bytes(node, tree)
      return bytes > 0 && text.linkBytes(node, tree) * 10 >= bytes * 7
    }
  }

  private func holdsQuote(_ node: Int) -> Bool {
    text.quoted(node, tree) > 0
  }

  private mutating func dropRuns() -> Bool {
    let kept = roots.flatMap { text.kept($0, tree, isDropped) }
    guard let first = kept.firstIndex(where: isSentence), let last = kept.lastIndex(where: isSentence) else {
      return false
    }
    // Where a fifth of the text comes before the first sentence it is no byline but a list or a table.
    let isText = kept[..<first].reduce(0) { $0 + $1.bytes } * 5 > kept.reduce(0) { $0 + $1.bytes }
    for (place, run) in kept.enumerated() where !run.isCode {
      let isOutside = place < first && !isText || place > last && run.plainBytes < 40
      if isOutside || ReferenceLines.contains(run, tree) { drop(run) }
    }
    return true
  }

  private func isSentence(_ run: PageText.Run) -> Bool {
    if run.isProse { return true }
    guard run.marks > 0 else { return false }
    return run.bytes >= 80 && run.linkBytes * 10 < run.bytes * 8
      || tree.tags[run.block] == .p && run.plainBytes >= 30
  }

  private mutating func drop(_ run: PageText.Run) {
    for node in run.nodes where tree.tags[node] == .text { isDropped[node] = true }
  }
}
