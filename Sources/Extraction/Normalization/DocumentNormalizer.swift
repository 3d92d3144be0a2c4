internal import Common

/// Turns what extractors return into the one text that the rest of the compiler works on.
package enum DocumentNormalizer {
  /// Cleans and joins the blocks of `raw`.
  ///
  /// Between two items of a list and between two rows of a table stands "\n", between any other two blocks "\n\n". Blocks
  /// without visible text are left out. A document without a title takes its first heading of the outermost level.
  ///
  /// - Throws: `ExtractionFailure.noText` when no block has visible text.
  /// - Complexity: linear in the size of `raw`.
  package static func normalize(
    _ raw: RawDocument, format: DocumentFormat
  ) throws(ExtractionFailure) -> ExtractedDocument {
    var text: [UInt8] = []
    text.reserveCapacity(raw.blocks.reduce(0) { $0 + $1.text.utf8.count + 2 })
    var blocks: [DocumentBlock] = []
    blocks.reserveCapacity(raw.blocks.count)
    for block in raw.blocks {
      var places = block.regions.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
      let layout: TextCleaner.Layout = block.kind.keepsLayout ? .preserved : .flowing
      let cleaned = TextCleaner.clean(block.text, layout: layout, following: &places)
      if cleaned.isEmpty { continue }
      if let previous = blocks.last { text.append(contentsOf: separator(between: previous.kind, and: block.kind)) }
      let start = text.count
      text.append(contentsOf: cleaned)
      let regions = block.regions.indices.compactMap { index -> TextRegion? in
        let range = (start + places[2 * index])..<(start + places[2 * index + 1])
        return range.isEmpty ? nil : TextRegion(range, block.regions[index].rectangle)
      }
      blocks.append(
        DocumentBlock(block.kind, start..<text.count, pages: block.pages, anchor: block.anchor, regions: regions))
    }
    guard !blocks.isEmpty else {
      throw .noText(detail: raw.pageCount.map { "\($0) pages without any" } ?? "nothing visible is in it")
    }
    return ExtractedDocument(
      format: format, title: nonEmpty(raw.title) ?? titleFromHeadings(blocks, text),
      language: nonEmpty(raw.language), metadata: metadata(raw.metadata), tags: tags(raw.tags),
      outline: outline(raw.outline), pageCount: raw.pageCount, text: text, blocks: blocks)
  }

  static func separator(between first: BlockKind, and second: BlockKind) -> [UInt8] {
    switch (first, second) {
    case (.listItem, .listItem), (.tableHeader, .tableRow), (.tableRow, .tableRow): [0x0A]
    default: [0x0A, 0x0A]
    }
  }

  private static func titleFromHeadings(_ blocks: [DocumentBlock], _ text: [UInt8]) -> String? {
    var best: (level: Int, range: Range<Int>)?
    for block in blocks {
      if case .heading(let level) = block.kind, level < best?.level ?? .max { best = (level, block.range) }
    }
    return best.map { String(decoding: text[$0.range], as: UTF8.self) }
  }

  private static func nonEmpty(_ text: String?) -> String? {
    guard let line = text.map(TextCleaner.cleanLine), !line.isEmpty else { return nil }
    return line
  }

  private static func metadata(_ entries: [MetadataEntry]) -> [MetadataEntry] {
    var result: [MetadataEntry] = []
    for entry in entries.compactMap(cleaned).sorted() where entry != result.last { result.append(entry) }
    return result
  }

  private static func cleaned(_ entry: MetadataEntry) -> MetadataEntry? {
    guard let key = nonEmpty(entry.key), let value = nonEmpty(entry.value) else { return nil }
    return MetadataEntry(key, value)
  }

  private static func tags(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.compactMap(nonEmpty).filter { seen.insert($0).inserted }
  }

  private static func outline(_ entries: [OutlineEntry]) -> [OutlineEntry] {
    entries.compactMap { entry in
      nonEmpty(entry.title).map { OutlineEntry(level: entry.level, title: $0, page: entry.page) }
    }
  }
}
