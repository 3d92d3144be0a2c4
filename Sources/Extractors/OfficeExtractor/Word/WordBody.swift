internal import Extraction
internal import MarkupExtractor

/// Turns the events of a document's body, or of one note, into blocks.
///
/// Deleted and hidden text, field instructions, earlier properties and tables of contents are left out.
struct WordBody {
  /// What holds paragraphs: the body, a cell or a text box.
  private struct Container {
    var blocks: [RawBlock] = []
    var paragraph: WordParagraph?
  }

  private let styles: WordStyles
  private var numbering: WordNumbering
  /// Notes that were not referred to yet, by "footnote 1".
  private var notes: [String: String]
  private var containers = [Container()]
  private var tables: [WordTable] = []
  /// Elements open inside one that is left out, itself included.
  private var skipped = 0
  /// Elements open inside paragraph properties, themselves included.
  private var properties = 0
  private var isRowProperties = false
  private var isHidden = false
  private var isText = false
  private var anchor: String?
  /// UTF-8 bytes of all text so far.
  private(set) var textBytes = 0
  private(set) var isWordDocument = false

  init(styles: WordStyles, numbering: WordNumbering, notes: [String: String] = [:]) {
    self.styles = styles
    self.numbering = numbering
    self.notes = notes
  }

  /// The blocks when everything has been read.
  mutating func finish() -> [RawBlock] {
    while containers.count > 1 { closeContainer() }
    finishParagraph(isLast: true)
    return containers[0].blocks
  }

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      if skipped > 0 || isLeftOut(element) { skipped += 1 } else { start(element) }
    case .end(let name):
      if skipped > 0 { skipped -= 1 } else { end(name) }
    case .text(let piece): if skipped == 0, isText { append(piece) }
    case .documentType: break
    }
  }

  private mutating func isLeftOut(_ element: XMLElement) -> Bool {
    switch (WordVocabulary(element.namespace), element.name) {
    case (.compatibility, "Fallback"): return true
    case (.word, "del") where properties > 0:
      containers[containers.count - 1].paragraph?.hasDeletedEnd = true
      return true
    case (.word, "del") where isRowProperties:
      if !tables.isEmpty { tables[tables.count - 1].row?.isDeleted = true }
      return true
    case (.word, "del"), (.word, "moveFrom"), (.word, "rt"), (.word, "pPrChange"), (.word, "rPrChange"),
      (.word, "tblPrChange"), (.word, "trPrChange"), (.word, "tcPrChange"), (.word, "tblPrEx"), (.word, "sectPr"):
      return true
    default: return false
    }
  }

  private mutating func start(_ element: XMLElement) {
    if properties > 0 {
      properties += 1
      return setProperty(element)
    }
    switch (WordVocabulary(element.namespace), element.name) {
    case (.word, let name): startWord(name, element)
    case (.math, "t"): isText = true
    case (.drawing, "docPr"):
      if let description = element["descr"], !description.isEmpty { follow([RawBlock(.caption, description)]) }
    default: break
    }
  }

  private mutating func startWord(_ name: String, _ element: XMLElement) {
    switch name {
    case "document": isWordDocument = true
    case "p": startParagraph()
    case "pPr": properties = 1
    case "trPr": isRowProperties = true
    case "r": isHidden = false
    case "vanish": isHidden = element.isOn
    case "t": isText = true
    case "tab", "ptab": append("\t")
    case "br", "cr": append("\n")
    case "noBreakHyphen": append("\u{2011}")
    case "footnoteReference", "endnoteReference", "commentReference": follow(note(name, element))
    case "bookmarkStart": bookmark(element["name"])
    case "txbxContent": containers.append(Container())
    case "tbl": tables.append(WordTable())
    case "tr": if !tables.isEmpty { tables[tables.count - 1].row = WordTable.Row() }
    case "tc": containers.append(Container())
    case "tblLook": if !tables.isEmpty { tables[tables.count - 1].hasFirstRow = Self.setsFirstRowApart(element) }
    case "tblHeader": if !tables.isEmpty { tables[tables.count - 1].row?.isHeader = element.isOn }
    default: break
    }
  }

  private mutating func setProperty(_ element: XMLElement) {
    guard element.isWord else { return }
    let last = containers.count - 1
    switch element.name {
    case "pStyle": containers[last].paragraph?.styleID = element["val"]
    case "numId": containers[last].paragraph?.listID = element.number("val")
    case "ilvl": containers[last].paragraph?.listLevel = element.number("val")
    case "outlineLvl": containers[last].paragraph?.outlineLevel = element.number("val")
    default: break
    }
  }

  private mutating func end(_ name: String) {
    if properties > 0 {
      properties -= 1
      return
    }
    switch name {
    case "t": isText = false
    case "trPr": isRowProperties = false
    case "p": finishParagraph(isLast: false)
    case "r": isHidden = false
    case "tc", "txbxContent": closeContainer(isCell: name == "tc")
    case "tr":
      guard !tables.isEmpty else { return }
      let blocks = tables[tables.count - 1].finishRow()
      containers[containers.count - 1].blocks += blocks
    case "tbl": _ = tables.popLast()
    default: break
    }
  }

  private mutating func append(_ piece: String) {
    guard !isHidden, containers[containers.count - 1].paragraph != nil else { return }
    textBytes += piece.utf8.count
    containers[containers.count - 1].paragraph?.text += piece
  }

  /// Puts blocks behind the paragraph that is open.
  private mutating func follow(_ blocks: [RawBlock]) {
    let last = containers.count - 1
    textBytes += blocks.reduce(0) { $0 + $1.text.utf8.count }
    if containers[last].paragraph != nil {
      containers[last].paragraph?.after += blocks
    } else {
      containers[last].blocks += blocks
    }
  }

  /// The text of a note, the first time that it is referred to.
  private mutating func note(_ name: String, _ element: XMLElement) -> [RawBlock] {
    let kind = name.dropLast("Reference".utf8.count)
    guard let text = notes.removeValue(forKey: "\(kind) \(element["id"] ?? "")") else { return [] }
    return [RawBlock(.footnote, text)]
  }

  private mutating func bookmark(_ name: String?) {
    // Word makes names of its own that begin with an underscore.
    guard let name, !name.isEmpty, !name.hasPrefix("_"), !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x23 })
    else { return }
    anchor = name
  }

  /// `tblLook` says so with an attribute or with a bit of a hexadecimal number, depending on its age.
  private static func setsFirstRowApart(_ look: XMLElement) -> Bool {
    if let value = look["firstRow"] { return ["1", "true", "on"].contains(value) }
    return look["val"].flatMap { Int($0, radix: 16) }.map { $0 & 0x20 != 0 } ?? false
  }

  private mutating func closeContainer(isCell: Bool = false) {
    guard containers.count > 1 else { return }
    finishParagraph(isLast: true)
    let blocks = containers.removeLast().blocks
    if isCell, !tables.isEmpty, tables[tables.count - 1].row != nil {
      tables[tables.count - 1].row?.cells.append(blocks)
    } else if containers[containers.count - 1].paragraph != nil {
      containers[containers.count - 1].paragraph?.after += blocks
    } else {
      containers[containers.count - 1].blocks += blocks
    }
  }

  private mutating func startParagraph() {
    let last = containers.count - 1
    if let open = containers[last].paragraph, open.hasDeletedEnd {
      containers[last].paragraph?.hasDeletedEnd = false
      return
    }
    finishParagraph(isLast: true)
    containers[last].paragraph = WordParagraph()
  }

  private mutating func finishParagraph(isLast: Bool) {
    let last = containers.count - 1
    guard let paragraph = containers[last].paragraph, isLast || !paragraph.hasDeletedEnd else { return }
    containers[last].paragraph = nil
    if let block = block(of: paragraph) {
      // Each line of code is a paragraph to Word.
      let isMore = block.kind == .code && block.anchor == nil && containers[last].blocks.last?.kind == .code
      if isMore {
        containers[last].blocks[containers[last].blocks.count - 1].text += "\n" + block.text
      } else {
        containers[last].blocks.append(block)
      }
    }
    containers[last].blocks += paragraph.after
  }

  private mutating func block(of paragraph: WordParagraph) -> RawBlock? {
    let style = styles.resolved(paragraph.styleID)
    guard style.role != .contents, paragraph.text.utf8.contains(where: { $0 > 0x20 }) else { return nil }
    var role = style.role
    if let level = paragraph.outlineLevel { role = (0..<9).contains(level) ? .heading(level + 1) : role }
    let list = (paragraph.listID ?? style.listID).flatMap { $0 > 0 ? $0 : nil }
    let level = min(max(paragraph.listLevel ?? style.listLevel ?? 0, 0), BlockKind.maximumListDepth - 1)
    let label = list.flatMap { numbering.label(list: $0, level: level) }
    let text = (label.map { $0 + " " } ?? "") + paragraph.text
    textBytes += text.utf8.count - paragraph.text.utf8.count
    let kind: BlockKind =
      switch role {
      case .title: .heading(level: 1)
      case .heading(let level): .heading(level: min(level, BlockKind.maximumHeadingLevel))
      case .code: .code
      case .quote: .quote
      case .caption: .caption
      default: list == nil ? .paragraph : .listItem(depth: depth(level, style.nameDepth, paragraph))
      }
    defer { anchor = nil }
    return RawBlock(kind, text, anchor: anchor)
  }

  /// Styles such as "List Bullet 2" nest by their name, with a list each.
  private func depth(_ level: Int, _ nameDepth: Int?, _ paragraph: WordParagraph) -> Int {
    guard paragraph.listID == nil, level == 0, let nameDepth else { return level + 1 }
    return min(max(nameDepth, 1), BlockKind.maximumListDepth)
  }
}
