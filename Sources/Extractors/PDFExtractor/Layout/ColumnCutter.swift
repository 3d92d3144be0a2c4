/// Divides a page into zones that are read one after another: columns, and what stands across them.
///
/// A recursive XY cut (Nagy and Seth 1984, "Hierarchical representation of optically scanned documents") with two
/// changes. A gutter only parts columns of running text; the cells of a table stay together, so that its rows do. And lines
/// that cross a gutter, such as a title over two columns, cut the page into bands first, as in white-space analysis
/// (Breuel 2002, "Two geometric algorithms for layout analysis").
struct ColumnCutter {
  /// The size of running text, in points.
  let bodySize: Double
  let isRightToLeft: Bool

  /// Columns nested deeper than this stay as they are.
  private static let maximumDepth = 6
  /// The width of a place in the profile of a band, in points.
  private static let resolution = 2.0
  /// Columns of fewer rows are not told from the cells of a table.
  private static let leastRows = 3
  /// Running text fills its lines by at least so much, in the middle of all lines.
  private static let leastFill = 0.55
  /// Running text has at least so many bytes a line.
  private static let leastBytes = 14

  /// The zones in reading order.
  func zones(_ segments: [Segment]) -> [[Segment]] { cut(segments, depth: 0) }

  private func cut(_ segments: [Segment], depth: Int) -> [[Segment]] {
    guard segments.count >= 2 * Self.leastRows, depth < Self.maximumDepth else { return [segments] }
    if let parts = columns(segments) {
      return (isRightToLeft ? parts.reversed() : parts).flatMap { cut($0, depth: depth + 1) }
    }
    if let bands = bands(segments) { return bands.flatMap { cut($0, depth: depth + 1) } }
    return [segments]
  }

  // MARK: Gutters through all of it

  /// The parts left and right of the gutters that no segment crosses, if they are columns of running text.
  private func columns(_ segments: [Segment]) -> [[Segment]]? {
    let sorted = segments.indices.sorted { (segments[$0].box.left, $0) < (segments[$1].box.left, $1) }
    var groups: [[Int]] = []
    var edge = -Double.infinity
    for index in sorted {
      if segments[index].box.left > edge + 0.8 * bodySize { groups.append([]) }
      groups[groups.count - 1].append(index)
      edge = max(edge, segments[index].box.right)
    }
    guard groups.count > 1 else { return nil }
    // In the order of the page again.
    var parts = groups.map { group in group.sorted().map { segments[$0] } }
    // Neighbours that are no columns of text by themselves belong together: the marks of a list and its items.
    var index = 0
    while index + 1 < parts.count {
      if areColumns(parts[index], parts[index + 1]) {
        index += 1
      } else {
        parts[index] += parts.remove(at: index + 1)
        index = max(0, index - 1)
      }
    }
    return parts.count > 1 ? parts : nil
  }

  private func areColumns(_ left: [Segment], _ right: [Segment]) -> Bool {
    let (first, second) = (Row.rows(left), Row.rows(right))
    guard first.count >= Self.leastRows, second.count >= Self.leastRows else { return false }
    if isRunningText(first) && isRunningText(second) { return !areRowsOfTable(first, second) }
    // Lists of names beside each other, for example: where the lines of one do not stand beside those of the other.
    return first.count >= 5 && second.count >= 5 && shareOfAligned(first, second) < 0.3
  }

  private func isRunningText(_ rows: [Row]) -> Bool {
    let left = rows.map(\.box.left).min() ?? 0
    let right = rows.map(\.box.right).max() ?? 0
    let fills = rows.map { row in row.cells.reduce(0) { $0 + $1.box.width } / max(right - left, 1) }.sorted()
    let lengths = rows.map { row in row.cells.reduce(0) { $0 + $1.text.count } }.sorted()
    return fills[fills.count / 2] >= Self.leastFill && lengths[lengths.count / 2] >= Self.leastBytes
  }

