/// The text of a page as runs: stretches of inline content between the edges of block elements.
struct PageText {
  struct Run {
    /// The innermost block element around the run.
    var block: Int
    /// From its first text node to after its last.
    var nodes: Range<Int>
    /// UTF-8 bytes of its text apart from white space, in all and inside links.
    var bytes = 0
    var linkBytes = 0
    /// Marks that end or divide sentences.
    var marks = 0
    var isCode = false
    var isQuote = false

    var plainBytes: Int { bytes - linkBytes }
    /// Whether it reads like a sentence and not like a label.
    var isProse: Bool { isCode || (plainBytes >= 60 && plainBytes >= linkBytes && marks > 0) }
    var prose: Int { isProse ? plainBytes : 0 }

    /// The links around its text, each once.
    func links(_ tree: MarkupTree) -> [Int] {
      var links: [Int] = []
      for node in nodes where tree.tags[node] == .text {
        var element = tree.parent(node)
        while element != block, element != 0, tree.tags[element] != .a { element = tree.parent(element) }
        if tree.tags[element] == .a, element != links.last { links.append(element) }
      }
      return links
    }
  }

  private(set) var runs: [Run] = []
  /// How many runs begin before each node.
  private var runsBefore: [Int32]
  /// Sums over the runs before each run.
  private var bytes: [Int] = [0]
  private var linkBytes: [Int] = [0]
  private var prose: [Int] = [0]
  private var quoted: [Int] = [0]

  /// - Complexity: linear.
  init(_ tree: MarkupTree, isDropped: [Bool]) {
    runsBefore = Array(repeating: 0, count: tree.count + 1)
    var open: [Int] = []
    var linkEnd = 0
    var codeEnd = 0
    var quoteEnd = 0
    var current: Run?
    var node = 0
    func finish() {
      guard let run = current else { return }
      runs.append(run)
      current = nil
    }
    while node < tree.count {
      while let block = open.last, tree.end(block) <= node {
        open.removeLast()
        finish()
      }
      runsBefore[node] = Int32(runs.count + (current == nil ? 0 : 1))
      let end = tree.end(node)
      if isDropped[node] {
        for skipped in node..<end { runsBefore[skipped] = runsBefore[node] }
        node = end
        continue
      }
      let tag = tree.tags[node]
      if tag == .text {
        let counts = Self.count(tree, node)
        if counts.bytes > 0 {
          var run = current ?? Run(block: open.last ?? 0, nodes: node..<end)
          run.nodes = run.nodes.lowerBound..<end
          run.bytes += counts.bytes
          run.marks += counts.marks
          if node < linkEnd { run.linkBytes += counts.bytes }
          if node < codeEnd { run.isCode = true }
          if node < quoteEnd { run.isQuote = true }
          current = run
        }
      } else if tag.isBlock {
        finish()
        open.append(node)
        if tag == .pre { codeEnd = max(codeEnd, end) }
        if tag == .blockquote { quoteEnd = max(quoteEnd, end) }
      } else if tag == .a {
        linkEnd = max(linkEnd, end)
      }
      node += 1
    }
    finish()
    runsBefore[tree.count] = Int32(runs.count)
    bytes = sums(\.bytes)
    linkBytes = sums(\.linkBytes)
    prose = sums(\.prose)
    quoted = sums { $0.isQuote ? $0.bytes : 0 }
  }

  /// For each run, the sum of `weight` over the runs before it, and over all.
  func sums(_ weight: (Run) -> Int) -> [Int] {
    var sums = [0]
    sums.reserveCapacity(runs.count + 1)
    var sum = 0
    for run in runs {
      sum += weight(run)
      sums.append(sum)
    }
    return sums
  }

  /// The runs that begin in the subtree of `node`.
  func runs(_ node: Int, _ tree: MarkupTree) -> Range<Int> {
    Int(runsBefore[node])..<Int(runsBefore[tree.end(node)])
  }

  /// The runs in the subtree of `node` whose text is not left out.
  func kept(_ node: Int, _ tree: MarkupTree, _ isDropped: [Bool]) -> [Run] {
    var kept: [Run] = []
    var index = node
    while index < tree.end(node) {
      if isDropped[index] {
        index = tree.end(index)
        continue
      }
      let run = Int(runsBefore[index])
      if tree.tags[index] == .text, run < runs.count, runs[run].nodes.lowerBound == index { kept.append(runs[run]) }
      index += 1
    }
    return kept
  }

  func bytes(_ node: Int, _ tree: MarkupTree) -> Int { sum(bytes, runs(node, tree)) }
  func linkBytes(_ node: Int, _ tree: MarkupTree) -> Int { sum(linkBytes, runs(node, tree)) }
  /// Bytes of runs that read like sentences.
  func prose(_ node: Int, _ tree: MarkupTree) -> Int { sum(prose, runs(node, tree)) }

  /// Bytes inside block quotations.
  func quoted(_ node: Int, _ tree: MarkupTree) -> Int { sum(quoted, runs(node, tree)) }

  private func sum(_ sums: [Int], _ range: Range<Int>) -> Int { sums[range.upperBound] - sums[range.lowerBound] }

  private static func count(_ tree: MarkupTree, _ node: Int) -> (bytes: Int, marks: Int) {
    var bytes = 0
    var marks = 0
    for byte in tree.pool[tree.text(node)] where !ASCII.isSpace(byte) {
      bytes += 1
      switch byte {
      // . , ! ? ; and the first bytes of CJK and full-width marks are counted once each.
      case 0x2E, 0x2C, 0x21, 0x3F, 0x3B, 0xE3, 0xEF, 0xD8: marks += 1
      default: break
      }
    }
    return (bytes, marks)
  }
}
