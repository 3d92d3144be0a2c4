/// What a character is to words.
enum WordCharacter: UInt8 {
  /// Between words.
  case separator
  case letter
  case digit
  /// A mark or an invisible character: goes with the character before it.
  case extend
  /// A character of a script that writes no spaces.
  case unspaced
  /// `'` or `’`: inside words between letters.
  case apostrophe

  @inline(__always)
  init(_ scalar: UInt32) {
    if scalar < 0x80 {
      switch UInt8(truncatingIfNeeded: scalar) {
      case 0x61...0x7A, 0x41...0x5A: self = .letter
      case 0x30...0x39: self = .digit
      case 0x27: self = .apostrophe
      default: self = .separator
      }
    } else if scalar >= 0xC0, scalar < 0x250 {
      self = scalar == 0xD7 || scalar == 0xF7 ? .separator : .letter
    } else {
      self = Self.ofOther(scalar)
    }
  }

  private static func ofOther(_ scalar: UInt32) -> Self {
    switch scalar {
    case 0x2019, 0xFF07: return .apostrophe
    // Soft hyphen, joiners, variation selectors, word joiner.
    case 0xAD, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: return .extend
    // Thai, Lao, Myanmar, Khmer without their digits and signs.
    case 0x0E01...0x0E3A, 0x0E40...0x0E4E, 0x0E81...0x0ECE, 0x1000...0x103F, 0x1050...0x108F, 0x1780...0x17D3:
      return UnicodeData.kind(of: scalar) == .mark ? .extend : .unspaced
    // Jamo, kana, bopomofo, ideographs, syllables.
    case 0x1100...0x11FF, 0x3005...0x3007, 0x3031...0x3035, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA,
      0x30FC...0x30FF, 0x3105...0x312F, 0x3131...0x318E, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA960...0xA97C, 0xAC00...0xD7FB, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0xFFA0...0xFFDC, 0x20000...0x323AF:
      return .unspaced
    default: break
    }
    switch UnicodeData.kind(of: scalar) {
    case .letter: return .letter
    case .number: return .digit
    case .mark: return .extend
    case .punctuation, .symbol, .space, .other: return .separator
    }
  }
}
