internal import Common
internal import Extraction
internal import MarkupExtractor

/// Turns the events of an OpenDocument file into blocks.
struct OpenDocumentBody {
  private struct Paragraph {
    var text = ""
    var level: Int?
    var style: String?
    /// Notes, comments and text boxes that hang on it, in order; they follow it.
    var after: [RawBlock] = []
  }

  /// What holds paragraphs: the body, a cell, a note, a comment or a text box.
  private struct Container {
    enum Kind { case body, cell, note, comment, frame }
    var kind: Kind
    var blocks: [RawBlock] = []
    var author = ""
    /// Depth of lists outside of it.
    var lists = 0
  }

  private struct List {
    var style: String?
    var next = 1
    var isNumbered = false
  }

  private let format: DocumentFormat
  var styles = OpenDocumentStyles()
  var properties = CoreProperties()
  private(set) var isOpenDocument = false
  private(set) var textBytes = 0
  private(set) var outline: [OutlineEntry] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var sheet: OpenDocumentSheet
  private var isBody = false
  private var isMeta = false
  private var skipped = 0
  private var containers = [Container(kind: .body)]
  private var paragraphs: [Paragraph] = []
  private var lists: [List] = []
  /// The item that is open and whether its first paragraph is still to come.
  private var itemIsNew = false
  private var rows: [(cells: [String], isHeader: Bool)] = []
  private var headerRows = 0
  private var page = 0
  private var frameClasses: [String] = []
  private var isNotes = false
  private var isAuthor = false
  private var hidden: [String] = []

  init(_ format: DocumentFormat, limit: Int) {
    self.format = format
    sheet = OpenDocumentSheet(limit: limit)
  }

  /// Slides; `nil` where there are none.
  var pageCount: Int? { format == .odp && page > 0 ? page : nil }

  mutating func finish() -> [RawBlock] {
    if let first = hidden.first {
      let names = hidden.count == 1 ? "\(first) is" : "\(first) and \(hidden.count - 1) more are"
      diagnostics.append(
        Diagnostic(.note, "hidden-sheets", "\(names) hidden and left out", remedy: "show them if they matter"))
    }
    if format == .ods {
      let (blocks, bytes) = sheet.finish()
      textBytes = max(textBytes, bytes)
      return blocks
    }
    return containers[0].blocks
  }

  mutating func take(_ event: XMLEvent) {
    if isMeta { properties.take(event) }
    switch event {
    case .start(let element):
      if skipped > 0 || isLeftOut(element) { skipped += 1 } else { start(element) }
    case .end(let name): if skipped > 0 { skipped -= 1 } else { end(name) }
    case .text(let piece): if skipped == 0 { append(piece) }
    case .documentType: break
    }
  }

  private mutating func isLeftOut(_ element: XMLElement) -> Bool {
    switch element.name {
    case "tracked-changes", "table-of-content", "alphabetical-index", "illustration-index", "table-index",
      "object-index", "user-index", "forms", "note-citation", "ruby-text", "hidden-text", "hidden-paragraph",
      "script", "binary-data", "sequence-decls", "shapes":
      return true
    case "covered-table-cell" where format != .ods: return true
    // What every slide repeats.
    case "frame" where ["page-number", "date-time", "header", "footer"].contains(element["class"]): return true
    case "table" where format == .ods && styles.hides(element["style-name"]),
      "page" where styles.hides(element["style-name"]):
      if element.name == "page" { page += 1 }
      hidden.append(element["name"] ?? "one")
      return true
    default: return false
    }
  }

  private mutating func start(_ element: XMLElement) {
    guard isBody else {
      styles.take(.start(element))
      if element.name == "body" {
        isBody = true
        isOpenDocument = true
      }
      if element.name == "meta", element.namespace.contains("office") { isMeta = true }
      return
    }
    if format == .ods, sheet.start(element) { return }
    switch element.name {
    case "p", "h":
      paragraphs.append(
        Paragraph(level: element.name == "h" ? element.number("outline-level") ?? 1 : nil, style: element["style-name"])
      )
    case "s": append(String(repeating: " ", count: min(max(element.number("c") ?? 1, 1), 1_000)))
    case "tab": append("\t")
    case "line-break": append("\n")
    case "list": lists.append(List(style: element["style-name"] ?? lists.last?.style))
    case "list-item": itemIsNew = true
    case "note": open(.note)
    case "annotation": open(.comment)
    case "creator": isAuthor = containers.last?.kind == .comment
    case "text-box": open(.frame)
    case "frame": frameClasses.append(element["class"] ?? "")
    case "page": page += 1
    case "notes": isNotes = true
    case "table":
      rows = []
      headerRows = 0
    case "table-header-rows": headerRows += 1
    case "table-row": rows.append(([], headerRows > 0))
    case "table-cell": open(.cell)
    default: break
    }
  }

  private mutating func open(_ kind: Container.Kind) {
    containers.append(Container(kind: kind, lists: lists.count))
  }

