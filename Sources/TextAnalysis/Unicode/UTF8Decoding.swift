/// One scalar value that was read from UTF-8 bytes, and how many bytes it took.
struct DecodedScalar {
  /// The scalar value; U+FFFD where the bytes are not UTF-8.
  var value: UInt32
  /// Bytes consumed, 1…4.
  var length: Int

  /// False where the bytes are not UTF-8 (a U+FFFD that the text spells out is well formed).
  var isWellFormed: Bool

  @inline(__always)
  init(_ value: UInt32, length: Int) {
    self.value = value
    self.length = length
    isWellFormed = true
  }

  @inline(__always)
  private init(invalidLength: Int) {
    value = 0xFFFD
    length = invalidLength
    isWellFormed = false
  }

  /// Reads the scalar that begins at `index`, which must be inside `text`.
  ///
  /// Bytes that are not UTF-8 become one U+FFFD for each *maximal subpart* of an ill-formed sequence (The Unicode
  /// Standard, section 3.9, the practice of the Encoding Standard): the longest prefix that could begin a scalar, or
  /// else a single byte.
  @inline(__always)
  init(_ text: borrowing Span<UInt8>, at index: Int) {
    let lead = text[index]
    if lead < 0x80 {
      self.init(UInt32(lead), length: 1)
      return
    }
    self.init(multibyte: text, lead: lead, at: index)
  }

  @inline(__always)
  private init(multibyte text: borrowing Span<UInt8>, lead: UInt8, at index: Int) {
    let left = text.count - index
    switch lead {
    case 0xC2...0xDF:
      guard left > 1, text[index + 1] & 0xC0 == 0x80 else {
        self.init(invalidLength: 1)
        return
      }
      self.init(UInt32(lead & 0x1F) << 6 | UInt32(text[index + 1] & 0x3F), length: 2)
    case 0xE0...0xEF:
      let low: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = lead == 0xED ? 0x9F : 0xBF
      guard left > 1, text[index + 1] >= low, text[index + 1] <= high else {
        self.init(invalidLength: 1)
        return
      }
      guard left > 2, text[index + 2] & 0xC0 == 0x80 else {
        self.init(invalidLength: 2)
        return
      }
      self.init(
        UInt32(lead & 0x0F) << 12 | UInt32(text[index + 1] & 0x3F) << 6 | UInt32(text[index + 2] & 0x3F), length: 3)
    case 0xF0...0xF4:
      let low: UInt8 = lead == 0xF0 ? 0x90 : 0x80
      let high: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
      guard left > 1, text[index + 1] >= low, text[index + 1] <= high else {
        self.init(invalidLength: 1)
        return
      }
      guard left > 2, text[index + 2] & 0xC0 == 0x80 else {
        self.init(invalidLength: 2)
        return
      }
      guard left > 3, text[index + 3] & 0xC0 == 0x80 else {
        self.init(invalidLength: 3)
        return
      }
      self.init(
        UInt32(lead & 0x07) << 18 | UInt32(text[index + 1] & 0x3F) << 12 | UInt32(text[index + 2] & 0x3F) << 6
          | UInt32(text[index + 3] & 0x3F), length: 4)
    default:
      self.init(invalidLength: 1)
    }
  }
}

/// The UTF-8 bytes of one scalar value, 1…4 of them, least significant byte of `bytes` first.
struct EncodedScalar {
  var bytes: UInt32
  var length: Int

  /// Encodes a scalar value; `scalar` must not be a surrogate and must be at most U+10FFFF.
  @inline(__always)
  init(_ scalar: UInt32) {
    if scalar < 0x80 {
      bytes = scalar
      length = 1
    } else if scalar < 0x800 {
      bytes = (0xC0 | scalar >> 6) | (0x80 | scalar & 0x3F) << 8
      length = 2
    } else if scalar < 0x10000 {
      bytes = (0xE0 | scalar >> 12) | (0x80 | scalar >> 6 & 0x3F) << 8 | (0x80 | scalar & 0x3F) << 16
      length = 3
    } else {
      bytes =
        (0xF0 | scalar >> 18) | (0x80 | scalar >> 12 & 0x3F) << 8 | (0x80 | scalar >> 6 & 0x3F) << 16
        | (0x80 | scalar & 0x3F) << 24
      length = 4
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends the UTF-8 bytes of a scalar value.
  @inline(__always)
  mutating func append(scalar: UInt32) {
    if scalar < 0x80 {
      append(UInt8(truncatingIfNeeded: scalar))
      return
    }
    let encoded = EncodedScalar(scalar)
    var rest = encoded.bytes
    for _ in 0..<encoded.length {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
