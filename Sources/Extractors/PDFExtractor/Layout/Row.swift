/// Segments side by side: a line of text, or the cells of a table that stand at one height.
struct Row {
  /// From the left.
  var cells: [Segment]
  var box: PDFBox

  init(_ segment: Segment) {
    cells = [segment]
    box = segment.box
  }

  /// The size of most of its text.
  var size: Double { widest.size }

  private var widest: Segment { cells.reduce(cells[0]) { $1.text.count > $0.text.count ? $1 : $0 } }

  /// What all of it has in common.
  var style: FontStyle { cells.dropFirst().reduce(cells[0].style) { $0.intersection($1.style) } }

  var isRightToLeft: Bool { cells.contains { $0.isRightToLeft } }

  /// Puts segments together that stand at one height: that share most of the height of the lower one.
  ///
  /// - Returns: rows from top to bottom.
  static func rows(_ segments: [Segment]) -> [Row] {
    let sorted = segments.indices.sorted {
      let (first, second) = (segments[$0].box, segments[$1].box)
      return (first.middle, first.left, $0) < (second.middle, second.left, $1)
    }
    var rows: [Row] = []
    for index in sorted {
      let segment = segments[index]
      if let last = rows.indices.last, rows[last].takes(segment) {
        rows[last].cells.append(segment)
        rows[last].box.formUnion(segment.box)
      } else {
        rows.append(Row(segment))
      }
    }
    for index in rows.indices where rows[index].cells.count > 1 {
      rows[index].cells.sort { ($0.box.left, $0.text.lowerBound) < ($1.box.left, $1.text.lowerBound) }
    }
    return rows
  }

  /// Whether a segment belongs here: it overlaps in height, and does not stand on top of what is here.
  private func takes(_ segment: Segment) -> Bool {
    guard cells[0].box.verticalOverlap(segment.box) > 0.5 else { return false }
    return cells.allSatisfy { cell in
      let common = min(cell.box.right, segment.box.right) - max(cell.box.left, segment.box.left)
      return common <= 0.5 * min(cell.box.width, segment.box.width)
    }
  }
}
