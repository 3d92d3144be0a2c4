internal import Extraction

/// Makes paragraphs, list items and headings of the lines of pages, one page after the other.
struct PDFPageBlocks {
  private(set) var blocks: [RawBlock] = []
  /// UTF-8 bytes over all blocks.
  private(set) var textBytes = 0
  /// Titles that have not been found on their page yet, by page; in the order of the outline.
  private var titles: [Int: [(level: Int, title: String)]] = [:]

  /// A larger step between two lines than this many usual ones parts paragraphs.
  private static let paragraphStep = 1.25
  /// Heights that differ by more than this share are those of different kinds of text.
  private static let heightTolerance = 0.15

  init(outline: [OutlineEntry]) {
    for entry in outline {
      if let page = entry.page { titles[page, default: []].append((entry.level, entry.title)) }
    }
  }

  /// Adds one page; pages come in order.
  mutating func add(_ lines: [PDFLine], page: Int) {
    let step = Self.usualStep(lines)
    var previous: PDFLine?
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if let (level, count) = takeTitle(lines[index...], page: page) {
        var text = line.text
        for next in lines[(index + 1)..<(index + count)] { PDFText.join(&text, next.text) }
        append(RawBlock(.heading(level: level), text, pages: page...page))
        index += count
        previous = nil
        continue
      }
      if let before = previous {
        startOrContinue(line, Self.continues(before, line, step: step), page: page)
      } else {
        startOrContinue(line, index == 0 && continuesFromLastPage(line), page: page)
      }
      previous = line
      index += 1
    }
  }

  private mutating func startOrContinue(_ line: PDFLine, _ continues: Bool, page: Int) {
    if continues, let last = blocks.indices.last {
      let size = blocks[last].text.utf8.count
      PDFText.join(&blocks[last].text, line.text)
      blocks[last].pages = (blocks[last].pages?.lowerBound ?? page)...page
      textBytes += blocks[last].text.utf8.count - size
    } else if let item = PDFText.withoutBullet(line.text) {
      append(RawBlock(.listItem(depth: 1), item, pages: page...page))
    } else {
      append(RawBlock(.paragraph, line.text, pages: page...page))
    }
  }

  private mutating func append(_ block: RawBlock) {
    textBytes += block.text.utf8.count
    blocks.append(block)
  }

  /// The first line of a page goes on with the last block of the page before when that stops in mid-sentence.
  private func continuesFromLastPage(_ line: PDFLine) -> Bool {
    guard let last = blocks.last, last.kind == .paragraph || last.kind == .listItem(depth: 1) else { return false }
    return PDFText.startsInLowercase(line.text) && !PDFText.endsSentence(last.text)
  }

  /// The level of the outline's entry for this page that the first one to three lines spell, and how many lines it took.
  private mutating func takeTitle(_ lines: ArraySlice<PDFLine>, page: Int) -> (level: Int, lines: Int)? {
    guard let open = titles[page], !open.isEmpty else { return nil }
    var text = ""
    for (count, line) in lines.prefix(3).enumerated() {
      text += (count == 0 ? "" : " ") + line.text
      let bare = PDFText.withoutNumber(text)
      let match = open.firstIndex { $0.title == text || $0.title == bare || PDFText.withoutNumber($0.title) == text }
      if let match {
        titles[page]?.remove(at: match)
        return (min(open[match].level, BlockKind.maximumHeadingLevel), count + 1)
      }
    }
    return nil
  }

  /// The distance between the tops of two lines of running text; `nil` when nothing tells.
  private static func usualStep(_ lines: [PDFLine]) -> Double? {
    let steps = zip(lines, lines.dropFirst()).compactMap { first, second -> Double? in
      guard let first = first.box, let second = second.box, haveSameHeight(first, second) else { return nil }
      let step = second.top - first.top
      return step > 0.5 * first.height && step < 2.2 * first.height ? step : nil
    }
    return steps.isEmpty ? nil : steps.sorted()[steps.count / 4]
  }

  private static func haveSameHeight(_ first: PDFBox, _ second: PDFBox) -> Bool {
    abs(first.height - second.height) <= heightTolerance * max(first.height, second.height)
  }

  /// Whether `line` belongs to the paragraph of the line before it.
  private static func continues(_ before: PDFLine, _ line: PDFLine, step: Double?) -> Bool {
    if PDFText.withoutBullet(line.text) != nil { return false }
    guard let first = before.box, let second = line.box else { return true }
    let height = max(first.height, second.height, 1)
    let distance = second.top - first.top
    // Another cell of the same row.
    if abs(distance) < 0.5 * height { return second.left >= first.left }
    guard haveSameHeight(first, second) else { return false }
    // The next column, or a place elsewhere on the page.
    if distance < 0 || second.left > first.right || second.right < first.left {
      return PDFText.startsInLowercase(line.text) && !PDFText.endsSentence(before.text)
    }
    if distance > paragraphStep * (step ?? 1.4 * height) { return false }
    guard PDFText.endsSentence(before.text) else { return true }
    // A sentence ended: an indented line or a short last line parts paragraphs.
    let isIndented = second.left > first.left + 0.8 * height
    let isShort = first.right < second.right - 0.25 * (second.right - second.left)
    return !isIndented && !isShort
  }
}
