/// A piece of text that stays whole: a sentence, a row, a short block, or a part of one that would be too long.
struct TextUnit {
  /// UTF-8 bytes of the document's text.
  var range: Range<Int>
  /// Unicode scalars between the unit before and this one.
  var gap: Int
  /// Unicode scalars in `range`.
  var scalars: Int
  var tokens: Int
  /// Whether a block ends with this unit: a good place to end a chunk.
  var endsBlock: Bool
  /// Whether it makes sense with what follows only: a heading, the names of a table's columns.
  var leadsOn: Bool
  /// The heading path: an index into the sections of the document.
  var section: Int
}

/// The headings above a run of blocks.
struct Section {
  var headings: [String]
  /// The blocks of the run; none in a section of headings without text.
  var blocks: Range<Int>
  /// The headings that stand right above the text, as bytes of the document's text.
  var lead: Range<Int>?
  /// Whether all headings of the lead are part of `headings`.
  var isLeadOnPath = true
}

/// Positions in UTF-8 text.
enum UTF8Text {
  /// Unicode scalars in a range of valid UTF-8.
  static func scalars(_ text: [UInt8], _ range: Range<Int>) -> Int {
    var count = 0
    for index in range where text[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The position `count` scalars behind `start`, at most `end`.
  static func advance(_ text: [UInt8], _ start: Int, by count: Int, limit end: Int) -> Int {
    var index = start
    var left = count
    while index < end {
      if text[index] & 0xC0 != 0x80 {
        if left == 0 { return index }
        left -= 1
      }
      index += 1
    }
    return end
  }

  /// The position `count` scalars before `end`, at least `start`.
  static func retreat(_ text: [UInt8], _ end: Int, by count: Int, limit start: Int) -> Int {
    var index = end
    var left = count
    while index > start, left > 0 {
      index -= 1
      if text[index] & 0xC0 != 0x80 { left -= 1 }
    }
    return index
  }

  /// Whether the ASCII byte is a space, tab or line break; text after normalisation has no other white space between
  /// words.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// `range` without white space at its ends.
  static func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(text[start]) { start += 1 }
    while end > start, isSpace(text[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The last boundary between user-perceived characters at or before `cut` and behind `start`; `cut` itself when there
  /// is none, moved back to the start of a scalar.
  static func characterBoundary(_ text: [UInt8], from start: Int, atMost cut: Int, limit end: Int) -> Int {
    var cut = cut
    while cut > start, cut < end, text[cut] & 0xC0 == 0x80 { cut -= 1 }
    if cut >= end || cut <= start { return cut }
    // The breaks depend on what follows, so the window reaches a little past the cut.
    let windowEnd = advance(text, cut, by: 16, limit: end)
    var position = start
    for character in String(decoding: text[start..<windowEnd], as: UTF8.self) {
      let next = position + character.utf8.count
      if next > cut { return position > start ? position : cut }
      position = next
    }
    return cut
  }
}
