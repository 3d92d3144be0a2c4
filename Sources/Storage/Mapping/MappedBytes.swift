/// A range of bytes in a mapped file or in memory; it keeps them alive and copies nothing.
///
/// Every access is checked, so that no number read from an untrusted file can lead outside: what lies outside reads
/// as zero or as nothing. A reader checks a section's shape once, when it opens it, and reads without errors after.
package struct MappedBytes: Sendable {
  private let region: MemoryRegion
  private let offset: Int
  package let count: Int

  init(region: MemoryRegion, offset: Int, count: Int) {
    self.region = region
    self.offset = offset
    self.count = count
  }

  /// A copy of `bytes` in memory of its own, aligned to 4,096.
  package init(_ bytes: [UInt8]) {
    region = MemoryRegion(copying: bytes)
    offset = 0
    count = bytes.count
  }

  /// Whether the file lost bytes while it was mapped and one of them was asked for: it read as zero, and whatever was
  /// made of it since is worth nothing.
  package var isDamaged: Bool { region.isDamaged }

  package var isEmpty: Bool { count == 0 }
  package var indices: Range<Int> { 0..<count }

  /// The part of `range` that these bytes have; never more.
  package subscript(range: Range<Int>) -> MappedBytes {
    let inside = range.clamped(to: indices)
    return MappedBytes(region: region, offset: offset + inside.lowerBound, count: inside.count)
  }

  /// The bytes of `range`, or `nil` unless all of it lies within.
  package func slice(_ range: Range<Int>) -> MappedBytes? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    return MappedBytes(region: region, offset: offset + range.lowerBound, count: range.count)
  }

  /// The byte at `index`, or 0 outside.
  package subscript(index: Int) -> UInt8 {
    guard index >= 0, index < count else { return 0 }
    return unsafe region.base.load(fromByteOffset: offset + index, as: UInt8.self)
  }

  /// The little-endian number at byte `position`, of any alignment; 0 unless all of it lies within.
  @inline(__always)
  package func load<Value: FixedWidthInteger & BitwiseCopyable>(at position: Int, as: Value.Type = Value.self) -> Value
  {
    guard position >= 0, position <= count - MemoryLayout<Value>.size else { return 0 }
    return Value(littleEndian: unsafe region.base.loadUnaligned(fromByteOffset: offset + position, as: Value.self))
  }

  /// As `load(at:as:)`, which other modules call without knowing the type in advance, at many times the cost.
  package func load32(at position: Int) -> UInt32 { load(at: position) }

  package func load64(at position: Int) -> UInt64 { load(at: position) }

  /// The little-endian Float at byte `position`, of any alignment; 0 unless all of it lies within.
  @inline(__always)
  package func loadFloat(at position: Int) -> Float {
    Float(bitPattern: load(at: position, as: UInt32.self))
  }

  /// Gives `body` a checked view of the bytes.
  @inline(__always)
  package func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let buffer = unsafe UnsafeRawBufferPointer(start: region.base + offset, count: count)
    return try unsafe body(RawSpan(_unsafeBytes: buffer))
  }

  /// Gives `body` the bytes as memory, for kernels and C libraries; valid during the call only.
  @inline(__always)
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: region.base + offset, count: count))
  }

  /// A copy of the part of `range` that these bytes have.
  package func array(_ range: Range<Int>) -> [UInt8] {
    unsafe self[range].withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// A copy of all bytes.
  package var array: [UInt8] { array(indices) }
}
