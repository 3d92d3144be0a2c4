internal import TextAnalysis

/// A sentence of a text.
struct Sentence: Equatable {
  /// In bytes of the text.
  var range: Range<Int>
  var utf8: ArraySlice<UInt8>
}

/// The sentences of a chunk that can stand alone as a quotation.
///
/// A line of its own is a sentence too, as in lists and tables. What has fewer than four words or more than
/// `maximumBytes` is left out: headings and labels say nothing alone, and what is longer is no sentence.
///
/// - Parameters:
///   - utf8: the text of the chunk.
///   - offset: where the chunk begins in its document.
func quotableSentences(of utf8: [UInt8], offset: Int, maximumBytes: Int = 600) -> [Sentence] {
  SentenceSegmenter(lineBreaks: .emptyLines).sentences(in: utf8).compactMap { range in
    let bytes = utf8[range]
    guard bytes.count <= maximumBytes, wordCount(bytes, atMost: 4) >= 4 else { return nil }
    return Sentence(range: (range.lowerBound + offset)..<(range.upperBound + offset), utf8: bytes)
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
