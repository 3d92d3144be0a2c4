/// Reads a text once, from left to right: bytes to words, words to pieces.
struct WordPieceEncoder<Sink: TokenSink>: ~Copyable {
  private let trie: WordPieceTrie
  private let options: WordPieceOptions
  private let special: [SpecialTokenText]
  private var word: WordBuffer
  private let characterLimit: Int

  init(trie: WordPieceTrie, options: WordPieceOptions, special: [SpecialTokenText]) {
    self.trie = trie
    self.options = options
    self.special = special
    characterLimit = options.maximumWordLength
    word = WordBuffer(characterLimit: options.maximumWordLength, keepsRanges: Sink.keepsRanges)
  }

  /// Encodes all of `text`.
  ///
  /// - Parameters:
  ///   - actions: the 256 actions of `ByteAction`.
  ///   - units: the units of the trie.
  mutating func encode(
    _ text: borrowing Span<UInt8>, actions: Span<UInt8>, units: RawSpan, into sink: inout Sink
  ) {
    var index = 0
    while index < text.count {
      let action = actions[Int(text[index])]
      if action >= ByteAction.firstLetter {
        index = appendLetters(text, from: index, actions: actions, units, &sink)
        continue
      }
      switch action {
      case ByteAction.skip:
        index += 1
      case ByteAction.space:
        endWord(units, &sink)
        if sink.isFull { return }
        index += 1
      case ByteAction.punctuation:
        appendPunctuation(text[index], at: index, units, &sink)
        index += 1
      case ByteAction.bracket:
        if let (id, length) = specialToken(in: text, at: index) {
          endWord(units, &sink)
          sink.append(id: id, from: index, to: index + length)
          index += length
        } else {
          appendPunctuation(text[index], at: index, units, &sink)
          index += 1
        }
      default:
        let scalar = DecodedScalar(text, at: index)
        append(scalar.value, from: index, to: index + scalar.length, units, &sink)
        index += scalar.length
      }
    }
    endWord(units, &sink)
  }

  /// Adds the run of letters and digits of ASCII at `start`: as a word at once when it is a whole one.
  ///
  /// - Returns: where the run ends.
  @inline(__always)
  private mutating func appendLetters(
    _ text: borrowing Span<UInt8>, from start: Int, actions: Span<UInt8>, _ units: RawSpan, _ sink: inout Sink
  ) -> Int {
    var end = start + 1
    var action = ByteAction.space
    while end < text.count {
      action = actions[Int(text[end])]
      if action < ByteAction.firstLetter { break }
      end += 1
    }
    if end == text.count { action = ByteAction.space }
    let endsWord = action == ByteAction.space || action == ByteAction.punctuation || action == ByteAction.bracket
    if endsWord, word.isEmpty, end - start <= characterLimit {
      trie.match(text, start..<end, actions: actions, in: units, into: &sink)
    } else {
      for index in start..<end { word.append(ascii: actions[Int(text[index])], from: index) }
    }
    return end
  }

  @inline(__always)
  private mutating func endWord(_ units: RawSpan, _ sink: inout Sink) {
    if word.isEmpty { return }
    trie.match(word, in: units, into: &sink)
    word.removeAll()
  }

  @inline(__always)
  private mutating func appendPunctuation(_ byte: UInt8, at index: Int, _ units: RawSpan, _ sink: inout Sink) {
    endWord(units, &sink)
    trie.match(byte, at: index, in: units, into: &sink)
  }

  private func specialToken(in text: borrowing Span<UInt8>, at index: Int) -> (id: Int32, length: Int)? {
    for token in special where token.matches(text, at: index) { return (token.id, token.name.count) }
    return nil
  }
}

// MARK: - Beyond ASCII

extension WordPieceEncoder {
  private mutating func append(_ scalar: UInt32, from start: Int, to end: Int, _ units: RawSpan, _ sink: inout Sink) {
    switch BertCharacterClass.ofNonASCII(scalar) {
    case .removed:
      break
    case .space:
      endWord(units, &sink)
    case .ideograph where options.separatesIdeographs:
      endWord(units, &sink)
      appendNormalised(scalar, from: start, to: end, units, &sink)
      endWord(units, &sink)
    case .ideograph, .word, .punctuation, .mark:
      appendNormalised(scalar, from: start, to: end, units, &sink)
    }
  }

  /// Decomposes where accents are stripped, and adds what remains.
  private mutating func appendNormalised(
    _ scalar: UInt32, from start: Int, to end: Int, _ units: RawSpan, _ sink: inout Sink
  ) {
    guard options.stripAccents, UnicodeData.hasCanonicalDecomposition(scalar) else {
      add(scalar, from: start, to: end, units, &sink)
      return
    }
    let decomposition = CanonicalDecomposition(scalar)
    for index in 0..<decomposition.count { add(decomposition[index], from: start, to: end, units, &sink) }
  }

  /// Adds a scalar that is decomposed already: to the word, or as a word of its own.
  private mutating func add(_ scalar: UInt32, from start: Int, to end: Int, _ units: RawSpan, _ sink: inout Sink) {
    let kind = scalar < 0x80 ? Self.classOfASCII(scalar) : BertCharacterClass.ofNonASCII(scalar)
    switch kind {
    case .mark where options.stripAccents:
      word.extend(to: end)
      if UnicodeData.combiningClass(scalar) == 0 { word.endRun() }
    case .space:
      endWord(units, &sink)
    case .punctuation:
      endWord(units, &sink)
      word.append(scalar: scalar, from: start, to: end, ordered: false)
      endWord(units, &sink)
    case .word, .mark, .ideograph, .removed:
      addToWord(scalar, from: start, to: end)
    }
  }

  private mutating func addToWord(_ scalar: UInt32, from start: Int, to end: Int) {
    let isOrdered = options.stripAccents
    guard options.lowercase else {
      word.append(scalar: scalar, from: start, to: end, ordered: isOrdered)
      return
    }
    if scalar == 0x130 {
      // The one scalar whose lower case is two: i and a dot above.
      word.append(scalar: 0x69, from: start, to: end, ordered: false)
      word.append(scalar: 0x307, from: start, to: end, ordered: false)
      return
    }
    word.append(scalar: UnicodeData.lowercase(scalar), from: start, to: end, ordered: isOrdered)
  }

  private static func classOfASCII(_ scalar: UInt32) -> BertCharacterClass {
    switch scalar {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: .word
    case 0x20: .space
    case 0x00...0x1F, 0x7F: .removed
    default: .punctuation
    }
  }
}

/// A special token as text spells it.
struct SpecialTokenText: Sendable {
  var name: [UInt8]
  var id: Int32

  func matches(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
    guard text.count - index >= name.count else { return false }
    for offset in name.indices where name[offset] != text[index + offset] { return false }
    return true
  }
}
