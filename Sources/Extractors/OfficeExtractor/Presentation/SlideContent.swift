internal import Extraction
internal import MarkupExtractor

/// Collects the text of one slide, of its notes or of a diagram from its DrawingML.
struct SlideContent {
  /// A shape while it is read.
  private struct Shape {
    /// The placeholder that it fills: `title`, `body`; `nil` for a text box.
    var placeholder: String?
    var blocks: [RawBlock] = []
    /// The next number of each level of a numbered list.
    var numbers: [Int: Int] = [:]
  }

  private struct Paragraph {
    var text = ""
    var level = 0
    /// Whether it has a bullet or a number of its own; `nil` leaves that to the placeholder.
    var isListed: Bool?
    var isNumbered = false
    var start = 1
  }

  /// A diagram's points are paragraphs without a shape.
  private let isPart: Bool
  private(set) var isHidden = false
  private(set) var title: String?
  /// Whether the title is that of a title slide.
  private(set) var opensPart = false
  private(set) var blocks: [RawBlock] = []
  /// The text that a page of notes holds beside the picture of its slide.
  private(set) var noteBlocks: [RawBlock] = []
  private(set) var comments: [String] = []
  private(set) var textBytes = 0

  private var shapes: [Shape] = []
  private var paragraph: Paragraph?
  private var isText = false
  private var isComment = false
  private var skipped = 0
  private var cells: [String]?
  private var cell = ""
  private var rows = 0
  private var hasHeader = false

  init(isPart: Bool = false) { self.isPart = isPart }

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      if skipped > 0 || element.name == "Fallback" { skipped += 1 } else { start(element) }
    case .end(let name): if skipped > 0 { skipped -= 1 } else { end(name) }
    case .text(let piece): if skipped == 0 { append(piece) }
    case .documentType: break
    }
  }

  private mutating func start(_ element: XMLElement) {
    switch element.name {
    case "sld": isHidden = ["0", "false"].contains(element["show"] ?? "1")
    case "sp": shapes.append(Shape())
    case "ph": if !shapes.isEmpty { shapes[shapes.count - 1].placeholder = element["type"] ?? "body" }
    case "cNvPr": describe(element)
    case "p": paragraph = Paragraph()
    case "pPr": paragraph?.level = min(max(element.number("lvl") ?? 0, 0), BlockKind.maximumListDepth - 1)
    case "buNone": paragraph?.isListed = false
    case "buChar", "buBlip": paragraph?.isListed = true
    case "buAutoNum":
      paragraph?.isListed = true
      paragraph?.isNumbered = true
      paragraph?.start = element.number("startAt") ?? 1
    case "t": isText = true
    case "br": append("\n", isBreak: true)
    case "tab": if paragraph?.text.isEmpty == false { append("\t", isBreak: true) }
    case "tbl":
      rows = 0
      hasHeader = false
    case "tblPr": hasHeader = ["1", "true"].contains(element["firstRow"] ?? "0")
    case "tr": cells = []
    case "tc": cell = ""
    case "text": isComment = true
    case "cm": comments.append("")
    default: break
    }
  }

  private mutating func end(_ name: String) {
    switch name {
    case "sp": if let shape = shapes.popLast() { finish(shape) }
    case "p": finishParagraph()
    case "t": isText = false
    case "text": isComment = false
    case "tc": cells?.append(cell)
    case "tr": finishRow()
    case "cm": if comments.last?.contains(where: { !$0.isWhitespace }) == false { comments.removeLast() }
    default: break
    }
  }

  private mutating func append(_ piece: String, isBreak: Bool = false) {
    guard isText || isBreak || isComment else { return }
    textBytes += piece.utf8.count
    if !comments.isEmpty {
      comments[comments.count - 1] += piece
    } else {
      paragraph?.text += piece
    }
  }

  /// Pictures and drawings have descriptions; those that a program made up are of no use.
  private mutating func describe(_ element: XMLElement) {
    guard let description = element["descr"], description.contains(" "), shapes.isEmpty, !isPart else { return }
    textBytes += description.utf8.count
    blocks.append(RawBlock(.caption, description))
  }

  private mutating func finishParagraph() {
    guard let paragraph else { return }
    self.paragraph = nil
    guard paragraph.text.contains(where: { !$0.isWhitespace }) else { return }
    if cells != nil {
      cell += (cell.isEmpty ? "" : " ") + paragraph.text
      return
    }
    guard !shapes.isEmpty else {
      blocks.append(RawBlock(.paragraph, paragraph.text))
      return
    }
    var shape = shapes[shapes.count - 1]
    let isList = paragraph.isListed ?? (shape.placeholder == "body" || shape.placeholder == "obj")
    var text = paragraph.text
    if paragraph.isNumbered {
      let number = shape.numbers[paragraph.level] ?? paragraph.start
      shape.numbers[paragraph.level] = number &+ 1
      text = "\(number). " + text
    } else {
      shape.numbers[paragraph.level] = nil
    }
    for level in shape.numbers.keys where level > paragraph.level { shape.numbers[level] = nil }
    shape.blocks.append(RawBlock(isList ? .listItem(depth: paragraph.level + 1) : .paragraph, text))
    shapes[shapes.count - 1] = shape
  }

  private mutating func finish(_ shape: Shape) {
    switch shape.placeholder {
    case "title", "ctrTitle":
      guard title == nil else { break }
      let text = shape.blocks.map(\.text).joined(separator: " ")
      if !text.isEmpty { title = text }
      opensPart = shape.placeholder == "ctrTitle"
      return
    // Dates, footers and numbers are the same on each slide.
    case "dt", "ftr", "sldNum", "hdr", "sldImg": return
    default: break
    }
    if shape.placeholder == "body" { noteBlocks += shape.blocks }
    // A list of one item in a subtitle or a body is a sentence.
    if shape.blocks.count == 1, case .listItem(1) = shape.blocks[0].kind, !shape.blocks[0].text.hasPrefix("1. ") {
      blocks.append(RawBlock(.paragraph, shape.blocks[0].text))
    } else {
      blocks += shape.blocks
    }
  }

  private mutating func finishRow() {
    guard let cells else { return }
    self.cells = nil
    guard cells.contains(where: { !$0.isEmpty }) else { return }
    let isHeader = rows == 0 && hasHeader && cells.count > 1
    rows += 1
    blocks.append(RawBlock(isHeader ? .tableHeader : .tableRow, cells.joined(separator: " | ")))
  }
}
