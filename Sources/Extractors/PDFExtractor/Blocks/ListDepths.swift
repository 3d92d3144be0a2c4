/// How deep the items of lists lie in one another, by the left edges of their markers.
///
/// Blocks are shown in reading order. An item that stands further right than the one before by more than the size of its
/// letters belongs to a list inside of that; numbers of two digits begin less than that further left. In another column or on another
/// page only the edges that are known already count, as all others may have moved.
struct ListDepths {
  /// The left edges of the markers of the lists that are open, from the outermost.
  private var edges: [Double] = []
  private var last: TextLine?
  /// Whether the last item began in another column than it ends in.
  private var hasMoved = false

  /// The depth of a block, from 1; `nil` when it is no item.
  mutating func depth(of block: OpenBlock) -> Int? {
    if block.role == .footnote { return nil }
    guard case .listItem(let left, _) = block.role, let first = block.first else {
      if !isInside(block) { edges = [] }
      return nil
    }
    defer {
      let end = block.last ?? first
      last = end
      hasMoved = end.box.left >= first.box.right || end.box.right <= first.box.left
    }
    guard first.hasPlace, !first.isRightToLeft else {
      edges = []
      return 1
    }
    if let last, hasMoved || first.page != last.page || first.box.top <= last.box.top {
      let known = edges.lastIndex { abs($0 - left) < 0.5 * first.size }
      edges = known.map { Array(edges[...$0]) } ?? [left]
    } else {
      while edges.count > 1, let edge = edges.last, left < edge - first.size { edges.removeLast() }
      switch edges.last {
      case nil: edges = [left]
      case let edge? where left > edge + first.size: edges.append(left)
      case let edge? where left < edge - first.size: edges = [left]
      default: break
      }
    }
    return edges.count
  }

  /// Whether a block is part of an item: a paragraph that stands further right than the outermost marker.
  private func isInside(_ block: OpenBlock) -> Bool {
    guard block.role == .paragraph, let edge = edges.first, let line = block.first, line.hasPlace else { return false }
    return line.box.left > edge + 0.5 * line.size
  }
}
