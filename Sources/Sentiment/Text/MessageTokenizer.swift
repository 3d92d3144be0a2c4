/// Divides a message into words, marks, emoji and emoticons.
///
/// Three or more of a letter become two (`soooo`), `n't` and what follows another apostrophe are words of their own, as
/// in the Penn Treebank; addresses, mentions and masks (`[NAME]`) are left out. `Benchmarks/sentiment/text.py` does the
/// same when the lexicon is fitted.
package struct MessageTokenizer {
  private let text: [UInt32]
  private var index = 0
  private var isAfterWord = false
  private var tokens: [MessageToken] = []

  /// The tokens of `text`, in order. O(n).
  package static func tokens(of text: String) -> [MessageToken] {
    var tokenizer = MessageTokenizer(text)
    while tokenizer.index < tokenizer.text.count { tokenizer.step() }
    return tokenizer.tokens
  }

  private init(_ text: String) {
    self.text = text.unicodeScalars.map { scalar in
      scalar == "\u{2019}" || scalar == "\u{2018}" ? MessageScalar.apostrophe : scalar.value
    }
  }

  private mutating func step() {
    if !isAfterWord {
      if let (sign, length) = ExpressiveSign.emoticon(in: text, at: index) {
        tokens.append(MessageToken(name: sign.feature, isWord: false))
        index += length
        return
      }
      if let end = endOfReference() {
        index = end
        return
      }
    }
    let scalar = text[index]
    if MessageScalar.isWord(scalar) {
      takeWord()
    } else if scalar == MessageScalar.apostrophe, !isAfterWord, isLetter(at: index + 1) {
      takeClitic()
    } else {
      isAfterWord = false
      takeMark(scalar)
    }
  }

  private func isLetter(at index: Int) -> Bool { index < text.count && MessageScalar.isLetter(text[index]) }

  private mutating func takeWord() {
    var end = index
    while end < text.count,
      MessageScalar.isWord(text[end]) || text[end] == MessageScalar.apostrophe && isLetter(at: end + 1)
    { end += 1 }
    let word = text[index..<end]
    let isCapitals =
      word.count > 1 && word.contains(where: MessageScalar.isUppercase)
      && !word.contains(where: MessageScalar.isLowercase)
    let name = Self.folded(word)
    if name.suffix(3).elementsEqual("n't".utf8) {
      let verb = name.elementsEqual("can't".utf8) ? Array("ca".utf8) : Array(name.dropLast(3))
      if !verb.isEmpty { tokens.append(MessageToken(name: verb, isWord: true, isCapitals: isCapitals)) }
      tokens.append(MessageToken(name: Array("n't".utf8), isWord: true, isCapitals: isCapitals))
    } else if let split = name.firstIndex(of: UInt8(ascii: "'")) {
      tokens.append(MessageToken(name: Array(name[..<split]), isWord: true, isCapitals: isCapitals))
      tokens.append(MessageToken(name: Array(name[split...]), isWord: true, isCapitals: isCapitals))
    } else {
      tokens.append(MessageToken(name: name, isWord: true, isCapitals: isCapitals))
    }
    index = end
    isAfterWord = true
  }

  /// Takes a word that begins with an apostrophe: `'s` that stands alone.
  private mutating func takeClitic() {
    var end = index + 1
    while end < text.count, MessageScalar.isWord(text[end]) { end += 1 }
    tokens.append(MessageToken(name: Self.folded(text[index..<end]), isWord: true))
    index = end
    isAfterWord = true
  }

  private mutating func takeMark(_ scalar: UInt32) {
    switch scalar {
    case 0x2E:
      let run = takeRun { $0 == 0x2E }
      tokens.append(MessageToken(name: Array((run.count > 1 ? "..." : ".").utf8), isWord: false))
    case 0x21, 0x3F:
      let run = takeRun { $0 == 0x21 || $0 == 0x3F }
      let isMixed = run.contains(0x21) && run.contains(0x3F)
      tokens.append(
        MessageToken(name: isMixed ? Array("?!".utf8) : run.prefix(2).map(UInt8.init), isWord: false))
    case 0x2C, 0x3B, 0x3A, 0x28, 0x29, 0x22:
      tokens.append(MessageToken(name: [UInt8(scalar)], isWord: false))
      index += 1
    default:
      if let sign = ExpressiveSign.emoji(scalar) { tokens.append(MessageToken(name: sign.feature, isWord: false)) }
      index += 1
    }
  }

  private mutating func takeRun(of isMember: (UInt32) -> Bool) -> ArraySlice<UInt32> {
    let start = index
    while index < text.count, isMember(text[index]) { index += 1 }
    return text[start..<index]
  }

  /// The UTF-8 of a word in lower case, with three or more of a letter in a row cut to two.
  private static func folded(_ word: ArraySlice<UInt32>) -> [UInt8] {
    var kept: [UInt32] = []
    for scalar in word.lazy.map(MessageScalar.lowercase) {
      let isThird = kept.suffix(2).elementsEqual([scalar, scalar]) && MessageScalar.isLowercase(scalar)
      if !isThird { kept.append(scalar) }
    }
    guard kept.contains(where: { $0 >= 0x80 }) else { return kept.map { UInt8($0) } }
    var utf8: [UInt8] = []
    for scalar in kept.compactMap(Unicode.Scalar.init) { utf8.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
    return utf8
  }
}

extension MessageTokenizer {
  /// Where an address, a mention or a mask that begins at `index` ends; `nil` when none does.
  private func endOfReference() -> Int? {
    switch text[index] {
    case 0x5B:
      let end = end(from: index + 1, while: MessageScalar.isUppercase)
      return end > index + 1 && end < text.count && text[end] == 0x5D ? end + 1 : nil
    case 0x40:
      let end = end(from: index + 1) {
        MessageScalar.isUppercase($0) || MessageScalar.isLowercase($0) || 0x30...0x39 ~= $0 || $0 == 0x5F
      }
      return end > index + 1 ? end : nil
    case 0x68, 0x77:
      let isAddress = ["https://", "http://", "www."].contains { prefix in
        text[index...].starts(with: prefix.unicodeScalars.lazy.map(\.value))
      }
      return isAddress ? end(from: index) { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } : nil
    default:
      return nil
    }
  }

  private func end(from start: Int, while isMember: (UInt32) -> Bool) -> Int {
    var end = start
    while end < text.count, isMember(text[end]) { end += 1 }
    return end
  }
}
