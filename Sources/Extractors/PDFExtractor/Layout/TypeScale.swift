/// Which sizes a document uses: the size of its running text, and the order of its headings.
struct TypeScale {
  /// How a heading is set.
  struct HeadingStyle: Hashable {
    /// In half points.
    var size: Int
    var isBold: Bool

    init(size: Double, isBold: Bool) {
      self.size = Int(min(max(size, 0), 10_000) * 2)
      self.isBold = isBold
    }

    func isAbove(_ other: Self) -> Bool { size != other.size ? size > other.size : isBold && !other.isBold }
  }

  /// The size of most of the text, in points.
  let bodySize: Double
  /// Whether running text is set in a font of fixed width, so that such a font says nothing.
  let isMonospaced: Bool
  let isBold: Bool

  init(_ pages: [PageText]) {
    var bytes: [Int: Int] = [:]
    var styled = (monospaced: 0, bold: 0, all: 0)
    for page in pages {
      for segment in page.segments where !segment.isTurned {
        let count = segment.text.count
        bytes[HeadingStyle(size: segment.size, isBold: false).size, default: 0] += count
        if segment.style.contains(.monospaced) { styled.monospaced += count }
        if segment.style.contains(.bold) { styled.bold += count }
        styled.all += count
      }
    }
    // Of equal counts the smaller size, so that the order of the table does not show.
    let most = bytes.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    bodySize = max(1, Double(most?.key ?? 20) / 2)
    isMonospaced = 10 * styled.monospaced > 6 * styled.all
    isBold = 10 * styled.bold > 6 * styled.all
  }

  /// The levels of headings by their styles.
  ///
  /// - Parameters:
  ///   - styles: of all headings in the document.
  ///   - known: levels that the outline gives to headings of a style, one for each heading.
  static func levels(_ styles: Set<HeadingStyle>, known: [HeadingStyle: [Int]]) -> [HeadingStyle: Int] {
    let ordered = styles.sorted { $0.isAbove($1) }
    var levels: [HeadingStyle: Int] = [:]
    for style in ordered {
      guard let given = known[style], !given.isEmpty else { continue }
      levels[style] = given.sorted()[given.count / 2]
    }
    if levels.isEmpty {
      for (index, style) in ordered.enumerated() { levels[style] = index + 1 }
      return levels
    }
    var above: Int?
    for style in ordered {
      if let level = levels[style] {
        above = max(above ?? level, level)
      } else if let above {
        levels[style] = above + 1
      } else {
        levels[style] = 1
      }
    }
    return levels
  }
}
