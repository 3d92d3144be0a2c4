internal import Common
internal import Extraction

/// One document on its way into chunks.
struct ChunkText {
  let document: ExtractedDocument
  let sections: [Section]
  let chunker: Chunker
  /// One for each section.
  private let prefixes: [ChunkPrefix]
  /// For each block the last block up to it that has an anchor.
  private let anchors: [Int?]

  init(document: ExtractedDocument, sections: [Section], chunker: Chunker) {
    self.document = document
    self.sections = sections
    self.chunker = chunker
    prefixes = sections.map { chunker.prefix(title: document.title, headings: $0.headings) }
    var anchors: [Int?] = []
    for (index, block) in document.blocks.enumerated() {
      anchors.append(block.anchor == nil ? anchors.last ?? nil : index)
    }
    self.anchors = anchors
  }

  private var plan: ChunkingPlan { chunker.plan }

  private func budget(_ section: Int) -> Int { chunker.budget(prefixes[section]) }

  // MARK: Units

  /// The units of some blocks.
  ///
  /// - Parameters:
  ///   - reserved: tokens that stand before the first unit.
  ///   - wholeBlocks: whether short blocks stay whole; else every sentence is a unit.
  private func units(_ blocks: Range<Int>, section: Int, reserved: Int = 0, wholeBlocks: Bool) -> [TextUnit] {
    let splitter = UnitSplitter(text: document.text, size: plan.size, tokenCount: chunker.tokenCount)
    let budget = max(1, budget(section) - reserved)
    var units: [TextUnit] = []
    for index in blocks {
      let block = document.blocks[index]
      let keepsLines = block.kind == .code
      let isProse = block.kind == .paragraph || block.kind == .quote || block.kind == .footnote
      let pieces =
        isProse || !wholeBlocks
        ? splitter.sentences(block.range, keepsLines: keepsLines, budget: budget)
        : splitter.block(block.range, keepsLines: keepsLines, budget: budget)
      let leadsOn = if case .heading = block.kind { true } else { block.kind == .tableHeader }
      for (number, piece) in pieces.enumerated() {
        let gapStart = units.last?.range.upperBound ?? piece.range.lowerBound
        units.append(
          TextUnit(
            range: piece.range, gap: UTF8Text.scalars(document.text, gapStart..<piece.range.lowerBound),
            scalars: UTF8Text.scalars(document.text, piece.range), tokens: piece.tokens,
            endsBlock: number == pieces.count - 1 && !leadsOn, leadsOn: leadsOn, section: section))
      }
    }
    return units
  }

  // MARK: Strategies

  /// Chunks of whole blocks and sentences that never cross a heading.
  func structured() -> [Chunk] {
    var chunks: [Chunk] = []
    for index in sections.indices {
      append(structured(index), section: index, to: &chunks)
    }
    return numbered(chunks)
  }

  private func structured(_ index: Int) -> [Chunk] {
    var section = sections[index]
    var lead = (scalars: 0, tokens: 0)
    if let range = section.lead {
      let isShown = !plan.prefix.showsHeadings || !section.isLeadOnPath
      let tokens = isShown ? chunker.tokenCount(Array(document.text[range])) : 0
      if tokens > budget(index) / 2 {
        // Headings that would fill the input are text like any other.
        section.blocks = firstBlock(at: range.lowerBound)..<section.blocks.upperBound
        section.lead = nil
      } else {
        let start = document.blocks[section.blocks.lowerBound].range.lowerBound
        lead = (UTF8Text.scalars(document.text, range.lowerBound..<start), tokens)
      }
    }
    let units = units(section.blocks, section: index, reserved: lead.tokens, wholeBlocks: true)
    func chunk(_ pack: UnitPacker.Pack) -> Chunk {
      let body = units[pack.units.lowerBound].range.lowerBound
      let start = pack.units.lowerBound == 0 ? section.lead?.lowerBound ?? body : body
      let end = units[pack.units.upperBound - 1].range.upperBound
      return self.chunk(start..<end, bodyStart: section.isLeadOnPath ? body : start, section: index)
    }
    let packer = UnitPacker(
      units: units, size: plan.size, overlap: plan.overlap, budget: budget, lead: lead,
      fits: { fits(chunk($0), section: index) })
    return packer.packs().map(chunk)
  }

  /// Adds the chunks of a section; headings at the end of the document join the chunk before where they fit.
  private func append(_ new: [Chunk], section: Int, to chunks: inout [Chunk]) {
    let isHeadings = sections[section].blocks.allSatisfy {
      if case .heading = document.blocks[$0].kind { true } else { false }
    }
    guard isHeadings, section == sections.count - 1, new.count == 1, let last = chunks.last, section > 0 else {
      chunks += new
      return
    }
    let joined = chunk(last.range.lowerBound..<new[0].range.upperBound, bodyStart: last.bodyStart, section: section - 1)
    let scalars = UTF8Text.scalars(document.text, joined.range)
    if scalars <= plan.size + plan.size / 4, fits(joined, section: section - 1) {
      chunks[chunks.count - 1] = joined
    } else {
      chunks += new
    }
  }

