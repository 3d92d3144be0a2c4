internal import Extraction

/// An open admonition ("Note", "Warning") or footnote.
struct HTMLNote {
  enum Kind: Sendable { case admonition, footnote }

  var kind: Kind
  var element: Int
  /// Its label, when nothing of its text has been written: the admonition's title, the footnote's number.
  var label: String?
  var hasText = false

  private static let words = WordTrie<Kind>([
    (
      .admonition,
      """
      admonition admonitionblock note tip warning caution danger important hint attention error seealso alert callout versionadded
      """
    ),
    (.footnote, "footnote footnotes endnotes footdef"),
  ])

  /// What the names of an element say that it is.
  static func kind(_ node: Int, _ tree: MarkupTree) -> Kind? {
    if tree.attribute(.role, of: node, is: "doc-footnote") || tree.attribute(.role, of: node, is: "doc-endnotes") {
      return .footnote
    }
    guard let attribute = tree.attribute(.class, of: node) else { return nil }
    let names = tree.pool[attribute]
    var start = names.startIndex
    while start < names.endIndex {
      let end = names[start...].firstIndex { !ASCII.isLetter($0) } ?? names.endIndex
      if start < end, let kind = words.value(of: names[start..<end]) { return kind }
      start = end + 1
    }
    return nil
  }

  /// UTF-8 bytes; a longer first line is text and no label.
  static let longestLabel = 80
  static let longestNumber = 12
}

extension HTMLBlocks {
  var isFootnote: Bool { notes.last?.kind == .footnote }

  mutating func beginNote(_ node: Int) {
    switch tree.tags[node] {
    case .div, .aside, .section, .details, .dl, .blockquote, .ol, .ul, .table: break
    default: return
    }
    if let kind = HTMLNote.kind(node, tree) { notes.append(HTMLNote(kind: kind, element: node)) }
  }

  mutating func closeNote(_ element: Int) {
    guard let note = notes.last, note.element == element else { return }
    notes.removeLast()
    if let label = note.label { append(.paragraph, label) }
  }

  /// Keeps a line as the label of the innermost note when it is its first and is marked as a title.
  mutating func takeLabel(_ line: String, in block: Int) -> Bool {
    guard let note = notes.last, note.label == nil else { return false }
    switch note.kind {
    case .admonition:
      guard !note.hasText, line.utf8.count <= HTMLNote.longestLabel, isTitle(block) else {
        notes[notes.count - 1].hasText = true
        return false
      }
    case .footnote:
      guard line.utf8.count <= HTMLNote.longestNumber, !line.contains(where: \.isLetter) else { return false }
    }
    notes[notes.count - 1].label = line
    return true
  }

  /// The label of the innermost note, to stand before a block of this kind; a block that cannot take it follows it.
  mutating func takePending(before kind: BlockKind) -> String? {
    guard let note = notes.last, let label = note.label else { return nil }
    notes[notes.count - 1].label = nil
    notes[notes.count - 1].hasText = true
    switch (note.kind, kind) {
    case (.footnote, _): return label + " "
    case (_, .paragraph), (_, .quote):
      let isMarked = label.last.map { ":.!?".contains($0) } ?? false
      return label + (isMarked ? " " : ": ")
    default:
      append(.paragraph, label)
      return nil
    }
  }

  private func isTitle(_ block: Int) -> Bool {
    let tag = tree.tags[block]
    if tag.headingLevel != nil || tag == .summary || tag == .dt { return true }
    guard let name = tree.attribute(.class, of: block) else { return false }
    let names = tree.pool[name]
    return ASCII.contains(names, "title") || ASCII.contains(names, "heading") || ASCII.contains(names, "label")
  }

  /// Whether a paragraph is the title of a table, figure or example, as DocBook marks them.
  func isTitleOfFloat(_ block: Int) -> Bool {
    guard tree.tags[block] == .p || tree.tags[block] == .div, tree.attribute(.class, of: block, is: "title"),
      let parent = tree.attribute(.class, of: tree.parent(block))
    else { return false }
    let names = tree.pool[parent]
    for word in ["table", "figure", "example", "listingblock", "equation"] as [StaticString]
    where ASCII.contains(names, word) {
      return true
    }
    return false
  }
}
