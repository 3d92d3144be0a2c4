internal import Common
internal import Extraction

/// Reads RTF: paragraphs, headings by style or outline level, list items, table rows, footnotes, the document's
/// information. Deleted and hidden text, pictures, headers and footers are left out.
struct RichTextReader {
  let limit: Int

  func read(_ bytes: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    let body = bytes.drop { $0 <= 0x20 }
    guard body.starts(with: Array("{\\rtf".utf8)) else { throw .malformed(detail: "it does not begin with {\\rtf") }
    var scanner = RichTextScanner(Array(body))
    var parser = RichTextParser()
    while let token = scanner.next(), parser.textBytes <= limit { parser.take(token) }
    parser.finish()
    guard parser.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !parser.blocks.isEmpty else { throw .noText(detail: "its paragraphs are empty") }
    return RawDocument(
      title: parser.information["title"], metadata: parser.metadata, tags: parser.keywords, blocks: parser.blocks)
  }
}

/// Follows the groups of an RTF file and collects its blocks.
struct RichTextParser {
  /// Where the text of a group goes.
  private enum Destination: Equatable {
    case text, skipped, fontTable, styleSheet, footnote, bullet
    case information(String)
  }

  private struct Group {
    var destination = Destination.text
    /// Characters that follow `\u` for readers that do not know it.
    var fallback = 1
    var codePage: Int?
    var isHidden = false
  }

  /// Deeper groups are counted, not kept: a file of braces must not fill the memory.
  private static let maximumDepth = 1_000

  private(set) var blocks: [RawBlock] = []
  private(set) var textBytes = 0
  private(set) var information: [String: String] = [:]
  private var groups = [Group()]
  private var excess = 0
  private var defaultCodePage = 1_252
  private var fontCodePages: [Int: Int] = [:]
  private var defaultFont: Int?
  private var font = 0
  private var styles: [Int: String] = [:]
  private var style = 0
  private var pending: [UInt8] = []
  private var skippedCharacters = 0
  private var highSurrogate: UInt32?
  private var paragraph = ""
  private var paragraphStyle: Int?
  private var outlineLevel: Int?
  private var listLevel = 0
  private var bullet: String?
  private var footnote = ""
  private var notes: [RawBlock] = []
  private var cells: [String] = []
  private var isInTable = false

  private static let skippedDestinations: Set<String> = [
    "pict", "object", "header", "footer", "headerl", "headerr", "headerf", "footerl", "footerr", "footerf", "colortbl",
    "listtable", "listoverridetable", "revtbl", "generator", "fldinst", "themedata", "colorschememapping", "datastore",
    "latentstyles", "xmlnstbl", "rsidtbl", "filetbl", "private", "bkmkstart", "bkmkend", "tc", "xe", "atnid",
    "atnauthor",
    "annotation", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "nonshppict", "pgptbl", "pnseclvl", "template",
  ]

  var metadata: [MetadataEntry] {
    [("author", "author"), ("subject", "subject"), ("doccomm", "description"), ("company", "company")]
      .compactMap { name, key in information[name].map { MetadataEntry(key, $0) } }
  }

  var keywords: [String] {
    (information["keywords"] ?? "").split { $0 == "," || $0 == ";" }.map { $0.trimmed }.filter { !$0.isEmpty }
  }

  private var group: Group { groups[groups.count - 1] }

  mutating func take(_ token: RichTextToken) {
    if case .byte(let byte) = token {
      if skippedCharacters > 0 {
        skippedCharacters -= 1
        return
      }
      if byte != 0 { pending.append(byte) }
      return
    }
    flush()
    switch token {
    case .open:
      if groups.count < Self.maximumDepth { groups.append(group) } else { excess += 1 }
      skippedCharacters = 0
    case .close:
      skippedCharacters = 0
      if excess > 0 {
        excess -= 1
        return
      }
      guard groups.count > 1, let closed = groups.popLast() else { return }
      close(closed)
    case .word(let name, let number): take(name, number)
    case .symbol(let symbol): take(symbol)
    case .binary: if skippedCharacters > 0 { skippedCharacters -= 1 }
    case .byte: break
    }
  }

