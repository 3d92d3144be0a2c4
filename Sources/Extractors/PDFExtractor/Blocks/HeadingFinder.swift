internal import Extraction

/// Tells headings from other blocks: by the document's outline, else by their font.
struct HeadingFinder {
  private let scale: TypeScale
  /// Titles of the outline that were not seen yet, by page.
  private var titles: [Int: [(title: [UInt8], level: Int)]] = [:]
  private var known: [TypeScale.HeadingStyle: [Int]] = [:]
  private var styles: Set<TypeScale.HeadingStyle> = []

  /// A heading is larger than running text by at least this factor, or bold.
  private static let largerBy = 1.12
  private static let maximumLines = 4
  private static let maximumBytes = 240

  init(scale: TypeScale, outline: [OutlineEntry]) {
    self.scale = scale
    for entry in outline {
      guard let page = entry.page else { continue }
      let title = Self.letters(entry.title.utf8)
      if !title.isEmpty { titles[page, default: []].append((title, entry.level)) }
    }
  }

  /// The levels of headings that the outline does not name.
  var levels: [TypeScale.HeadingStyle: Int] { TypeScale.levels(styles, known: known) }

  /// Makes headings of blocks of one zone.
  mutating func mark(_ blocks: inout [OpenBlock], page: Int) {
    for index in blocks.indices {
      guard let line = blocks[index].last else { continue }
      switch blocks[index].role {
      case .paragraph, .listItem: break
      default: continue
      }
      let style = TypeScale.HeadingStyle(size: line.size, isBold: line.style.contains(.bold))
      if let level = outlineLevel(blocks[index], page: page) {
        known[style, default: []].append(level)
        styles.insert(style)
        blocks[index].role = .heading(style, outlineLevel: level)
        blocks[index].restoreMarker()
      } else if isHeading(blocks[index], line) {
        styles.insert(style)
        blocks[index].role = .heading(style, outlineLevel: nil)
        blocks[index].restoreMarker()
      }
    }
  }

  /// The level of the outline's entry that names this block.
  private mutating func outlineLevel(_ block: OpenBlock, page: Int) -> Int? {
    guard block.bytes.count <= 2 * Self.maximumBytes, let open = titles[page] else { return nil }
    let text = Self.letters(block.bytes)
    guard !text.isEmpty else { return nil }
    guard let match = open.firstIndex(where: { Self.isSame($0.title, text) }) else { return nil }
    titles[page]?.remove(at: match)
    return open[match].level
  }

  /// Whether two titles differ by the number in front at most: "2.1 Scope", "Scope", "Chapter 2. Scope".
  private static func isSame(_ title: [UInt8], _ text: [UInt8]) -> Bool {
    if title == text { return true }
    let (long, short) = title.count > text.count ? (title, text) : (text, title)
    guard short.count >= 3, long.count - short.count <= 12, long.suffix(short.count).elementsEqual(short) else {
      return false
    }
    let number = long.dropLast(short.count)
    return number.contains { (0x30...0x39).contains($0) } || number.count == 1
  }

  private func isHeading(_ block: OpenBlock, _ line: TextLine) -> Bool {
    guard line.hasPlace, block.lineCount <= Self.maximumLines, block.bytes.count <= Self.maximumBytes,
      PDFText.hasLetters(block.bytes), !(line.marker?.isBullet ?? false)
    else { return false }
    let last = block.bytes.last
    let isLarge = line.size >= Self.largerBy * scale.bodySize
    if isLarge { return last != 0x2C && last != 0x3B && !(last == 0x2E && block.lineCount > 2) }
    guard line.style.contains(.bold), !scale.isBold, line.size >= 0.95 * scale.bodySize, block.lineCount <= 2 else {
      return false
    }
    return !(last.map { [0x2C, 0x2E, 0x3A, 0x3B].contains($0) } ?? true)
  }

  /// Letters and figures alone, ASCII in lower case: titles and headings differ in spaces and signs.
  private static func letters(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.compactMap { byte in
      if byte >= 0x80 || (0x30...0x39).contains(byte) { return byte }
      return (0x61...0x7A).contains(byte | 0x20) ? byte | 0x20 : nil
    }
  }
}
