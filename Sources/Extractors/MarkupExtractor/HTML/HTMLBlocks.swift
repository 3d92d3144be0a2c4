internal import Extraction

/// Collects the blocks of a page in one walk over its nodes.
struct HTMLBlocks {
  private(set) var blocks: [RawBlock] = []
  /// UTF-8 bytes of all blocks.
  private(set) var textBytes = 0

  private let tree: MarkupTree
  private let content: PageContent
  private let limit: Int

  /// The open block elements, outermost first.
  private var open: [Int] = []
  private var lists: [List] = []
  private var items: [Item] = []
  private var quotes = 0
  private var code = 0
  private var captions = 0
  private var headings: [Int] = []
  /// The text since the last block.
  private var text: [UInt8] = []
  /// The name of the place that the next block starts.
  private var anchor: String?

  /// An open list.
  private struct List {
    /// The number of its next item; `nil` for bullets.
    var next: Int?
  }

  /// An open list item.
  private struct Item {
    var marker: String
    var depth: Int
    /// Whether a block of it has been written, so that the next is no longer the item's first.
    var hasText = false
  }

  init(_ tree: MarkupTree, _ content: PageContent, limit: Int) {
    self.tree = tree
    self.content = content
    self.limit = limit
  }

  /// Walks through the subtree of `root`; stops when the text is larger than the limit.
  mutating func collect(_ root: Int) {
    var node = root
    while node < tree.end(root), textBytes <= limit {
      closeElements(before: node)
      node = content.isDropped[node] ? tree.end(node) : visit(node, isRoot: node == root)
    }
    closeElements(before: .max)
    flush()
  }

  private mutating func closeElements(before node: Int) {
    while let element = open.last, tree.end(element) <= node {
      open.removeLast()
      flush()
      close(tree.tags[element])
    }
  }

  /// - Returns: the node to go on with.
  private mutating func visit(_ node: Int, isRoot: Bool) -> Int {
    switch tree.tags[node] {
    case .text: text += tree.pool[tree.text(node)]
    case .br: text.append(0x0A)
    case .a where !headings.isEmpty && isHeadingLink(node):
      if anchor == nil, let target = tree.string(.href, of: node), target.hasPrefix("#") {
        setAnchor(String(target.dropFirst()))
      }
      return tree.end(node)
    case .tr where isRow(node):
      flush()
      takeAnchor(of: node)
      row(node)
      return tree.end(node)
    case .th, .td:
      flush()
      open.append(node)
    case let tag:
      if tag.isBlock {
        flush()
        if !isRoot { takeAnchor(of: node) }
        open.append(node)
        begin(tag, node)
      } else {
        takeAnchor(of: node)
      }
    }
    return node + 1
  }

  private mutating func begin(_ tag: HTMLTag, _ node: Int) {
    switch tag {
    case .ol: lists.append(List(next: tree.string(.start, of: node).flatMap { Int(ASCII.trim($0)) } ?? 1))
    case .ul, .menu, .dl: lists.append(List(next: nil))
    case .li: items.append(Item(marker: marker(node), depth: lists.count))
    case .dt: items.append(Item(marker: "", depth: lists.count))
    case .dd: items.append(Item(marker: "", depth: lists.count + 1))
    case .blockquote: quotes += 1
    case .pre: code += 1
    case .caption, .figcaption: captions += 1
    default: if let level = tag.headingLevel { headings.append(level) }
    }
  }

  private mutating func close(_ tag: HTMLTag) {
    switch tag {
    case .ol, .ul, .menu, .dl: _ = lists.popLast()
    case .li, .dt, .dd: _ = items.popLast()
    case .blockquote: quotes -= 1
    case .pre: code -= 1
    case .caption, .figcaption: captions -= 1
    default: if tag.headingLevel != nil { _ = headings.popLast() }
    }
  }

  /// "3. " in a numbered list.
  private mutating func marker(_ item: Int) -> String {
    guard let next = lists.last?.next else { return "" }
    let number = tree.string(.value, of: item).flatMap { Int(ASCII.trim($0)) } ?? next
    lists[lists.count - 1].next = number &+ 1
    return "\(number). "
  }

