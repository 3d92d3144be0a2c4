/// Text in whatever charset, as UTF-8, and how it got there.
package struct DecodedText: Equatable, Sendable {
  /// Valid UTF-8, without a byte order mark.
  package var text: String
  /// The charset it was read as: "UTF-8", "UTF-16LE", "WINDOWS-1252".
  package var charset: String
  /// Whether the charset is a guess from the bytes.
  package var isGuessed: Bool
  /// Places that could not be read, each of which is one U+FFFD in the text.
  package var replacements: Int

  /// Reads `bytes`: by byte order mark; as UTF-8 when that is what they are; as UTF-16 or UTF-32 when their zeros say so;
  /// as UTF-8 with mistakes when most of it is; else by a guess.
  ///
  /// - Returns: `nil` when the bytes are no text: there are zeros in them that no charset explains.
  /// - Complexity: linear.
  package init?(decoding bytes: [UInt8]) {
    if let marked = Self.marked(bytes) {
      self = marked
      return
    }
    if !bytes.contains(0) {
      if !Self.hasEscapes(bytes), let text = String(validating: bytes, as: UTF8.self) {
        self.init(text: text, charset: "UTF-8", isGuessed: false, replacements: 0)
        return
      }
      self = Self.guessed(bytes)
      return
    }
    guard let charset = WideText.charset(of: bytes), let wide = Self.wide(bytes[...], charset, isGuessed: true),
      wide.replacements * 100 <= bytes.count
    else { return nil }
    self = wide
  }

  /// Text that was sent with the name of its charset, as UTF-8; `nil` when the bytes speak for themselves (a byte order
  /// mark, or valid UTF-8) or the name is none that the web knows (https://encoding.spec.whatwg.org, §4.2).
  package static func utf8(_ bytes: [UInt8], declaredAs charset: String) -> [UInt8]? {
    guard marked(bytes) == nil,
      hasEscapes(bytes) || bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil,
      let name = CharsetConverter.webCharset(charset)
    else { return nil }
    return CharsetConverter.convert(bytes[...], from: name)?.text
  }

  /// Reads `bytes` as what somebody says they are in: the charset of a message's part, of an RTF file's font.
  ///
  /// A byte order mark wins over `charset`.
  ///
  /// - Returns: `nil` when the system does not know `charset`.
  package init?(decoding bytes: [UInt8], charset: String) {
    let isASCII = bytes.allSatisfy { $0 < 0x80 && $0 != 0x1B }
    if isASCII, !CharsetConverter.isWide(charset) {
      self.init(text: String(decoding: bytes, as: UTF8.self), charset: "UTF-8", isGuessed: false, replacements: 0)
      return
    }
    if let marked = Self.marked(bytes) {
      self = marked
      return
    }
    if charset.uppercased() == "UTF-8" || charset.uppercased() == "UTF8" {
      self = Self.utf8(bytes[...])
      return
    }
    // The system's converters are named like this; other names are not its business.
    let isName =
      charset.utf8.count <= 40
      && charset.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x3A).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
      }
    guard isName, let decoded = Self.wide(bytes[...], CharsetConverter.superset(of: charset), isGuessed: false) else {
      return nil
    }
    self = decoded
  }

  private init(text: String, charset: String, isGuessed: Bool, replacements: Int) {
    self.text = text
    self.charset = charset
    self.isGuessed = isGuessed
    self.replacements = replacements
  }

  private static func marked(_ bytes: [UInt8]) -> Self? {
    let marks: [(mark: [UInt8], charset: String)] = [
      ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
      ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"), ([0x84, 0x31, 0x95, 0x33], "GB18030"),
    ]
    guard let (mark, charset) = marks.first(where: { bytes.starts(with: $0.mark) }) else { return nil }
    let rest = bytes.dropFirst(mark.count)
    return charset == "UTF-8" ? utf8(rest) : wide(rest, charset, isGuessed: false)
  }

  private static func wide(_ bytes: ArraySlice<UInt8>, _ charset: String, isGuessed: Bool) -> Self? {
    guard let (text, replaced) = CharsetConverter.convert(bytes, from: charset) else { return nil }
    return Self(
      text: String(decoding: text, as: UTF8.self), charset: charset, isGuessed: isGuessed, replacements: replaced)
  }

  private static func utf8(_ bytes: ArraySlice<UInt8>) -> Self {
    if let text = String(validating: bytes, as: UTF8.self) {
      return Self(text: text, charset: "UTF-8", isGuessed: false, replacements: 0)
    }
    let counts = UTF8Count(bytes)
    return Self(
      text: String(decoding: bytes, as: UTF8.self), charset: "UTF-8", isGuessed: false, replacements: counts.invalid)
  }

  private static func guessed(_ bytes: [UInt8]) -> Self {
    let counts = UTF8Count(bytes[...])
    // A few bad bytes in text that is full of good sequences: no other charset looks like that by chance.
    if counts.invalid > 0, counts.sequences >= 10 * counts.invalid { return utf8(bytes[...]) }
    if let charset = CharsetConverter.guess(bytes[...]), charset.uppercased() != "UTF-8",
      let decoded = wide(bytes[...], charset, isGuessed: true)
    {
      return decoded
    }
    if counts.invalid == 0 { return utf8(bytes[...]) }
    return wide(bytes[...], "WINDOWS-1252", isGuessed: true) ?? utf8(bytes[...])
  }

  /// Whether there is an escape that switches charsets (ISO-2022, HZ): such text is ASCII to the eye and means more.
  private static func hasEscapes(_ bytes: [UInt8]) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if previous == 0x1B, byte == UInt8(ascii: "$") || byte == UInt8(ascii: "(") { return true }
      if previous == UInt8(ascii: "~"), byte == UInt8(ascii: "{") { return true }
      previous = byte
    }
    return false
  }
}

/// How much of some bytes is UTF-8.
private struct UTF8Count {
  /// Valid sequences of more than one byte.
  var sequences = 0
  /// Maximal invalid subsequences.
  var invalid = 0

  init(_ bytes: ArraySlice<UInt8>) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): if scalar.count > 1 { sequences += 1 }
      case .error: invalid += 1
      case .emptyInput: return
      }
    }
  }
}
