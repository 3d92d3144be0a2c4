/// Tables that only arrange the page.
enum LayoutTables {
  /// Whether each node is a table that holds other tables or headings, or has one cell in each row.
  static func find(_ tree: MarkupTree) -> [Bool] {
    var isLayout = [Bool](repeating: false, count: tree.count)
    var open: [Table] = []
    func close(_ table: Table) { if !table.hasColumns { isLayout[table.node] = true } }
    for node in 0..<tree.count {
      let tag = tree.tags[node]
      guard tag != .text else { continue }
      while let table = open.last, tree.end(table.node) <= node {
        close(table)
        open.removeLast()
      }
      if !open.isEmpty {
        if tag == .table || tag == .pre || tag.headingLevel != nil { isLayout[open[open.count - 1].node] = true }
        if tag == .tr { open[open.count - 1].cells = 0 }
        if tag == .td || tag == .th { open[open.count - 1].cells += 1 }
      }
      guard tag == .table else { continue }
      open.append(Table(node: node))
      if tree.attribute(.role, of: node, is: "presentation") || tree.attribute(.role, of: node, is: "none") {
        isLayout[node] = true
      }
    }
    open.forEach(close)
    return isLayout
  }

  private struct Table {
    var node: Int
    /// Cells so far in the row.
    var cells = 0 {
      didSet { if cells > 1 { hasColumns = true } }
    }
    var hasColumns = false
  }
}
