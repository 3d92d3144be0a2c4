/// What normalisation does with a character.
enum CharacterRole: Equatable {
  case visible
  case space
  case tab
  case lineBreak
  /// U+200C and U+200D: kept between characters of scripts (and emoji) that they shape, dropped elsewhere.
  case joiner
  /// Letters in the shape that they take beside others: a ligature of Latin letters, an Arabic letter joined to the next.
  /// Spelled out, so that words are found.
  case presentationForm
  /// Invisible: control characters, soft hyphens, zero-width spaces, direction marks, tags, noncharacters.
  case dropped

  /// The role of a scalar value.
  init(_ scalar: UInt32) {
    switch scalar {
    case 0x09: self = .tab
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: self = .lineBreak
    case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .space
    case 0x00...0x1F, 0x7F...0x9F: self = .dropped
    case 0x200C, 0x200D: self = .joiner
    // Soft hyphen; Arabic letter mark; Mongolian vowel separator; zero-width space and direction marks; direction
    // embeddings; word joiner, invisible operators, isolates and deprecated controls; byte order mark; interlinear
    // annotation and the object placeholder.
    case 0xAD, 0x061C, 0x180E, 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFC:
      self = .dropped
    case 0xFDD0...0xFDEF: self = .dropped
    // Tags spell out text that nobody sees.
    case 0xE0000...0xE007F: self = .dropped
    // Latin ligatures; Arabic forms A without the signs behind them, and forms B without the marks before them.
    case 0xFB00...0xFB06, 0xFB50...0xFDCF, 0xFDF0...0xFDF9, 0xFE80...0xFEFC: self = .presentationForm
    case _ where scalar & 0xFFFE == 0xFFFE: self = .dropped
    default: self = .visible
    }
  }

  /// Whether a joiner beside this character can matter: it is neither Latin, Greek, Cyrillic nor punctuation.
  static func joins(_ scalar: UInt32) -> Bool {
    scalar >= 0x0590 && !(0x1E00...0x214F).contains(scalar)
  }
}
