/// Finds what is printed at the edge of page after page: running heads, footers, page numbers.
///
/// A line at the upper or lower edge is furniture when other pages have the same line at the same height, figures apart.
/// Where most pages have such a line, others at exactly that height and of that size are furniture as well: the running
/// heads of short chapters.
struct Furniture {
  /// The part of the height of a page, at either end, in which furniture stands.
  private static let margin = 0.2
  /// Lines at either edge that are looked at.
  private static let depth = 3
  /// Heights that differ by less are one, in points.
  private static let tolerance = 6.0

  private struct Candidate {
    var page: Int
    var row: Row
    var key: [UInt8]
    /// 0 is the outermost.
    var rank: Int
    var isFurniture = false
  }

  /// For each page the first bytes of segments that are furniture.
  private(set) var segments: [Set<Int>]

  init(_ pages: [PageText]) {
    segments = Array(repeating: [], count: pages.count)
    guard pages.count > 1 else { return }
    for isTop in [true, false] {
      var candidates = pages.indices.flatMap { Self.candidates(on: pages[$0], index: $0, isTop: isTop) }
      Self.markRepeated(&candidates, least: pages.count < 5 ? 2 : 3)
      Self.markAligned(&candidates, pageCount: pages.count)
      // Nothing stands outside of a page's furniture.
      var open: Set<Int> = Set(pages.indices)
      for rank in 0..<Self.depth {
        for candidate in candidates where candidate.rank == rank {
          if !candidate.isFurniture {
            open.remove(candidate.page)
          } else if open.contains(candidate.page) {
            segments[candidate.page].formUnion(candidate.row.cells.map(\.text.lowerBound))
          }
        }
      }
    }
    // Pages that are alike all over have no furniture.
    let isAll = zip(pages, segments).allSatisfy { $0.segments.count == $1.count }
    if isAll { segments = Array(repeating: [], count: pages.count) }
  }

  private static func candidates(on page: PageText, index: Int, isTop: Bool) -> [Candidate] {
    guard page.hasPlaces else { return [] }
    let edge = page.height * (isTop ? margin : 1 - margin)
    let near = page.segments.filter { !$0.isTurned && (isTop ? $0.box.middle < edge : $0.box.middle > edge) }
    let rows = Row.rows(near)
    let outer = isTop ? Array(rows.prefix(depth)) : Array(rows.suffix(depth).reversed())
    return outer.enumerated().map { rank, row in
      Candidate(page: index, row: row, key: key(row, page), rank: rank)
    }
  }

  /// The text in lower case with a number sign for each run of figures, or for a Roman number by itself.
  private static func key(_ row: Row, _ page: PageText) -> [UInt8] {
    var key: [UInt8] = []
    for cell in row.cells {
      let text = page.text(cell)
      let isRoman = text.count <= 8 && text.allSatisfy { [0x69, 0x76, 0x78, 0x6C, 0x63].contains($0 | 0x20) }
      if isRoman {
        key.append(0x23)
        continue
      }
      for byte in text {
        if (0x30...0x39).contains(byte) {
          if key.last != 0x23 { key.append(0x23) }
        } else if byte != 0x20 {
          key.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
      }
    }
    // Pages on the left name the page before the chapter, pages on the right behind it.
    if key.first == 0x23 { key.removeFirst() }
    if key.last == 0x23 { key.removeLast() }
    return key
  }

  private static func markRepeated(_ candidates: inout [Candidate], least: Int) {
    var groups: [[UInt8]: [Int]] = [:]
    for index in candidates.indices { groups[candidates[index].key, default: []].append(index) }
    for group in groups.values where group.count >= least {
      for index in group {
        let height = candidates[index].row.box.middle
        let near = group.count { abs(candidates[$0].row.box.middle - height) < tolerance }
        if near >= least { candidates[index].isFurniture = true }
      }
    }
  }

  private static func markAligned(_ candidates: inout [Candidate], pageCount: Int) {
    let marked = candidates.filter { $0.isFurniture && $0.rank == 0 }
    guard 2 * marked.count > pageCount, pageCount > 4 else { return }
    let heights = marked.map(\.row.box.middle).sorted()
    let usual = heights[heights.count / 2]
    let size = marked.map(\.row.size).sorted()[marked.count / 2]
    guard 2 * heights.count(where: { abs($0 - usual) < 2 }) > pageCount else { return }
    for index in candidates.indices where candidates[index].rank == 0 {
      let row = candidates[index].row
      if abs(row.box.middle - usual) < 2, row.size <= size + 0.5 { candidates[index].isFurniture = true }
    }
  }
}