  private mutating func close(_ closed: Group) {
    guard closed.destination != group.destination else { return }
    switch closed.destination {
    case .footnote:
      if footnote.contains(where: { !$0.isWhitespace }) { notes.append(RawBlock(.footnote, footnote)) }
      footnote = ""
    default: break
    }
  }

  private mutating func take(_ symbol: UInt8) {
    if skippedCharacters > 0 {
      skippedCharacters -= 1
      return
    }
    switch symbol {
    case UInt8(ascii: "~"): append("\u{A0}")
    case UInt8(ascii: "_"): append("\u{2011}")
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"):
      append(String(Unicode.Scalar(symbol)))
    case 0x0A: endParagraph()
    // A destination that a reader may ignore; those that matter are named below and switch it on again.
    case UInt8(ascii: "*"): groups[groups.count - 1].destination = .skipped
    default: break
    }
  }

  private mutating func take(_ name: String, _ number: Int?) {
    if name == "u" { return takeUnicode(number ?? 0) }
    if skippedCharacters > 0 {
      skippedCharacters -= 1
      return
    }
    let last = groups.count - 1
    if Self.skippedDestinations.contains(name) {
      groups[last].destination = .skipped
      return
    }
    switch name {
    case "fonttbl": groups[last].destination = .fontTable
    case "stylesheet": groups[last].destination = .styleSheet
    case "footnote": groups[last].destination = .footnote
    case "pntext", "listtext": groups[last].destination = .bullet
    case "shptxt", "fldrslt": if group.destination == .skipped { groups[last].destination = .text }
    case "title", "author", "subject", "keywords", "doccomm", "company", "operator", "manager", "category":
      if group.destination == .text || group.destination == .skipped { groups[last].destination = .information(name) }
    case "info": groups[last].destination = .skipped
    case "uc": groups[last].fallback = max(0, min(number ?? 1, 16))
    case "ansicpg": if let number { defaultCodePage = number }
    case "mac": defaultCodePage = 10_000
    case "pc": defaultCodePage = 437
    case "pca": defaultCodePage = 850
    case "deff": defaultFont = number
    case "f":
      font = number ?? 0
      if group.destination != .fontTable { groups[last].codePage = fontCodePages[font] }
    case "fcharset": if group.destination == .fontTable { fontCodePages[font] = Self.codePage(charset: number ?? 0) }
    case "plain":
      groups[last].isHidden = false
      groups[last].codePage = defaultFont.flatMap { fontCodePages[$0] }
    case "v", "deleted": groups[last].isHidden = number != 0
    case "s":
      style = number ?? 0
      if group.destination != .styleSheet { paragraphStyle = number }
    default: takeText(name, number)
    }
  }

  private mutating func takeText(_ name: String, _ number: Int?) {
    switch name {
    case "par", "sect", "page": endParagraph()
    case "pard":
      paragraphStyle = nil
      outlineLevel = nil
      listLevel = 0
      isInTable = false
    case "outlinelevel": outlineLevel = number
    case "ilvl": listLevel = min(max(number ?? 0, 0), BlockKind.maximumListDepth - 1)
    case "intbl": isInTable = true
    case "cell", "nestcell":
      cells.append(paragraph.trimmed)
      paragraph = ""
      bullet = nil
    case "row", "nestrow": endRow()
    case "line", "softline": append("\n")
    case "tab": append("\t")
    case "emdash": append("—")
    case "endash": append("–")
    case "bullet": append("•")
    case "lquote": append("‘")
    case "rquote": append("’")
    case "ldblquote": append("“")
    case "rdblquote": append("”")
    case "emspace", "enspace", "qmspace": append(" ")
    default: break
    }
  }

