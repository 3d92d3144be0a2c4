/// Reads that no offset can lead outside: what lies outside reads as zero.
extension RawSpan {
  @inline(__always)
  func number<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type = Value.self) -> Value {
    guard offset >= 0, offset <= byteCount - MemoryLayout<Value>.size else { return 0 }
    return Value(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// Reads LEB128 of at most 63 bits and moves `offset` behind it; a longer one reads as its first bits.
  @inline(__always)
  func variable(at offset: inout Int) -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 63 {
      let byte: UInt8 = number(at: offset)
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return Int(truncatingIfNeeded: value & UInt64(Int.max))
  }
}
