internal import TextAnalysis

/// Cuts the blocks of a document into units that fit into a chunk.
struct UnitSplitter {
  let text: [UInt8]
  /// Unicode scalars of a unit at most.
  let size: Int
  let tokenCount: ([UInt8]) -> Int

  /// The pieces of `range` with their tokens, none above `size` scalars and `budget` tokens: sentences where they fit,
  /// else parts of sentences.
  func sentences(_ range: Range<Int>, keepsLines: Bool, budget: Int) -> [(range: Range<Int>, tokens: Int)] {
    let segmenter = SentenceSegmenter(lineBreaks: keepsLines ? .always : .emptyLines)
    return segmenter.sentences(in: text, range).flatMap { pieces($0, budget: budget) }
  }

  /// `range` whole where it fits, else sentences and parts of sentences.
  func block(_ range: Range<Int>, keepsLines: Bool, budget: Int) -> [(range: Range<Int>, tokens: Int)] {
    if range.count <= 4 * size, UTF8Text.scalars(text, range) <= size {
      let tokens = tokenCount(Array(text[range]))
      if tokens <= budget { return [(range, tokens)] }
    }
    return sentences(range, keepsLines: keepsLines, budget: budget)
  }

  /// Parts of `range` that fit, cut at the best places; white space at the cuts belongs to no part.
  func pieces(_ range: Range<Int>, budget: Int) -> [(range: Range<Int>, tokens: Int)] {
    var pieces: [(range: Range<Int>, tokens: Int)] = []
    var rest = UTF8Text.trimmed(text, range)
    while !rest.isEmpty {
      let piece = first(of: rest, budget: budget)
      pieces.append(piece)
      rest = UTF8Text.trimmed(text, piece.range.upperBound..<rest.upperBound)
    }
    return pieces
  }

  private func first(of rest: Range<Int>, budget: Int) -> (range: Range<Int>, tokens: Int) {
    var count = size
    while true {
      let end = UTF8Text.advance(text, rest.lowerBound, by: count, limit: rest.upperBound)
      let cut = end == rest.upperBound ? end : bestCut(rest.lowerBound, atMost: end, limit: rest.upperBound)
      let piece = UTF8Text.trimmed(text, rest.lowerBound..<cut)
      let tokens = tokenCount(Array(text[piece]))
      let scalars = UTF8Text.scalars(text, piece)
      if tokens <= budget || scalars <= 1 { return (piece, tokens) }
      // In proportion, a little less; always less than before.
      count = max(1, min(scalars - 1, scalars * budget / tokens))
    }
  }

  /// How good a place is for a cut, by the byte before it.
  private static func rank(_ byte: UInt8, next: UInt8) -> Int {
    switch byte {
    case 0x0A: 5
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): UTF8Text.isSpace(next) ? 4 : 0
    case UInt8(ascii: ";"), UInt8(ascii: "|"): UTF8Text.isSpace(next) ? 3 : 0
    case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ")"): UTF8Text.isSpace(next) ? 2 : 0
    case 0x20, 0x09: 1
    default: 0
    }
  }

  /// The best place in the second half of a piece: behind a line, a sentence, a clause, a word, a character.
  private func bestCut(_ start: Int, atMost end: Int, limit: Int) -> Int {
    let middle = start + (end - start) / 2
    var best = (rank: 0, cut: end)
    var index = end
    while index > middle {
      let rank = Self.rank(text[index - 1], next: index < limit ? text[index] : 0x20)
      if rank > best.rank { best = (rank, index) }
      index -= 1
    }
    if best.rank > 0 { return best.cut }
    // A long word is followed to its start before it is cut.
    while index > start {
      if UTF8Text.isSpace(text[index - 1]) { return index }
      index -= 1
    }
    let cut = UTF8Text.characterBoundary(text, from: start, atMost: end, limit: limit)
    return cut > start ? cut : UTF8Text.advance(text, start, by: 1, limit: limit)
  }
}
