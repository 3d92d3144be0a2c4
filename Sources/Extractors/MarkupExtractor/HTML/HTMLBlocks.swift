internal import Extraction

/// Collects the blocks of a page in one walk over its nodes.
///
/// The files beside this one hold what is particular to tables, to notes (admonitions and footnotes) and to anchors.
struct HTMLBlocks {
  private(set) var blocks: [RawBlock] = []
  /// UTF-8 bytes of all blocks.
  private(set) var textBytes = 0

  let tree: MarkupTree
  let content: PageContent
  private let limit: Int

  /// The open block elements, outermost first.
  private var open: [Int] = []
  private var lists: [List] = []
  private var items: [Item] = []
  private var quotes = 0
  private var code = 0
  private var captions = 0
  private(set) var headings: [Int] = []
  /// The open tables, and what is known of each.
  var tables: [HTMLTable] = []
  /// The open admonitions and footnotes.
  var notes: [HTMLNote] = []
  /// The text since the last block.
  private(set) var text: [UInt8] = []
  /// The name of the place that the next block starts.
  var anchor: HTMLAnchor?

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
      flush()
      open.removeLast()
      close(element)
    }
  }

  /// - Returns: the node to go on with.
  private mutating func visit(_ node: Int, isRoot: Bool) -> Int {
    switch tree.tags[node] {
    case .text: text += tree.pool[tree.text(node)]
    case .br: breakLine()
    case .a where isSignLink(node):
      takeTarget(of: node)
      return tree.end(node)
    case .tr where tables.last.map { !$0.isLayout } ?? false:
      flush()
      takeAnchor(of: node)
      row(node)
      return tree.end(node)
    case .div where HTMLTable.isGrid(node, tree):
      flush()
      takeAnchor(of: node)
      grid(node)
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

  /// Two line breaks in a row end a paragraph.
  private mutating func breakLine() {
    let isSecond = text.last { $0 != 0x20 && $0 != 0x09 } == 0x0A && text.contains { $0 > 0x20 }
    if isSecond, code == 0, headings.isEmpty {
      flush()
    } else {
      text.append(0x0A)
    }
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
    case .table: tables.append(HTMLTable(isLayout: content.isLayout[node]))
    default: if let level = tag.headingLevel { headings.append(level) }
    }
    beginNote(node)
  }

  private mutating func close(_ element: Int) {
    switch tree.tags[element] {
    case .ol, .ul, .menu, .dl: _ = lists.popLast()
    case .li, .dt, .dd: _ = items.popLast()
    case .blockquote: quotes -= 1
    case .pre: code -= 1
    case .caption, .figcaption: captions -= 1
    case .table: _ = tables.popLast()
    case let tag: if tag.headingLevel != nil { _ = headings.popLast() }
    }
    closeNote(element)
  }

  /// "3. " in a numbered list.
  private mutating func marker(_ item: Int) -> String {
    guard let next = lists.last?.next else { return "" }
    let number = tree.string(.value, of: item).flatMap { Int(ASCII.trim($0)) } ?? next
    lists[lists.count - 1].next = number &+ 1
    return "\(number). "
  }

  /// Ends the block that the text since the last one makes.
  mutating func flush() {
    guard !text.isEmpty else { return }
    let bytes = code > 0 ? Self.withoutOuterLines(text) : ASCII.collapse(text[...])
    text.removeAll(keepingCapacity: true)
    guard bytes.contains(where: { $0 > 0x20 }) else { return }
    let line = String(decoding: bytes, as: UTF8.self)
    if !takeLabel(line, in: open.last ?? 0) { append(kind, line) }
  }

  private var kind: BlockKind {
    if code > 0 { return .code }
    if isFootnote { return .footnote }
    if let level = headings.last { return .heading(level: level) }
    if captions > 0 || isTitleOfFloat(open.last ?? 0) { return .caption }
    if let item = items.last, !item.hasText {
      return .listItem(depth: min(max(item.depth, 1), BlockKind.maximumListDepth))
    }
    return quotes > 0 ? .quote : .paragraph
  }

  mutating func append(_ kind: BlockKind, _ text: String) {
    var block = RawBlock(kind, text, anchor: anchor?.name)
    if let label = takePending(before: kind) { block.text = label + text }
    if case .listItem = kind, let item = items.last { block.text = item.marker + block.text }
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
