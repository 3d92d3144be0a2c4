/// What normalisation does with a character.
enum CharacterRole: Equatable {
  case visible
  case space
  case tab
  case lineBreak
  /// U+200C and U+200D: kept between characters of scripts (and emoji) that they shape, dropped elsewhere.
  case joiner
  /// A typographic ligature of Latin letters, spelled out.
  case ligature(String)
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
    case 0xFB00: self = .ligature("ff")
    case 0xFB01: self = .ligature("fi")
    case 0xFB02: self = .ligature("fl")
    case 0xFB03: self = .ligature("ffi")
    case 0xFB04: self = .ligature("ffl")
    case 0xFB05, 0xFB06: self = .ligature("st")
    case _ where scalar & 0xFFFE == 0xFFFE: self = .dropped
    default: self = .visible
    }
  }

  /// Whether a joiner beside this character can matter: it is neither Latin, Greek, Cyrillic nor punctuation.
  static func joins(_ scalar: UInt32) -> Bool {
    scalar >= 0x0590 && !(0x1E00...0x214F).contains(scalar)
  }
}
