/// Decides whether a sentence ends at a stop that stands between text and text.
struct SentenceBoundary {
  /// From the start of the sentence to the stop.
  let sentence: Range<Int>
  let tail: StopTail
  /// Where the text goes on after the stop and white space.
  let next: Int
  /// Where the text ends.
  let end: Int

  func isBoundary(in text: borrowing Span<UInt8>) -> Bool {
    if tail.stop == .unspaced { return true }
    // Without space after it a stop is part of something: 3.14, example.org, a.m.
    guard next > tail.end else { return false }
    let first = DecodedScalar(text, at: next).value
    if Stop(first) != .none { return false }
    if UnicodeData.isLowercase(first) { return false }
    // ", said he" and "; then" go on, as do ) and ].
    if first < 0x80, ",;:)]}".utf8.contains(UInt8(first)) { return false }
    guard tail.isSinglePeriod else { return true }
    return isBoundaryAfterPeriod(in: text)
  }

  private func isBoundaryAfterPeriod(in text: borrowing Span<UInt8>) -> Bool {
    let word = wordBeforeStop(in: text)
    if word.isEmpty { return true }
    let following = NextWord(text, from: next, to: end)
    if word.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { return isBoundary(afterNumber: word, following) }
    switch Abbreviations.kind(of: word) {
    case .bindsAlways:
      return false
    case .bindsNumber:
      return !(following.beginsWithDigit || following.beginsWithBracket || following.isSingleLetter)
    case .mayEnd:
      return following.isCommonStart
    case nil:
      break
    }
    if isInitial(word) || isLetter(word) && following.isInitial { return false }
    if word.contains(0x2E) {
      // "U.S.", "p.m.", "z.B.": an end only before a word that begins sentences.
      return following.isCommonStart
    }
    return true
  }

  /// The characters before the stop, back to white space or an opening bracket or quote; at most 24 bytes of them.
  private func wordBeforeStop(in text: borrowing Span<UInt8>) -> [UInt8] {
    var start = sentence.upperBound
    while start > sentence.lowerBound, sentence.upperBound - start < 24 {
      let byte = text[start - 1]
      if byte <= 0x20 || "([{\"'*_`/-".utf8.contains(byte) { break }
      start -= 1
    }
    // A no-break space or an opening quote of two or three bytes also begins a word.
    var word: [UInt8] = []
    var index = start
    while index < sentence.upperBound {
      let scalar = DecodedScalar(text, at: index)
      let isOpening = [0xAB, 0x2018, 0x201C, 0x201E, 0x201A, 0x2039, 0x2014, 0x2013].contains(scalar.value)
      if isOpening || WhiteSpace.length(in: text, at: index) > 0 {
        word.removeAll()
      } else {
        for offset in 0..<scalar.length where index + offset < sentence.upperBound {
          word.append(text[index + offset])
        }
      }
      index += scalar.length
    }
    return word
  }

  /// True for one letter of ASCII, as in "z. B.".
  private func isLetter(_ word: [UInt8]) -> Bool { word.count == 1 && word[0] | 0x20 >= 0x61 && word[0] | 0x20 <= 0x7A }

  /// "1. Item" is one sentence, "in 2010. Then" is two, "am 3. Oktober" is one.
  private func isBoundary(afterNumber word: [UInt8], _ following: NextWord) -> Bool {
    if sentence.count == word.count, word.count <= 3 { return false }
    return !(word.count <= 2 && following.isMonth)
  }

  /// True for a single capital letter, as in "J. Smith"; "I" is a pronoun.
  private func isInitial(_ word: [UInt8]) -> Bool {
    let scalars = String(decoding: word, as: UTF8.self).unicodeScalars
    guard let letter = scalars.first, scalars.count == 1, letter != "I" else { return false }
    return UnicodeData.isUppercase(letter.value)
  }
}

/// The word after a stop and white space.
struct NextWord {
  let beginsWithDigit: Bool
  let beginsWithBracket: Bool
  /// True for one letter that is not the pronoun "I".
  let isSingleLetter: Bool
  /// True for one letter and a stop.
  let isInitial: Bool
  /// The word without quotes before it, at most 16 bytes.
  private let word: [UInt8]

  init(_ text: borrowing Span<UInt8>, from start: Int, to end: Int) {
    var index = start
    beginsWithBracket = text[start] == UInt8(ascii: "(") || text[start] == UInt8(ascii: "[")
    while index < end {
      let scalar = DecodedScalar(text, at: index)
      let isQuote =
        [0x22, 0x27, 0x28, 0x5B, 0x2A, 0x5F].contains(scalar.value)
        || [0xAB, 0x2018, 0x201C, 0x201E].contains(scalar.value)
      if !isQuote { break }
      index += scalar.length
    }
    var word: [UInt8] = []
    while index < end, word.count < 16 {
      let byte = text[index]
      let isLetter = byte >= 0x80 || byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
      guard isLetter else { break }
      word.append(byte)
      index += 1
    }
    beginsWithDigit = word.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
    isSingleLetter = word.count == 1 && word[0] != UInt8(ascii: "I")
    isInitial = word.count == 1 && index < end && text[index] == 0x2E
    self.word = word
  }

  /// True for a word that often begins a sentence and seldom follows an abbreviation.
  var isCommonStart: Bool { Abbreviations.commonStarts.contains(String(decoding: word, as: UTF8.self)) }

  var isMonth: Bool { Abbreviations.months.contains(String(decoding: word, as: UTF8.self).lowercased()) }
}
