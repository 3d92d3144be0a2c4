internal import Extraction

/// Finds the sections of a document: runs of blocks under one heading path.
struct SectionReader {
  private let document: ExtractedDocument
  /// Headings of more scalars, alone or in a row, count as text.
  private let headingLimit: Int
  private var path: [(level: Int, block: Int)] = []
  private var pending: Range<Int>?
  private(set) var sections: [Section] = []

  init(_ document: ExtractedDocument, headingLimit: Int) {
    self.document = document
    self.headingLimit = headingLimit
    var isOpen = false
    for (index, block) in document.blocks.enumerated() {
      if case .heading(let level) = block.kind {
        isOpen = false
        addHeading(level, index)
      } else if isOpen {
        sections[sections.count - 1].blocks = sections[sections.count - 1].blocks.lowerBound..<(index + 1)
      } else {
        isOpen = true
        open(index)
      }
    }
    // Headings at the end, with no text behind them.
    closeHeadings()
  }

  private mutating func addHeading(_ level: Int, _ index: Int) {
    while let last = path.last, last.level >= level { path.removeLast() }
    path.append((level, index))
    pending = (pending?.lowerBound ?? index)..<(index + 1)
    if let pending, UTF8Text.scalars(document.text, bytes(pending)) > headingLimit { closeHeadings() }
  }

  /// Makes the pending headings a section of their own.
  private mutating func closeHeadings() {
    guard let pending else { return }
    sections.append(Section(headings: headings, blocks: pending))
    self.pending = nil
  }

  private mutating func open(_ index: Int) {
    var section = Section(headings: headings, blocks: index..<(index + 1))
    if let pending {
      section.lead = bytes(pending)
      section.isLeadOnPath = pending.allSatisfy { block in path.contains { $0.block == block } }
    }
    pending = nil
    sections.append(section)
  }

  private var headings: [String] {
    path.map { Self.shortened(document.text(of: document.blocks[$0.block])) }
  }

  private func bytes(_ blocks: Range<Int>) -> Range<Int> {
    document.blocks[blocks.lowerBound].range.lowerBound..<document.blocks[blocks.upperBound - 1].range.upperBound
  }

  /// At most 300 scalars: a paragraph that is set as a heading must not be copied into every chunk below it.
  private static func shortened(_ heading: String) -> String {
    guard heading.utf8.count > 300, heading.unicodeScalars.count > 300 else { return heading }
    return String(String.UnicodeScalarView(heading.unicodeScalars.prefix(299))) + "…"
  }
}
