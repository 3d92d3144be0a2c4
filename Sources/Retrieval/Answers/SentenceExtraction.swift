internal import PassageStore
internal import TextAnalysis

/// A sentence of a text.
struct Sentence: Equatable {
  /// In bytes of the text.
  var range: Range<Int>
  var utf8: ArraySlice<UInt8>
}

/// The sentences of a chunk that can stand alone as a quotation.
///
/// A sentence lies in one block: an item of a list or the row of a table is a sentence of its own. Headings and code are
/// left out, and so is what has fewer than four words or more than `maximumBytes`: labels say nothing alone, and what is
/// longer is no sentence.
///
/// - Parameters:
///   - utf8: the text of the chunk.
///   - offset: where the chunk begins in its document.
///   - blocks: of the document; `nil` or none in a bundle that does not hold them, where empty lines part sentences.
func quotableSentences(
  of utf8: [UInt8], offset: Int, blocks: [BlockRecord]?, maximumBytes: Int = 600
) -> [Sentence] {
  let chunk = offset..<(offset + utf8.count)
  let known = blocks?.isEmpty == true ? nil : blocks
  let parts = known?.filter { $0.role.isQuotable && $0.range.overlaps(chunk) }.map { $0.range.clamped(to: chunk) }
  let segmenter = SentenceSegmenter(lineBreaks: .emptyLines)
  return (parts ?? [chunk]).flatMap { part in
    segmenter.sentences(in: utf8, (part.lowerBound - offset)..<(part.upperBound - offset))
  }.compactMap { range in
    let bytes = utf8[range]
    guard bytes.count <= maximumBytes, wordCount(bytes, atMost: 4) >= 4 else { return nil }
    return Sentence(range: (range.lowerBound + offset)..<(range.upperBound + offset), utf8: bytes)
  }
}

extension BlockRole {
  /// Whether a reader takes the block's sentences for statements.
  fileprivate var isQuotable: Bool {
    switch self {
    case .heading, .tableHeader, .code: false
    case .paragraph, .listItem, .tableRow, .quote, .caption, .footnote, .other: true
    }
  }
}

/// Words that white space separates; in scripts that write without spaces, every six letters count as two words.
private func wordCount(_ utf8: ArraySlice<UInt8>, atMost limit: Int) -> Int {
  var count = 0
  var isInside = false
  var wideLetters = 0
  for byte in utf8 {
    if byte <= 0x20 {
      isInside = false
    } else {
      if !isInside { count += 1 }
      isInside = true
      if byte >= 0xE3 { wideLetters += 1 }
    }
    if count + wideLetters / 3 >= limit { return limit }
  }
  return count + wideLetters / 3
}
