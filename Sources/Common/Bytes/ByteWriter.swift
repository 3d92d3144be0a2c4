/// Appends little-endian numbers, variable-length integers and strings to a byte array.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var count: Int { bytes.count }

  package mutating func append(_ value: UInt8) { bytes.append(value) }

  /// Appends `value` with its least significant byte first.
  package mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    var rest = value.littleEndian
    for _ in 0..<(Value.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest = rest >> 8
    }
  }

  /// Appends the bit pattern of `value`, little-endian.
  package mutating func append(_ value: Float) { append(value.bitPattern) }
  package mutating func append(_ value: Double) { append(value.bitPattern) }

  package mutating func append(contentsOf data: some Collection<UInt8>) { bytes.append(contentsOf: data) }

  /// Appends LEB128: seven bits a byte, least significant first, the top bit set on all but the last.
  package mutating func appendVariable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func appendVariable(_ value: Int) { appendVariable(UInt64(value)) }

  /// Appends the UTF-8 length as LEB128 and then the UTF-8 bytes.
  package mutating func append(string: String) {
    var string = string
    string.withUTF8 { unsafe appendCounted(UnsafeRawBufferPointer($0)) }
  }

  private mutating func appendCounted(_ data: UnsafeRawBufferPointer) {
    appendVariable(data.count)
    unsafe bytes.append(contentsOf: data)
  }

  /// Appends zero bytes up to the next multiple of `alignment`, a power of two.
  package mutating func align(to alignment: Int) {
    while bytes.count & (alignment - 1) != 0 { bytes.append(0) }
  }
}
