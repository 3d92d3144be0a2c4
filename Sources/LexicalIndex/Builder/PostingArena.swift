/// Many growing byte streams in one array.
///
/// A stream is a chain of slices of growing size, so that rare terms cost a few bytes and frequent ones are nearly
/// contiguous. A slice begins with four bytes, where the next one begins; places count units of four bytes.
struct PostingArena {
  private var bytes: [UInt8] = []
  private var heads: [UInt32] = []
  /// Where the next byte of each stream goes, and where its slice ends.
  private var tails: [Int] = []
  private var ends: [Int] = []

  private static let none = UInt32.max
  private static let firstSize = 12
  private static let largestSize = 1 << 12

  var streamCount: Int { heads.count }
  /// Bytes in memory.
  var byteCount: Int { bytes.count }

  mutating func addStream() {
    heads.append(Self.none)
    tails.append(0)
    ends.append(0)
  }

  mutating func append(_ value: UInt32, to stream: Int) {
    var rest = value
    while rest >= 0x80 {
      append(byte: UInt8(truncatingIfNeeded: rest) | 0x80, to: stream)
      rest >>= 7
    }
    append(byte: UInt8(truncatingIfNeeded: rest), to: stream)
  }

  @inline(__always)
  private mutating func append(byte: UInt8, to stream: Int) {
    if tails[stream] == ends[stream] { extend(stream) }
    bytes[tails[stream]] = byte
    tails[stream] += 1
  }

  private mutating func extend(_ stream: Int) {
    let start = bytes.count
    let place = UInt32(start / 4)
    var size = Self.firstSize
    if heads[stream] == Self.none {
      heads[stream] = place
    } else {
      let last = starts[stream]
      size = min(Self.largestSize, 2 * (ends[stream] - last))
      for index in 0..<4 { bytes[last + index] = UInt8(truncatingIfNeeded: place >> (8 * index)) }
    }
    bytes.append(contentsOf: repeatElement(0, count: size))
    setStart(start, of: stream)
    tails[stream] = start + 4
    ends[stream] = start + size
  }

  /// Where the last slice of each stream begins.
  private var starts: [Int] = []

  private mutating func setStart(_ start: Int, of stream: Int) {
    while starts.count <= stream { starts.append(0) }
    starts[stream] = start
  }

  /// All bytes of a stream.
  func contents(of stream: Int, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    guard heads[stream] != Self.none else { return }
    var start = Int(heads[stream]) * 4
    var size = Self.firstSize
    while start != starts[stream] {
      output.append(contentsOf: bytes[(start + 4)..<(start + size)])
      start = Int(next(after: start)) * 4
      size = min(Self.largestSize, 2 * size)
    }
    output.append(contentsOf: bytes[(start + 4)..<tails[stream]])
  }

  private func next(after start: Int) -> UInt32 {
    (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
  }
}
