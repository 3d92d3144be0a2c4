internal import Common
internal import Extraction

/// Turns the pages of a document into its blocks, in reading order.
struct DocumentAssembler {
  private let scale: TypeScale
  private let hyphenation: Hyphenation
  private let furniture: Furniture
  private var headings: HeadingFinder
  private var blocks: [OpenBlock] = []

  init(_ pages: [PageText], outline: [OutlineEntry]) {
    scale = TypeScale(pages)
    hyphenation = Hyphenation(pages)
    furniture = Furniture(pages)
    headings = HeadingFinder(scale: scale, outline: outline)
  }

  /// The blocks of all pages.
  static func blocks(of pages: [PageText], outline: [OutlineEntry]) -> [RawBlock] {
    var assembler = Self(pages, outline: outline)
    for index in pages.indices { assembler.add(pages[index], index) }
    return assembler.finish()
  }

  private mutating func add(_ page: PageText, _ index: Int) {
    var page = page
    let own = page.segments.filter { !furniture.segments[index].contains($0.text.lowerBound) }
    let upright = own.filter { !$0.isTurned }
    // A page that is set sideways is read in Poppler's order.
    let isTurned = 2 * upright.count < own.count
    let first = blocks.count
    if !page.hasPlaces || isTurned {
      readZone(own.map { Row($0) }, of: &page)
    } else {
      let rightToLeft = upright.count { $0.isRightToLeft }
      let cutter = ColumnCutter(bodySize: scale.bodySize, isRightToLeft: 2 * rightToLeft > upright.count)
      var notes: [(mark: [UInt8], block: OpenBlock)] = []
      for zone in cutter.zones(upright) {
        var rows = Row.rows(zone)
        let footnotes = Footnotes.split(&rows, of: page, scale: scale)
        readZone(rows, of: &page)
        notes += Footnotes.blocks(footnotes, of: page, hyphenation: hyphenation)
      }
      for segment in own where segment.isTurned { readZone([Row(segment)], of: &page, joins: false) }
      Footnotes.place(notes, in: &blocks, from: first)
    }
    for note in page.notes {
      var block = OpenBlock(.footnote, page: page.number)
      block.bytes = Array(note.utf8)
      blocks.append(block)
    }
  }

  private mutating func readZone(_ rows: [Row], of page: inout PageText, joins: Bool = true) {
    guard !rows.isEmpty else { return }
    var zone = ZoneReader(scale: scale, hyphenation: hyphenation)
    zone.read(rows, of: &page)
    var new = zone.blocks
    headings.mark(&new, page: page.number)
    if joins, let next = new.first, let last = continued(by: next, isIndented: zone.startsIndented) {
      blocks[last].append(next, hyphenation)
      new.removeFirst()
    }
    blocks += new
  }

  /// The last block of text, if `next` goes on with it.
  private func continued(by next: OpenBlock, isIndented: Bool) -> Int? {
    guard next.role == .paragraph || next.isListItem, let first = next.first,
      let last = blocks.lastIndex(where: { $0.role != .footnote }),
      ParagraphRules.continuesOver(blocks[last], first, isIndented: isIndented)
    else { return nil }
    return last
  }

  private func finish() -> [RawBlock] {
    let levels = headings.levels
    var lists = ListDepths()
    return blocks.compactMap { block -> RawBlock? in
      guard !block.bytes.isEmpty else { return nil }
      let depth = min(lists.depth(of: block) ?? 1, BlockKind.maximumListDepth)
      return RawBlock(
        block.kind(levels, listDepth: depth), PDFText.string(block.bytes), pages: block.pages,
        regions: block.regions.filter { !$0.range.isEmpty })
    }
  }
}

extension OpenBlock {
  fileprivate var isListItem: Bool { if case .listItem = role { true } else { false } }

  fileprivate func kind(_ levels: [TypeScale.HeadingStyle: Int], listDepth: Int) -> BlockKind {
    switch role {
    case .paragraph: Self.isCaption(bytes) ? .caption : .paragraph
    case .listItem: .listItem(depth: listDepth)
    case .heading(let style, let level):
      .heading(level: min(max(level ?? levels[style] ?? 1, 1), BlockKind.maximumHeadingLevel))
    case .tableHeader: .tableHeader
    case .tableRow: .tableRow
    case .code: .code
    case .footnote: .footnote
    case .contentsEntry: .listItem(depth: 1)
    }
  }

  /// "Figure 3: …", "Tab. 2 …".
  private static func isCaption(_ bytes: [UInt8]) -> Bool {
    guard bytes.count < 600, let first = bytes.first, "FTLAftla".utf8.contains(first) else { return false }
    let head = PDFText.string(bytes.prefix(32)).lowercased().split(separator: " ", maxSplits: 2)
    guard head.count > 2 else { return false }
    let words: Set<Substring> = [
      "figure", "fig.", "table", "tab.", "listing", "abbildung", "abb.", "tabelle", "tableau", "figura", "tabla",
    ]
    let number = head[1].utf8
    return words.contains(head[0]) && number.first.map { (0x30...0x39).contains($0) } ?? false
      && (number.last == 0x3A || number.last == 0x2E)
  }
}