  private mutating func end(_ name: String) {
    if name == "meta" { isMeta = false }
    guard isBody else { return }
    if format == .ods, sheet.end(name) {
      textBytes = max(textBytes, sheet.textBytes)
      return
    }
    switch name {
    case "p", "h": finishParagraph()
    case "list": _ = lists.popLast()
    case "list-item": itemIsNew = false
    case "note": close(.note)
    case "annotation": close(.comment)
    case "creator": isAuthor = false
    case "text-box": close(.frame)
    case "frame": _ = frameClasses.popLast()
    case "notes": isNotes = false
    case "table-header-rows": headerRows -= 1
    case "table-cell": close(.cell)
    case "table-row": finishRow()
    default: break
    }
  }

  private mutating func append(_ piece: String) {
    if isAuthor {
      containers[containers.count - 1].author += piece
    } else if format == .ods, sheet.append(piece) {
      return
    } else if !paragraphs.isEmpty {
      textBytes += piece.utf8.count
      paragraphs[paragraphs.count - 1].text += piece
    }
  }

  private mutating func finishParagraph() {
    guard let paragraph = paragraphs.popLast() else { return }
    if let block = block(of: paragraph) { emit([block]) }
    emit(paragraph.after)
  }

  private mutating func block(of paragraph: Paragraph) -> RawBlock? {
    guard paragraph.text.contains(where: { !$0.isWhitespace }) else { return nil }
    let text = paragraph.text
    if format == .odp { return slideBlock(text) }
    if let level = paragraph.level {
      return RawBlock(.heading(level: min(max(level, 1), BlockKind.maximumHeadingLevel)), text)
    }
    switch styles.role(paragraph.style) {
    case .contents: return nil
    case .title: return RawBlock(.heading(level: 1), text)
    case .code: return RawBlock(.code, text)
    case .quote: return RawBlock(.quote, text)
    case .caption: return RawBlock(.caption, text)
    case nil: return item(text) ?? RawBlock(.paragraph, text)
    }
  }

  /// The text as an item of the innermost list, if it is the first paragraph of one.
  private mutating func item(_ text: String) -> RawBlock? {
    let depth = lists.count - (containers.last?.lists ?? 0)
    guard depth > 0, itemIsNew else { return nil }
    itemIsNew = false
    var number = ""
    if styles.numbers(lists[lists.count - 1].style, level: depth) {
      number = "\(lists[lists.count - 1].next). "
      lists[lists.count - 1].next += 1
    }
    return RawBlock(.listItem(depth: min(depth, BlockKind.maximumListDepth)), number + text)
  }

  private mutating func slideBlock(_ text: String) -> RawBlock {
    let pages = page > 0 ? page...page : nil
    if isNotes { return RawBlock(.footnote, "Notes: " + text, pages: pages) }
    switch frameClasses.last {
    case "title":
      outline.append(OutlineEntry(level: 1, title: text, page: page > 0 ? page : nil))
      return RawBlock(.heading(level: 1), text, pages: pages)
    default:
      var block = item(text) ?? RawBlock(.paragraph, text)
      block.pages = pages
      return block
    }
  }

  /// Puts blocks where they belong: behind the open paragraph of this container, else at the container's end.
  private mutating func emit(_ blocks: [RawBlock]) {
    for block in blocks {
      let last = containers.count - 1
      if block.kind == .code, containers[last].blocks.last?.kind == .code {
        // Each line of code is a paragraph.
        containers[last].blocks[containers[last].blocks.count - 1].text += "\n" + block.text
      } else {
        containers[last].blocks.append(block)
      }
    }
  }

  private mutating func close(_ kind: Container.Kind) {
    guard containers.count > 1, containers[containers.count - 1].kind == kind else { return }
    let container = containers.removeLast()
    let text = container.blocks.map(\.text).joined(separator: " ")
    switch kind {
    case .cell: if !rows.isEmpty { rows[rows.count - 1].cells.append(text) }
    case .note: follow(text.isEmpty ? [] : [RawBlock(.footnote, text)])
    case .comment:
      let label = container.author.isEmpty ? "Comment: " : "Comment (\(container.author)): "
      follow(text.isEmpty ? [] : [RawBlock(.footnote, label + text)])
    case .frame: follow(container.blocks)
    case .body: break
    }
  }

  private mutating func follow(_ blocks: [RawBlock]) {
    if paragraphs.isEmpty { emit(blocks) } else { paragraphs[paragraphs.count - 1].after += blocks }
  }

  private mutating func finishRow() {
    guard let row = rows.last, row.cells.contains(where: { !$0.isEmpty }) else { return }
    let pages = page > 0 ? page...page : nil
    let kind: BlockKind = row.isHeader && row.cells.count > 1 && rows.count == 1 ? .tableHeader : .tableRow
    follow([RawBlock(kind, row.cells.joined(separator: " | "), pages: pages)])
  }
}
