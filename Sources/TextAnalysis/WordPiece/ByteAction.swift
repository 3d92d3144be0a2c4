/// What a byte of the input does. Actions are below 8; a larger value is the byte that a letter adds to the word.
enum ByteAction {
  /// Dropped.
  static let skip: UInt8 = 0
  /// Ends the word.
  static let space: UInt8 = 1
  /// Ends the word and is one.
  static let punctuation: UInt8 = 2
  /// Begins a scalar beyond ASCII, or is not UTF-8.
  static let multibyte: UInt8 = 3
  /// `[`, which may begin a special token.
  static let bracket: UInt8 = 4
  static let firstLetter: UInt8 = 8

  /// The actions of the 256 bytes. Like the reference, everything in ASCII that is neither letter nor digit nor space nor
  /// control is punctuation.
  static func table(options: WordPieceOptions) -> [UInt8] {
    (0...255).map { (byte: UInt8) in
      switch byte {
      case 0x09, 0x0A, 0x0D, 0x20: space
      case 0x00...0x1F, 0x7F: skip
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): options.lowercase ? byte | 0x20 : byte
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      case UInt8(ascii: "["): options.recognisesSpecialTokens ? bracket : punctuation
      case 0x80...: multibyte
      default: punctuation
      }
    }
  }
}