  /// Ends the block that the text since the last one makes.
  private mutating func flush() {
    guard !text.isEmpty else { return }
    let bytes = code > 0 ? Self.withoutOuterLines(text) : ASCII.collapse(text[...])
    text.removeAll(keepingCapacity: true)
    guard bytes.contains(where: { $0 > 0x20 }) else { return }
    append(kind, String(decoding: bytes, as: UTF8.self))
  }

  private var kind: BlockKind {
    if code > 0 { return .code }
    if let level = headings.last { return .heading(level: level) }
    if captions > 0 { return .caption }
    if let item = items.last, !item.hasText {
      return .listItem(depth: min(max(item.depth, 1), BlockKind.maximumListDepth))
    }
    return quotes > 0 ? .quote : .paragraph
  }

  private mutating func append(_ kind: BlockKind, _ text: String) {
    var block = RawBlock(kind, text, anchor: anchor)
    if case .listItem = kind, let item = items.last { block.text = item.marker + text }
    anchor = nil
    textBytes += block.text.utf8.count
    if !items.isEmpty { items[items.count - 1].hasText = true }
    blocks.append(block)
  }

  /// Empty lines before and after code are the page's, not the code's.
  private static func withoutOuterLines(_ code: [UInt8]) -> [UInt8] {
    var code = code[...]
    while let line = code.firstIndex(of: 0x0A), code[..<line].allSatisfy(ASCII.isSpace) { code = code[(line + 1)...] }
    while let last = code.last, ASCII.isSpace(last) { code = code.dropLast() }
    return Array(code)
  }
}

// MARK: - Anchors

extension HTMLBlocks {
  /// Takes the name of an element with which a block starts. A heading's own name stands, whatever is inside it.
  private mutating func takeAnchor(of node: Int) {
    guard !text.contains(where: { $0 > 0x20 }), headings.isEmpty || anchor == nil else { return }
    let named = tree.tags[node] == .a ? tree.string(.name, of: node) : nil
    if let name = tree.string(.id, of: node) ?? named { setAnchor(name) }
  }

  private mutating func setAnchor(_ name: String) {
    if !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x23 }) { anchor = name }
  }

  /// Whether a link in a heading only shows a sign to copy the heading's address from.
  private func isHeadingLink(_ link: Int) -> Bool {
    guard let target = tree.attribute(.href, of: link), tree.pool[target].contains(0x23) else { return false }
    return ["", "¶", "#", "§", "🔗"].contains(tree.collapsedText(link, limit: 64))
  }
}

// MARK: - Tables

extension HTMLBlocks {
  /// Whether a `tr` is a row of data.
  private func isRow(_ node: Int) -> Bool {
    for element in open.reversed() where tree.tags[element] == .table { return !content.isLayout[element] }
    return false
  }

  private mutating func row(_ row: Int) {
    var cells: [String] = []
    var isHeader = true
    var node = row + 1
    while node < tree.end(row) {
      guard tree.tags[node] == .td || tree.tags[node] == .th else {
        node += 1
        continue
      }
      if tree.tags[node] == .td { isHeader = false }
      cells.append(cellText(node))
      node = tree.end(node)
    }
    while cells.last?.isEmpty ?? false { cells.removeLast() }
    guard !cells.isEmpty, cells.contains(where: { !$0.isEmpty }) else { return }
    append(isHeader && cells.count > 1 ? .tableHeader : .tableRow, cells.joined(separator: " | "))
  }

  private func cellText(_ cell: Int) -> String {
    var text: [UInt8] = []
    var node = cell
    while node < tree.end(cell) {
      if content.isDropped[node] {
        node = tree.end(node)
        continue
      }
      if tree.tags[node] == .text {
        text += tree.pool[tree.text(node)]
      } else if tree.tags[node] == .br || tree.tags[node].isBlock {
        text.append(0x20)
      }
      node += 1
    }
    return String(decoding: ASCII.collapse(text[...]), as: UTF8.self)
  }
}
