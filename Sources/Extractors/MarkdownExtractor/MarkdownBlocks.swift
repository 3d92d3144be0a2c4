internal import Extraction

/// Collects the blocks of a Markdown document from its events.
struct MarkdownBlocks {
  private(set) var blocks: [RawBlock] = []
  /// UTF-8 bytes of all blocks.
  private(set) var textBytes = 0

  /// An open list.
  private struct List {
    /// The number of its next item; `nil` for bullets.
    var next: Int?
  }

  /// An open list item.
  private struct Item {
    var marker: String
    /// Whether a block of it has been written, so that the next is no longer the item's first.
    var hasText = false
  }

  private var lists: [List] = []
  private var items: [Item] = []
  private var quotes = 0
  private var footnotes = 0
  private var images = 0
  private var text = ""
  /// Whether the text of the open paragraph comes from images alone.
  private var isAllImage = true
  private var cells: [String] = []
  private var anchors = HeadingAnchors()

  mutating func take(_ event: MarkdownEvent) {
    switch event {
    case .begin(let container): begin(container)
    case .end(let container): end(container)
    case .text(let literal):
      text += literal
      if images == 0 { isAllImage = false }
    case .lineBreak: text += "\n"
    case .inlineHTML(let tag): if HTMLText.breaksLine(tag) { text += "\n" }
    case .codeBlock(let code): append(RawBlock(.code, code))
    case .htmlBlock(let html):
      for paragraph in HTMLText.paragraphs(of: html) { append(RawBlock(quotes > 0 ? .quote : .paragraph, paragraph)) }
    }
  }

  private mutating func begin(_ container: MarkdownContainer) {
    switch container {
    case .list(let start): lists.append(List(next: start))
    case .item(let isChecked): items.append(Item(marker: marker(isChecked)))
    case .quote: quotes += 1
    case .footnote: footnotes += 1
    case .image: images += 1
    case .tableRow: cells = []
    case .paragraph, .heading, .tableCell:
      text = ""
      isAllImage = true
    }
  }

  private mutating func end(_ container: MarkdownContainer) {
    switch container {
    case .list: _ = lists.popLast()
    case .item: _ = items.popLast()
    case .quote: quotes -= 1
    case .footnote: footnotes -= 1
    case .image: images -= 1
    case .tableCell: cells.append(text)
    case .tableRow(let isHeader):
      append(RawBlock(isHeader ? .tableHeader : .tableRow, cells.joined(separator: " | ")))
    case .heading(let level):
      let (title, anchor) = anchors.anchor(of: text)
      append(RawBlock(.heading(level: level), title, anchor: anchor))
    case .paragraph: append(paragraph())
    }
  }

  /// The open paragraph, as what it is part of.
  private mutating func paragraph() -> RawBlock {
    if let item = items.last, !item.hasText {
      return RawBlock(.listItem(depth: min(lists.count, BlockKind.maximumListDepth)), item.marker + text)
    }
    if footnotes > 0 { return RawBlock(.footnote, text) }
    if quotes > 0 { return RawBlock(.quote, withoutAlertMark(text)) }
    return RawBlock(isAllImage ? .caption : .paragraph, text)
  }

  private mutating func append(_ block: RawBlock) {
    guard block.text.utf8.contains(where: { $0 > 0x20 }) else { return }
    textBytes += block.text.utf8.count
    if !items.isEmpty { items[items.count - 1].hasText = true }
    blocks.append(block)
  }

  /// "3. " in a numbered list, "[x] " in a task list.
  private mutating func marker(_ isChecked: Bool?) -> String {
    var marker = ""
    if let list = lists.last, let number = list.next {
      marker = "\(number). "
      lists[lists.count - 1].next = number + 1
    }
    if let isChecked { marker += isChecked ? "[x] " : "[ ] " }
    return marker
  }

  /// GitHub's alerts begin with a mark: "[!NOTE]" becomes "Note:".
  private func withoutAlertMark(_ text: String) -> String {
    for mark in ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"] where text.hasPrefix("[!\(mark)]") {
      return mark.prefix(1) + mark.dropFirst().lowercased() + ":" + text.dropFirst(mark.utf8.count + 3)
    }
    return text
  }
}
