/// Splits text into sentences by rules.
///
/// A sentence ends at `. ! ? …` and what closes after them (quotes, brackets) when white space follows and what
/// follows can begin a sentence; at 。！？ and the full stops of other scripts with or without space; at an empty
/// line; and, if asked for, at every line break. Abbreviations, initials, ordinals and numbers of lists keep their stop.
/// Where a rule must guess, it rather joins than splits: a sentence that is too long still says what it said. Text without
/// stops and empty lines is one sentence, however long.
///
/// The ranges are in order, do not overlap, begin and end with a character that is not white space, and cover every such
/// character of the text.
package struct SentenceSegmenter: Sendable {
  /// Which line breaks end a sentence whatever stands before them.
  package enum LineBreaks: Hashable, Sendable {
    /// None; lines are wrapped arbitrarily.
    case never
    /// Empty lines.
    case emptyLines
    /// Every line break, as in lists, tables, verse and code.
    case always
  }

  package var lineBreaks: LineBreaks

  package init(lineBreaks: LineBreaks = .emptyLines) { self.lineBreaks = lineBreaks }

  /// The sentences of all of `text`, as byte offsets.
  package func sentences(in text: [UInt8]) -> [Range<Int>] { sentences(in: text, 0..<text.count) }

  /// The sentences of a part of `text`, as byte offsets into `text`; a part beyond the text is cut.
  package func sentences(in text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    sentences(in: text.span, range)
  }

  /// The sentences of a part of `text`, as byte offsets into `text`; a part beyond the text is cut.
  ///
  /// - Complexity: O(n) in the length of the part.
  package func sentences(in text: borrowing Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    let end = min(range.upperBound, text.count)
    var sentences: [Range<Int>] = []
    var start = WhiteSpace.skip(in: text, from: min(range.lowerBound, end), to: end)
    var index = start
    // The end of the last character that is not white space.
    var contentEnd = start
    func close(at next: Int) {
      if contentEnd > start { sentences.append(start..<contentEnd) }
      start = next
      index = next
      contentEnd = next
    }
    while index < end {
      let byte = text[index]
      if byte == 0x0A || byte == 0x0D || byte == 0x20 || byte >= 0x80 || byte == 0x09 {
        let space = WhiteSpace.length(in: text, at: index)
        if space > 0 {
          let next = WhiteSpace.skip(in: text, from: index, to: end)
          if endsAtLineBreak(text, index..<next) { close(at: next) } else { index = next }
          continue
        }
      }
      guard byte == 0x2E || byte == 0x21 || byte == 0x3F || byte >= 0xC2 else {
        index += 1
        contentEnd = index
        continue
      }
      let scalar = DecodedScalar(text, at: index)
      let stop = Stop(scalar.value)
      guard stop != .none else {
        index = min(end, index + scalar.length)
        contentEnd = index
        continue
      }
      let tail = StopTail(text, stop: stop, from: index, to: end)
      contentEnd = tail.end
      let next = WhiteSpace.skip(in: text, from: tail.end, to: end)
      let boundary = SentenceBoundary(sentence: start..<index, tail: tail, next: next, end: end)
      if next == end || boundary.isBoundary(in: text) || endsAtLineBreak(text, tail.end..<next) {
        close(at: next)
      } else {
        index = tail.end
      }
    }
    if contentEnd > start { sentences.append(start..<contentEnd) }
    return sentences
  }

  /// True when the white space of `range` has line breaks that end a sentence.
  private func endsAtLineBreak(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    if lineBreaks == .never { return false }
    var breaks = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte == 0x0A || byte == 0x0D {
        breaks += 1
        if byte == 0x0D, index + 1 < range.upperBound, text[index + 1] == 0x0A { index += 1 }
      } else if byte == 0x0C || byte == 0xE2 && DecodedScalar(text, at: index).value == 0x2029 {
        // A form feed and a paragraph separator separate paragraphs.
        breaks += 2
      }
      index += 1
    }
    return breaks >= (lineBreaks == .always ? 1 : 2)
  }
}
