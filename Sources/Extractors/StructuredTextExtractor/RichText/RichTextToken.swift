internal import Common

/// A piece of an RTF file (Rich Text Format 1.9.1, "Basic entities").
enum RichTextToken: Equatable {
  case open
  case close
  /// `\name` with its number, if it has one.
  case word(String, Int?)
  /// `\~` and the like.
  case symbol(UInt8)
  /// A byte of text in the charset of the place.
  case byte(UInt8)
  /// Bytes that are no text, whose number a word announced.
  case binary
}

/// Splits an RTF file into tokens.
struct RichTextScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> RichTextToken? {
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "{"): return .open
      case UInt8(ascii: "}"): return .close
      case UInt8(ascii: "\\"): return control()
      // Line breaks part the file's lines, not the text's.
      case 0x0A, 0x0D, 0: continue
      default: return .byte(byte)
      }
    }
    return nil
  }

  private mutating func control() -> RichTextToken? {
    guard index < bytes.count else { return nil }
    let first = bytes[index]
    guard Self.isLetter(first) else {
      index += 1
      if first == UInt8(ascii: "'"), index + 1 < bytes.count, let high = bytes[index].hexadecimalValue,
        let low = bytes[index + 1].hexadecimalValue
      {
        index += 2
        return .byte(high << 4 | low)
      }
      return .symbol(first == 0x0D ? 0x0A : first)
    }
    let start = index
    while index < bytes.count, index - start < 64, Self.isLetter(bytes[index]) { index += 1 }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    var number: Int?
    var sign = 1
    if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "-"), Self.isDigit(bytes[index + 1]) {
      sign = -1
      index += 1
    }
    let digits = index
    while index < bytes.count, index - digits < 12, Self.isDigit(bytes[index]) {
      number = (number ?? 0) * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    if index < bytes.count, bytes[index] == 0x20 { index += 1 }
    if name == "bin", let count = number, sign > 0 {
      index = min(index + count, bytes.count)
      return .binary
    }
    return .word(name, number.map { $0 * sign })
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
