internal import Common

/// How bytes travel in messages. What is damaged is read as far as it goes.
enum TransferEncoding {
  /// RFC 4648; characters that do not belong are passed over, as RFC 2045 wants.
  static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 4 * 3)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      let value: UInt32
      switch byte {
      case 0x41...0x5A: value = UInt32(byte) - 0x41
      case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
      case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      case UInt8(ascii: "="):
        // Texts that were encoded in pieces are padded in the middle.
        bits = 0
        continue
      default: continue
      }
      buffer = buffer << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return result
  }

  /// RFC 2045, section 6.7.
  static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    escaped(bytes, mark: 0x3D, joinsLines: true)
  }

  /// RFC 3986.
  static func percent(_ bytes: ArraySlice<UInt8>) -> [UInt8] { escaped(bytes, mark: 0x25, joinsLines: false) }

  private static func escaped(_ bytes: ArraySlice<UInt8>, mark: UInt8, joinsLines: Bool) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      guard byte == mark else {
        result.append(byte)
        continue
      }
      if index + 1 < bytes.endIndex, let high = bytes[index].hexadecimalValue,
        let low = bytes[index + 1].hexadecimalValue
      {
        result.append(high << 4 | low)
        index += 2
        continue
      }
      // The end of a line that goes on in the next, with the white space that some programs put before it.
      let end = joinsLines ? bytes[index...].prefix(200).drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } : []
      if joinsLines, end.first == 0x0A {
        index = end.startIndex + 1
      } else if joinsLines, end.isEmpty, index == bytes.endIndex {
        break
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
