/// How many nodes of one sort are in each subtree.
struct NodeCount: Sendable {
  /// The nodes of the sort before each node.
  private var before: [Int32] = [0]

  /// - Complexity: linear, one call of `isCounted` a node.
  init(_ tree: MarkupTree, _ isCounted: (Int) -> Bool) {
    before.reserveCapacity(tree.count + 1)
    var count: Int32 = 0
    for node in 0..<tree.count {
      if isCounted(node) { count += 1 }
      before.append(count)
    }
  }

  /// In the subtree of `node`, itself included.
  func count(in node: Int, of tree: MarkupTree) -> Int { Int(before[tree.end(node)] - before[node]) }
}
