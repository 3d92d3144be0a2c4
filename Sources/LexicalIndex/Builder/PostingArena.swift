/// Many growing byte streams in one array.
///
/// A stream is a chain of slices of growing size, so that rare terms cost a few bytes and frequent ones are nearly
/// contiguous. A slice begins with four bytes, where the next one begins; places count units of four bytes.
struct PostingArena {
  /// What is known of one stream.
  private struct Stream {
    /// Where the first slice begins.
    var head = 0
    /// Where the last slice begins, ends, and where the next byte goes; all 0 before the first byte.
    var start = 0
    var end = 0
    var tail = 0
  }

  private var bytes: [UInt8] = []
  private var streams: [Stream] = []

  private static let firstSize = 12
  private static let largestSize = 1 << 12

  /// Bytes in memory.
  var byteCount: Int { bytes.count }

  mutating func addStream() { streams.append(Stream()) }

  /// Empties all streams.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    for index in streams.indices { streams[index] = Stream() }
  }

  /// Appends a number of seven bits a byte, least significant first, the top bit set on all but the last.
  mutating func append(_ value: UInt32, to stream: Int) {
    var state = streams[stream]
    var rest = value
    while rest >= 0x80 {
      append(byte: UInt8(truncatingIfNeeded: rest) | 0x80, &state)
      rest >>= 7
    }
    append(byte: UInt8(truncatingIfNeeded: rest), &state)
    streams[stream] = state
  }

  @inline(__always)
  private mutating func append(byte: UInt8, _ stream: inout Stream) {
    if stream.tail == stream.end { extend(&stream) }
    bytes[stream.tail] = byte
    stream.tail += 1
  }

  private mutating func extend(_ stream: inout Stream) {
    let start = bytes.count
    var size = Self.firstSize
    if stream.end == 0 {
      stream.head = start
    } else {
      size = min(Self.largestSize, 2 * (stream.end - stream.start))
      let place = UInt32(start / 4)
      for index in 0..<4 { bytes[stream.start + index] = UInt8(truncatingIfNeeded: place >> (8 * index)) }
    }
    bytes.append(contentsOf: repeatElement(0, count: size))
    stream.start = start
    stream.tail = start + 4
    stream.end = start + size
  }

  /// Appends all bytes of a stream to `output`.
  func append(contentsOf stream: Int, to output: inout [UInt8]) {
    let stream = streams[stream]
    guard stream.end > 0 else { return }
    var start = stream.head
    var size = Self.firstSize
    while start != stream.start {
      output.append(contentsOf: bytes[(start + 4)..<(start + size)])
      start = next(after: start)
      size = min(Self.largestSize, 2 * size)
    }
    output.append(contentsOf: bytes[(start + 4)..<stream.tail])
  }

  private func next(after start: Int) -> Int {
    4 * (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
  }
}