  /// Chunks of whole sentences, whatever the structure.
  func packedSentences() -> [Chunk] {
    var units: [TextUnit] = []
    for index in sections.indices {
      let section = sections[index]
      let start = section.lead.map { firstBlock(at: $0.lowerBound) } ?? section.blocks.lowerBound
      var new = self.units(start..<section.blocks.upperBound, section: index, wholeBlocks: false)
      if let last = units.last, !new.isEmpty {
        new[0].gap = UTF8Text.scalars(document.text, last.range.upperBound..<new[0].range.lowerBound)
      }
      units += new
    }
    func chunk(_ pack: UnitPacker.Pack) -> Chunk {
      let start = units[pack.units.lowerBound].range.lowerBound
      let end = units[pack.units.upperBound - 1].range.upperBound
      return self.chunk(start..<end, bodyStart: start, section: units[pack.firstNew].section)
    }
    let packer = UnitPacker(
      units: units, size: plan.size, overlap: plan.overlap, budget: budget,
      fits: { fits(chunk($0), section: units[$0.firstNew].section) })
    return numbered(packer.packs().map(chunk))
  }

  /// Windows of `size` characters, shorter only where the encoder's limit asks for it.
  func windows() -> [Chunk] {
    let text = document.text
    let starts = sections.map { $0.lead?.lowerBound ?? document.blocks[$0.blocks.lowerBound].range.lowerBound }
    var section = 0
    var chunks: [Chunk] = []
    var rest = UTF8Text.trimmed(text, 0..<text.count)
    while !rest.isEmpty {
      while section + 1 < starts.count, starts[section + 1] <= rest.lowerBound { section += 1 }
      let window = window(rest, section: section)
      chunks.append(window)
      if window.range.upperBound >= rest.upperBound { break }
      // No more than half is repeated, so that windows that had to shrink still move on.
      let half = UTF8Text.scalars(text, window.range) / 2
      let back = UTF8Text.retreat(
        text, window.range.upperBound, by: min(plan.overlap, half), limit: window.range.lowerBound)
      let next = UTF8Text.characterBoundary(text, from: window.range.lowerBound, atMost: back, limit: rest.upperBound)
      let start = next > window.range.lowerBound ? next : window.range.upperBound
      rest = UTF8Text.trimmed(text, start..<rest.upperBound)
    }
    return numbered(chunks)
  }

  private func window(_ rest: Range<Int>, section: Int) -> Chunk {
    let text = document.text
    var count = plan.size
    while true {
      let end = UTF8Text.advance(text, rest.lowerBound, by: count, limit: rest.upperBound)
      var cut = UTF8Text.characterBoundary(text, from: rest.lowerBound, atMost: end, limit: rest.upperBound)
      if cut <= rest.lowerBound { cut = max(end, rest.lowerBound + 1) }
      let range = UTF8Text.trimmed(text, rest.lowerBound..<cut)
      let chunk = chunk(range, bodyStart: range.lowerBound, section: section)
      let input = chunker.input(prefixes[section], range, bodyStart: range.lowerBound, text)
      let tokens = chunker.tokenCount(input) - prefixes[section].tokens
      if tokens <= budget(section) || count == 1 { return chunk }
      count = max(1, min(count - 1, UTF8Text.scalars(text, range) * budget(section) / tokens))
    }
  }

  // MARK: Chunks

  private func fits(_ chunk: Chunk, section: Int) -> Bool {
    chunker.fits(chunker.input(prefixes[section], chunk.range, bodyStart: chunk.bodyStart, document.text))
  }

  private func chunk(_ range: Range<Int>, bodyStart: Int, section: Int) -> Chunk {
    Chunk(ordinal: 0, range: range, bodyStart: bodyStart, headings: sections[section].headings)
  }

  /// Fills in what follows from the ranges.
  private func numbered(_ chunks: [Chunk]) -> [Chunk] {
    chunks.enumerated().map { ordinal, chunk in
      var chunk = chunk
      chunk.ordinal = ordinal
      let first = firstBlock(at: chunk.range.lowerBound)
      chunk.anchor = anchors[first].flatMap { document.blocks[$0].anchor }
      var index = first
      while index < document.blocks.count, document.blocks[index].range.lowerBound < chunk.range.upperBound {
        let block = document.blocks[index]
        let regions = block.regions.regions(in: chunk.range)
        chunk.regions += regions
        // A part of a block need not be on all of its pages.
        if let pages = regions.pages ?? block.pages {
          let known = chunk.pages ?? pages
          chunk.pages = min(known.lowerBound, pages.lowerBound)...max(known.upperBound, pages.upperBound)
        }
        index += 1
      }
      return chunk
    }
  }

  /// The block that holds a position of the text, or the first one for a position before it.
  private func firstBlock(at position: Int) -> Int {
    var low = 0
    var high = document.blocks.count
    // The last block that starts at or before the position.
    while high - low > 1 {
      let middle = (low + high) / 2
      if document.blocks[middle].range.lowerBound <= position { low = middle } else { high = middle }
    }
    return low
  }
}
