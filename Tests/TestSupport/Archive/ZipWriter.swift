/// Makes zip archives whose entries are stored without compression, but for bombs, for tests that need a container.
package struct ZipWriter {
  private var entries: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  package init() {}

  /// Adds an entry.
  package mutating func add(_ name: String, _ bytes: [UInt8]) {
    add(name, stored: bytes, method: 0, length: bytes.count, checksum: Self.checksum(bytes))
  }

  /// Adds an entry that unpacks to about `length` zeros from a thousandth of their number, and whose checksum is wrong:
  /// a bomb must be stopped long before anybody looks at that.
  package mutating func addBomb(_ name: String, length: Int) {
    // One literal zero, then matches of 258 bytes at distance 1, in the fixed codes of RFC 1951, section 3.2.6.
    var bits = BitWriter()
    bits.append([1, 1, 0])
    bits.append([0, 0, 1, 1, 0, 0, 0, 0])
    for _ in 0..<(length / 258) { bits.append([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]) }
    bits.append([0, 0, 0, 0, 0, 0, 0])
    add(name, stored: bits.bytes, method: 8, length: length, checksum: 0)
  }

  private mutating func add(_ name: String, stored: [UInt8], method: UInt32, length: Int, checksum: UInt32) {
    let offset = entries.count
    var common = Self.little(0, 2) + Self.little(method, 2) + Self.little(0, 2) + Self.little(0x21, 2)
    common += Self.little(checksum, 4) + Self.little(UInt32(stored.count), 4)
    common += Self.little(UInt32(length), 4) + Self.little(UInt32(name.utf8.count), 2) + Self.little(0, 2)
    entries += [0x50, 0x4B, 0x03, 0x04] + Self.little(20, 2) + common + Array(name.utf8) + stored
    directory += [0x50, 0x4B, 0x01, 0x02] + Self.little(20, 2) + Self.little(20, 2) + common
    directory += Self.little(0, 2) + Self.little(0, 2) + Self.little(0, 2) + Self.little(0, 4)
    directory += Self.little(UInt32(offset), 4) + Array(name.utf8)
    count += 1
  }

  /// Adds an entry of text.
  package mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

  /// The archive with all entries so far.
  package var bytes: [UInt8] {
    let count = Self.little(UInt32(count), 2)
    return entries + directory + [0x50, 0x4B, 0x05, 0x06] + Self.little(0, 4) + count + count
      + Self.little(UInt32(directory.count), 4) + Self.little(UInt32(entries.count), 4) + Self.little(0, 2)
  }

  private static func little(_ value: UInt32, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  /// CRC-32 as zip counts it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var checksum = UInt32.max
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    return ~checksum
  }
}

/// Bits in the order of deflate streams: the first is the lowest of a byte.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var count = 0

  mutating func append(_ bits: [UInt8]) {
    for bit in bits {
      if count % 8 == 0 { bytes.append(0) }
      bytes[count / 8] |= bit << UInt8(count % 8)
      count += 1
    }
  }
}
