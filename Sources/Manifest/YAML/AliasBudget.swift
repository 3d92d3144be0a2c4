/// Guards the parser against keys that are built from nested aliases.
///
/// Values are safe: aliased nodes share their storage and the reader counts what it expands. Keys are hashed whole by
/// the parser, and a key of nine aliases to lists of nine aliases, nine deep, is hashed for hours. A text is refused
/// only when it looks as if it had all three: many anchors, many aliases, and keys that are collections or aliases.
struct AliasBudget {
  private(set) var anchors = 0
  private(set) var aliases = 0
  private(set) var hasComplexKeys = false

  var isExceeded: Bool { anchors > 6 && aliases > 60 && hasComplexKeys }

  init(_ bytes: [UInt8]) {
    var previous = UInt8(ascii: "\n")
    var alias = false
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      let startsToken = " \n\r\t[,{:-?".utf8.contains(previous)
      switch byte {
      case UInt8(ascii: "&") where startsToken && !Self.isBlank(next): anchors += 1
      case UInt8(ascii: "*") where startsToken && !Self.isBlank(next):
        aliases += 1
        alias = true
      case UInt8(ascii: "?") where startsToken && Self.isBlank(next): hasComplexKeys = true
      case UInt8(ascii: ":") where alias || previous == UInt8(ascii: "]") || previous == UInt8(ascii: "}"):
        hasComplexKeys = true
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), 10, 13: alias = false
      default: break
      }
      // Spaces may stand between a bracket and the colon that makes it a key.
      if !(byte == 32 && (previous == UInt8(ascii: "]") || previous == UInt8(ascii: "}"))) { previous = byte }
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0 || byte == 32 || byte == 9 || byte == 10 || byte == 13
  }
}
