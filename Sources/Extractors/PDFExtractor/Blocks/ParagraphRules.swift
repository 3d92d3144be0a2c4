/// Whether a line goes on with the block before it. Distances are in points.
struct ParagraphRules {
  let scale: TypeScale
  /// Between the tops of two lines of one paragraph in this zone; `nil` when nothing tells.
  let step: Double?
  /// The edges of the zone.
  let left: Double
  let right: Double

  /// Sizes that differ by no more than this part are one.
  static let sizeTolerance = 0.12
  /// More than so many steps part paragraphs.
  private static let parting = 1.3

  init(_ lines: [TextLine], scale: TypeScale) {
    self.scale = scale
    left = lines.map(\.box.left).min() ?? 0
    right = lines.map(\.box.right).max() ?? 0
    let steps = zip(lines, lines.dropFirst()).compactMap { first, second -> Double? in
      guard Self.haveSameSize(first, second) else { return nil }
      let step = second.box.top - first.box.top
      return step > 0.5 * first.size && step < 2.5 * first.size ? step : nil
    }
    // A zone of few lines says little about the distance of lines.
    let own = steps.isEmpty ? nil : steps.sorted()[steps.count / 4]
    let usual = 1.35 * (lines.first?.size ?? 0)
    step = steps.count < 4 ? own.map { min($0, usual) } : own
  }

  static func haveSameSize(_ first: TextLine, _ second: TextLine) -> Bool {
    abs(first.size - second.size) <= sizeTolerance * max(first.size, second.size)
  }

  /// Whether a line reaches the right edge, or the left one where text runs from the right, so that the next word had no
  /// room in it.
  func isFull(_ line: TextLine) -> Bool {
    let slack = max(2.5 * line.size, 0.08 * (right - left))
    return line.isRightToLeft ? line.box.left < left + slack : line.box.right > right - slack
  }

  func continues(_ block: OpenBlock, _ line: TextLine) -> Bool {
    guard let before = block.last, Self.haveSameSize(before, line) else { return false }
    guard line.hasPlace, before.hasPlace else { return line.marker == nil }
    let distance = line.box.top - before.box.top
    guard distance > 0, distance <= Self.parting * (step ?? 1.4 * line.size) else { return false }
    let endsSentence = PDFText.endsSentence(before.bytes)
    if let marker = line.marker, startsItem(marker, line, block, endsSentence: endsSentence) { return false }
    // A bold line that does not reach the edge is a heading over text that is not.
    if before.style.contains(.bold) != line.style.contains(.bold), !isFull(before) || block.lineCount == 1 {
      if !(before.style.contains(.bold) && isFull(before)) { return false }
    }
    let indent = line.isRightToLeft ? before.box.right - line.box.right : line.box.left - before.box.left
    if case .listItem(let markerLeft, let textLeft) = block.role, !line.isRightToLeft {
      // Text under the text goes on; text under the marker does when the line before had no room for it.
      if line.box.left > textLeft - 0.5 * line.size { return true }
      return abs(line.box.left - markerLeft) < line.size && isFull(before) && !(endsSentence && indent < -line.size)
    }
    if !endsSentence { return isFull(before) || indent.magnitude < 1.5 * line.size }
    return indent < 0.8 * line.size && isFull(before)
  }

  /// A number may also begin a line in the middle of a sentence.
  private func startsItem(
    _ marker: ListMarker, _ line: TextLine, _ block: OpenBlock, endsSentence: Bool
  ) -> Bool {
    if marker.isBullet, line.bytes[0] != 0x2A, line.bytes.first != 0xE2 || !isDash(line.bytes) { return true }
    if case .listItem(let markerLeft, _) = block.role, abs(line.box.left - markerLeft) < 0.5 * line.size { return true }
    return endsSentence || !(block.last.map(isFull) ?? false)
  }

  private func isDash(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[1] == 0x80 && [0x93, 0x94].contains(bytes[2])
  }

  /// Whether the first line of a column or page goes on with the last paragraph of the one before.
  static func continuesOver(_ block: OpenBlock, _ line: TextLine, isIndented: Bool) -> Bool {
    guard let before = block.last, haveSameSize(before, line) else { return false }
    guard before.style.contains(.bold) == line.style.contains(.bold) else { return false }
    switch block.role {
    case .paragraph, .listItem, .footnote: break
    default: return false
    }
    if let marker = line.marker, marker.isBullet { return false }
    if PDFText.endsSentence(before.bytes) { return false }
    if PDFText.startsInLowercase(line.bytes) { return true }
    // A line as wide as the one before: not the text below a line across the page.
    let isAsWide = line.box.width < 1.4 * before.box.width && line.box.width > 0.6 * before.box.width
    return block.isFull && isAsWide && !isIndented && line.marker == nil
  }
}
