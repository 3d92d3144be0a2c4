/// What a `ByteReader` refuses.
package enum ByteReaderError: Error, Equatable {
  /// `need` bytes were asked for at `offset`; `have` are left.
  case truncated(offset: Int, need: Int, have: Int)
  /// A variable-length integer at `offset` does not end within ten bytes or does not fit.
  case overlongInteger(offset: Int)
  /// The bytes of the string at `offset` are not UTF-8.
  case invalidUTF8(offset: Int)
}

/// Reads what `ByteWriter` writes; every read is checked against the end, so no input can make it read past it.
package struct ByteReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  /// Bytes read so far, from the start of the input.
  package private(set) var offset = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package var remaining: Int { bytes.count - offset }

  package mutating func read(count: Int) throws(ByteReaderError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw .truncated(offset: offset, need: count, have: remaining)
    }
    let start = bytes.startIndex + offset
    offset += count
    return bytes[start..<(start + count)]
  }

  package mutating func read<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(ByteReaderError) -> Value
  {
    var value: Value = 0
    var shift = 0
    for byte in try read(count: Value.bitWidth / 8) {
      value |= Value(truncatingIfNeeded: byte) << shift
      shift += 8
    }
    return value
  }

  package mutating func readFloat() throws(ByteReaderError) -> Float {
    Float(bitPattern: try read(UInt32.self))
  }

  package mutating func readDouble() throws(ByteReaderError) -> Double {
    Double(bitPattern: try read(UInt64.self))
  }

  /// Reads LEB128, at most 64 bits.
  package mutating func readVariable() throws(ByteReaderError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    for index in 0..<10 {
      let byte: UInt8 = try read()
      if index == 9, byte > 1 { break }
      value |= UInt64(byte & 0x7F) << (7 * index)
      if byte & 0x80 == 0 { return value }
    }
    throw .overlongInteger(offset: start)
  }

  /// Reads LEB128 that must be a valid `Int`.
  package mutating func readVariableInt() throws(ByteReaderError) -> Int {
    let start = offset
    guard let value = Int(exactly: try readVariable()) else { throw .overlongInteger(offset: start) }
    return value
  }

  /// Reads a counted UTF-8 string.
  package mutating func readString() throws(ByteReaderError) -> String {
    let count = try readVariableInt()
    let start = offset
    guard let text = String(validating: try read(count: count), as: UTF8.self) else {
      throw .invalidUTF8(offset: start)
    }
    return text
  }
}