  private mutating func takeUnicode(_ number: Int) {
    let unit = UInt32(UInt16(truncatingIfNeeded: number))
    skippedCharacters = group.fallback
    if (0xD800..<0xDC00).contains(unit) {
      highSurrogate = unit
      return
    }
    var value = unit
    if (0xDC00..<0xE000).contains(unit) {
      guard let high = highSurrogate else { return }
      value = 0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00)
    }
    highSurrogate = nil
    if value != 0, let scalar = Unicode.Scalar(value) { append(String(Character(scalar))) }
  }

  /// Converts the bytes that wait: all of them are in one charset.
  private mutating func flush() {
    guard !pending.isEmpty else { return }
    let page = group.codePage ?? defaultCodePage
    let text =
      pending.allSatisfy { $0 < 0x80 }
      ? String(decoding: pending, as: UTF8.self)
      : DecodedText(decoding: pending, charset: Self.charsetName(page))?.text
        ?? String(decoding: pending, as: UTF8.self)
    pending.removeAll(keepingCapacity: true)
    append(text)
  }

  private mutating func append(_ text: String) {
    if group.isHidden { return }
    switch group.destination {
    case .text:
      textBytes += text.utf8.count
      paragraph += text
    case .footnote:
      textBytes += text.utf8.count
      footnote += text
    case .bullet: if (bullet ?? "").utf8.count < 40 { bullet = (bullet ?? "") + text }
    case .information(let name):
      if (information[name] ?? "").utf8.count < 1 << 16 { information[name, default: ""] += text }
    case .styleSheet:
      // The name of a style ends in a semicolon.
      if (styles[style] ?? "").utf8.count < 200 { styles[style, default: ""] += text }
    case .fontTable, .skipped: break
    }
  }

  private mutating func endParagraph() {
    switch group.destination {
    case .text: break
    case .footnote:
      footnote += " "
      return
    default: return
    }
    if isInTable {
      // A paragraph inside a cell.
      if !paragraph.isEmpty { paragraph += " " }
      return
    }
    defer {
      paragraph = ""
      bullet = nil
      blocks += notes
      notes = []
    }
    guard paragraph.contains(where: { !$0.isWhitespace }) else { return }
    blocks.append(RawBlock(kind, label + paragraph))
  }

  private var kind: BlockKind {
    if let level = outlineLevel, (0..<9).contains(level) { return .heading(level: min(level + 1, 6)) }
    let name = (paragraphStyle.flatMap { styles[$0] } ?? "").lowercased()
    if name.hasPrefix("heading "), let digit = name.dropFirst(8).first?.wholeNumberValue, digit > 0 {
      return .heading(level: min(digit, BlockKind.maximumHeadingLevel))
    }
    if name.hasPrefix("title") { return .heading(level: 1) }
    if bullet != nil { return .listItem(depth: listLevel + 1) }
    return .paragraph
  }

  /// The number of an item; bullets are left out.
  private var label: String {
    guard let bullet, bullet.contains(where: \.isNumber) else { return "" }
    return bullet.trimmed + " "
  }

  private mutating func endRow() {
    if !paragraph.trimmed.isEmpty { cells.append(paragraph.trimmed) }
    paragraph = ""
    if cells.contains(where: { !$0.isEmpty }) {
      blocks.append(
        cells.count == 1 ? RawBlock(.paragraph, cells[0]) : RawBlock(.tableRow, cells.joined(separator: " | ")))
    }
    cells = []
    blocks += notes
    notes = []
  }

  mutating func finish() {
    flush()
    groups = [Group()]
    isInTable = false
    if !cells.isEmpty { endRow() }
    endParagraph()
  }

  private static func codePage(charset: Int) -> Int? {
    switch charset {
    case 77: 10_000
    case 128: 932
    case 129: 949
    case 134: 936
    case 136: 950
    case 161: 1_253
    case 162: 1_254
    case 163: 1_258
    case 177: 1_255
    case 178: 1_256
    case 186: 1_257
    case 204: 1_251
    case 222: 874
    case 238: 1_250
    case 0: 1_252
    default: nil
    }
  }

  private static func charsetName(_ page: Int) -> String {
    switch page {
    case 65_001: "UTF-8"
    case 10_000: "MACINTOSH"
    case 936: "GB18030"
    case 949: "UHC"
    default: "CP\(page)"
    }
  }
}
