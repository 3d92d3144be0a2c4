/// A run of text that search treats as one thing.
package struct WordSegment: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A word or a number.
    case word
    /// A run of a script that writes no spaces between words; `Analyzer` takes its characters and their pairs.
    case unspaced
  }

  /// UTF-8 byte offsets.
  package var range: Range<Int>
  package var kind: Kind

  package init(range: Range<Int>, kind: Kind) {
    self.range = range
    self.kind = kind
  }
}

/// Finds the words of a text.
///
/// Words are runs of letters, digits and marks (Unicode Standard Annex 29, without its tables), with what search wants
/// different: underscores, hyphens and dots between words separate, so that `pg_stat_activity` and `corpus.yaml` are found
/// by their parts. An apostrophe between letters, a dot between digits, dots between single letters (`U.S.A`) and commas
/// before groups of three digits are inside; `C++` and `C#` keep their signs. Ideographs, kana, Hangul, Thai, Lao,
/// Khmer and Burmese come as runs; there is no dictionary that would divide them.
package enum WordSegmenter {
  /// The words of `text`, in order.
  package static func words(in text: [UInt8]) -> [WordSegment] {
    var words: [WordSegment] = []
    let span = text.span
    var index = 0
    while let word = next(in: span, from: &index) { words.append(word) }
    return words
  }

  /// The first word that begins at or after `index`, which moves behind it; `nil` when there is none.
  @inline(__always)
  static func next(in text: borrowing Span<UInt8>, from index: inout Int) -> WordSegment? {
    while index < text.count {
      let scalar = DecodedScalar(text, at: index)
      switch WordCharacter(scalar.value) {
      case .letter, .digit:
        let start = index
        index = endOfWord(in: text, from: start)
        return WordSegment(range: start..<index, kind: .word)
      case .unspaced:
        let start = index
        index = endOfRun(in: text, from: start)
        return WordSegment(range: start..<index, kind: .unspaced)
      case .separator, .extend, .apostrophe:
        index += scalar.length
      }
    }
    return nil
  }

  private static func endOfRun(in text: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count {
      let scalar = DecodedScalar(text, at: index)
      let character = WordCharacter(scalar.value)
      guard character == .unspaced || character == .extend else { return index }
      index += scalar.length
    }
    return index
  }

  private static func endOfWord(in text: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    // Of the part since the word or its last dot began.
    var letters = 0
    var last = WordCharacter.separator
    var dots = 0
    while index < text.count {
      let byte = text[index]
      let scalar = DecodedScalar(text, at: index)
      let character = WordCharacter(scalar.value)
      switch character {
      case .letter, .digit:
        letters += 1
        last = character
        index += scalar.length
      case .extend:
        index += scalar.length
      case .apostrophe:
        let next = index + scalar.length
        guard last == .letter, isLetter(text, at: next) else { return index }
        letters += 1
        index = next
      case .separator where byte == UInt8(ascii: "."):
        if last == .digit, isDigit(text, at: index + 1) {
          index += 1
        } else if last == .letter, letters == 1, isSingleLetter(text, at: index + 1), dots > 0 || index == start + 1 {
          dots += 1
          letters = 0
          index += 1
        } else {
          return index
        }
      case .separator where byte == UInt8(ascii: ","):
        guard last == .digit, isGroup(text, at: index + 1) else { return index }
        index += 1
      case .separator:
        return letters == 1 && index == start + 1 ? endOfSigns(in: text, from: index) : index
      case .unspaced:
        return index
      }
    }
    return index
  }

  /// Takes the `++` of `C++` and the `#` of `C#`.
  private static func endOfSigns(in text: borrowing Span<UInt8>, from index: Int) -> Int {
    var end = index
    if text[index] == UInt8(ascii: "#") {
      end += 1
    } else if text[index] == UInt8(ascii: "+"), index + 1 < text.count, text[index + 1] == UInt8(ascii: "+") {
      end += 2
    } else {
      return index
    }
    return isLetter(text, at: end) || isDigit(text, at: end) ? index : end
  }

  private static func isLetter(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
    index < text.count && WordCharacter(DecodedScalar(text, at: index).value) == .letter
  }

  private static func isDigit(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
    index < text.count && text[index] >= 0x30 && text[index] <= 0x39
  }

  /// True for one letter with no letter or digit after it.
  private static func isSingleLetter(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
    guard isLetter(text, at: index) else { return false }
    let next = index + DecodedScalar(text, at: index).length
    return !isLetter(text, at: next) && !isDigit(text, at: next)
  }

  /// True for three digits with no digit after them.
  private static func isGroup(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
    isDigit(text, at: index) && isDigit(text, at: index + 1) && isDigit(text, at: index + 2)
      && !isDigit(text, at: index + 3)
  }
}
