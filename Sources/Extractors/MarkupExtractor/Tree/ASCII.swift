/// Byte-wise operations on UTF-8 that only look at ASCII.
enum ASCII {
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  @inline(__always)
  static func lower(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (lower(byte) >= 0x61 && lower(byte) <= 0x7A) || isDigit(byte)
  }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { lower(byte) >= 0x61 && lower(byte) <= 0x7A }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let byte = bytes.first, isSpace(byte) { bytes = bytes.dropFirst() }
    while let byte = bytes.last, isSpace(byte) { bytes = bytes.dropLast() }
    return bytes
  }

  static func trim(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: trim(bytes[...]), as: UTF8.self)
  }

  static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map(lower), as: UTF8.self)
  }

  /// Whether the bytes are `word`, given in lower case, without regard to case.
  static func equals(_ bytes: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return unsafe zip(bytes, UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
      .allSatisfy { lower($0) == $1 }
  }

  /// Whether `word`, given in lower case, is somewhere in the bytes, without regard to case.
  static func contains(_ bytes: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    var start = bytes.startIndex
    while bytes.endIndex - start >= count {
      if equals(bytes[start..<(start + count)], word) { return true }
      start += 1
    }
    return false
  }

  /// Runs of white space become one space; none stays at the ends.
  static func collapse(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      if isSpace(byte) {
        if let last = result.last, last != 0x20 { result.append(0x20) }
      } else {
        result.append(byte)
      }
    }
    if result.last == 0x20 { result.removeLast() }
    return result
  }
}
