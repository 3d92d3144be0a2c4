/// What a Unicode scalar is to the words of a message.
///
/// Coarser than `WordSegmenter`, and with the marks that it drops: the lexicon is English, so that letters beyond ASCII
/// only have to stay together.
enum MessageScalar {
  static let apostrophe: UInt32 = 0x27

  static func isLetter(_ scalar: UInt32) -> Bool {
    isLowercase(scalar) || isUppercase(scalar) || scalar >= 0x80 && !isSymbol(scalar)
  }

  static func isWord(_ scalar: UInt32) -> Bool { isLetter(scalar) || 0x30...0x39 ~= scalar }

  static func isLowercase(_ scalar: UInt32) -> Bool { 0x61...0x7A ~= scalar }

  static func isUppercase(_ scalar: UInt32) -> Bool { 0x41...0x5A ~= scalar }

  /// Lower case of ASCII.
  static func lowercase(_ scalar: UInt32) -> UInt32 { isUppercase(scalar) ? scalar | 0x20 : scalar }

  /// Scalars beyond ASCII that end a word: punctuation, symbols, emoji, and what joins and varies them.
  private static func isSymbol(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x80..<0xC0, 0xD7, 0xF7, 0x2000..<0x2C00, 0x3000..<0x3040, 0xFE00..<0xFE10, 0xFF00..<0xFF10, 0x1F000...: true
    default: false
    }
  }
}
