/// Decides what becomes of a hyphen at the end of a line: dropped, where it parts a word, or kept, as in "well-known".
///
/// The document is its own dictionary: a word that it also writes in one piece is joined, one that it also writes with a
/// hyphen inside a line keeps it. Without such a witness the hyphen goes, but behind prefixes that English joins with one.
/// Words are compared by a 64-bit FNV-1a hash of their bytes, ASCII letters in lower case.
struct Hyphenation {
  private var words: Set<UInt64> = []

  private static let hyphenatedPrefixes: Set<String> = [
    "all", "cross", "ex", "half", "high", "long", "low", "non", "quasi", "self", "semi", "short", "so", "well",
  ]

  /// Reads the words of all pages, if a line of them ends in a hyphen.
  init(_ pages: [PageText]) {
    let isNeeded = pages.contains { page in
      page.segments.contains { Self.hyphen(atEndOf: page.text($0)) != nil }
    }
    guard isNeeded else { return }
    for page in pages {
      for segment in page.segments {
        let text = page.text(segment)
        var start = text.startIndex
        for index in text.indices where text[index] == 0x20 {
          insert(text[start..<index])
          start = index + 1
        }
        // The piece of a word at the end of a line is no word.
        if Self.hyphen(atEndOf: text) == nil { insert(text[start...]) }
      }
    }
  }

  private mutating func insert(_ word: ArraySlice<UInt8>) {
    let letters = Self.word(word)
    if letters.count > 3 { words.insert(Self.hash(letters, [])) }
  }

  /// Whether the hyphen between `first`, a line that ends in one, and `second` is dropped.
  ///
  /// - Returns: bytes to take from the end of `first`, or `nil` where a space comes between the lines.
  func join(_ first: [UInt8], _ second: ArraySlice<UInt8>) -> Int? {
    guard let hyphen = Self.hyphen(atEndOf: first[...]) else { return nil }
    // A soft hyphen says itself that it parts a word.
    if hyphen.scalar == 0xAD { return hyphen.length }
    guard PDFText.startsInLowercase(second) else { return 0 }
    let start = first.lastIndex(of: 0x20).map { $0 + 1 } ?? 0
    let head = Self.word(first[start..<(first.count - hyphen.length)])
    let tail = Self.word(second[..<(second.firstIndex(of: 0x20) ?? second.endIndex)])
    if words.contains(Self.hash(head, tail)) { return hyphen.length }
    if words.contains(Self.hash(head, [0x2D] + tail)) { return 0 }
    if head.contains(0x2D) || Self.hyphenatedPrefixes.contains(PDFText.string(head).lowercased()) { return 0 }
    return hyphen.length
  }

  /// A hyphen behind a letter at the end of a line.
  private static func hyphen(atEndOf bytes: ArraySlice<UInt8>) -> (scalar: UInt32, length: Int)? {
    guard let last = bytes.last else { return nil }
    var hyphen: (scalar: UInt32, length: Int)?
    if last == 0x2D { hyphen = (0x2D, 1) }
    if last == 0xAD, bytes.dropLast().last == 0xC2 { hyphen = (0xAD, 2) }
    if last == 0x90, bytes.suffix(3).elementsEqual([0xE2, 0x80, 0x90]) { hyphen = (0x2010, 3) }
    guard let hyphen, let before = PDFText.lastScalar(bytes.dropLast(hyphen.length)),
      before.properties.isAlphabetic
    else { return nil }
    return hyphen
  }

  /// Without signs at either end.
  private static func word(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isSign(_ byte: UInt8) -> Bool {
      byte < 0x80 && !(0x30...0x39).contains(byte) && !(0x61...0x7A).contains(byte | 0x20)
    }
    var word = bytes
    while let first = word.first, isSign(first) { word.removeFirst() }
    while let last = word.last, isSign(last) { word.removeLast() }
    return word
  }

  private static func hash(_ first: some Sequence<UInt8>, _ second: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) {
      hash = (hash ^ UInt64((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }
    for byte in first { add(byte) }
    for byte in second { add(byte) }
    return hash
  }
}