  /// Whether rows of cells that are filled with text stand beside each other: gaps at the same heights on both sides.
  private func areRowsOfTable(_ left: [Row], _ right: [Row]) -> Bool {
    let (first, second) = (gaps(left), gaps(right))
    guard first.count >= 2, second.count >= 2 else { return false }
    let common = first.count { gap in second.contains { abs($0 - gap) < 0.75 * bodySize } }
    return common >= 2 && 3 * common >= 2 * max(first.count, second.count)
  }

  /// The lower edges of gaps that are wider than those between the lines of a paragraph.
  private func gaps(_ rows: [Row]) -> [Double] {
    let steps = zip(rows, rows.dropFirst()).map { $1.box.top - $0.box.top }
    guard let usual = steps.sorted().dropFirst(steps.count / 4).first else { return [] }
    return zip(rows.dropFirst(), steps).filter { $1 > 1.25 * usual }.map(\.0.box.top)
  }

  private func shareOfAligned(_ left: [Row], _ right: [Row]) -> Double {
    let aligned = left.count { row in right.contains { abs($0.box.middle - row.box.middle) < 0.25 * bodySize } }
    return Double(aligned) / Double(max(1, min(left.count, right.count)))
  }

  // MARK: Bands

  /// Bands of segments that cross the best gutter and of segments that do not, from the top; `nil` when no band has
  /// columns.
  private func bands(_ segments: [Segment]) -> [[Segment]]? {
    guard let gutter = gutter(segments) else { return nil }
    let crossing = segments.filter { $0.box.left < gutter - 1 && $0.box.right > gutter + 1 }
    // Heights that belong to what crosses.
    var intervals: [(top: Double, bottom: Double)] = []
    for segment in crossing.sorted(by: { $0.box.top < $1.box.top }) {
      if let last = intervals.indices.last, segment.box.top < intervals[last].bottom {
        intervals[last].bottom = max(intervals[last].bottom, segment.box.bottom)
      } else {
        intervals.append((segment.box.top, segment.box.bottom))
      }
    }
    // Band 2i lies over interval i, band 2i + 1 is interval i.
    var bands = [[Segment]](repeating: [], count: 2 * intervals.count + 1)
    for segment in segments {
      let next = intervals.firstIndex { $0.bottom > segment.box.middle } ?? intervals.count
      let isInside = next < intervals.count && intervals[next].top < segment.box.middle
      bands[2 * next + (isInside ? 1 : 0)].append(segment)
    }
    let hasColumns = stride(from: 0, to: bands.count, by: 2).contains { columns(bands[$0]) != nil }
    guard hasColumns else { return nil }
    return joined(bands)
  }

  /// Neighbouring bands without columns are one, so that paragraphs and tables in them stay whole.
  private func joined(_ bands: [[Segment]]) -> [[Segment]] {
    var result: [[Segment]] = []
    var lastHasColumns = true
    for band in bands where !band.isEmpty {
      let hasColumns = columns(band) != nil
      if hasColumns || lastHasColumns { result.append(band) } else { result[result.count - 1] += band }
      lastHasColumns = hasColumns
    }
    return result
  }

  /// The middle of the widest run of places in the inner part of the band that the fewest segments cross.
  private func gutter(_ segments: [Segment]) -> Double? {
    let left = segments.map(\.box.left).min() ?? 0
    let right = segments.map(\.box.right).max() ?? 0
    let count = Int((right - left) / Self.resolution)
    guard count >= 20, count < 100_000 else { return nil }
    var changes = [Int](repeating: 0, count: count + 2)
    for segment in segments {
      let start = Int((segment.box.left - left) / Self.resolution)
      let end = min(count + 1, Int((segment.box.right - left) / Self.resolution) + 1)
      changes[start] += 1
      changes[end] -= 1
    }
    var crossing = 0
    let profile = changes.dropLast().map { change in
      crossing += change
      return crossing
    }
    let inner = (count / 5)..<(count - count / 5)
    guard let least = inner.map({ profile[$0] }).min(), 3 * least < segments.count else { return nil }
    var best = 0..<0
    var start: Int?
    for place in inner {
      if profile[place] == least {
        start = start ?? place
        if let start, place + 1 - start > best.count { best = start..<(place + 1) }
      } else {
        start = nil
      }
    }
    return left + (Double(best.lowerBound + best.upperBound) / 2) * Self.resolution
  }
}
