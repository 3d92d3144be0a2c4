/// White space as text layout sees it: the scalars with the property `White_Space`.
enum WhiteSpace {
  /// The length in bytes of the white-space character at `index`, 0 when there is none.
  @inline(__always)
  static func length(in text: borrowing Span<UInt8>, at index: Int) -> Int {
    let byte = text[index]
    if byte < 0x80 { return byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) ? 1 : 0 }
    // All others begin with one of four bytes.
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    let scalar = DecodedScalar(text, at: index)
    switch scalar.value {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return scalar.length
    default: return 0
    }
  }

  /// The first offset from `index` on that is not white space, at most `end`.
  static func skip(in text: borrowing Span<UInt8>, from index: Int, to end: Int) -> Int {
    var index = index
    while index < end {
      let length = length(in: text, at: index)
      if length == 0 { return index }
      index += length
    }
    return end
  }
}
