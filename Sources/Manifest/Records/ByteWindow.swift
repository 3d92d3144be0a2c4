internal import Storage

/// Reads a mapped file from its start in windows, so that a large one passes through a small buffer.
struct ByteWindow {
  private let source: MappedBytes
  private var window: [UInt8] = []
  private var position = 0
  /// Bytes before `window`.
  private var offset = 0
  /// The line of the next byte, from 1.
  private(set) var line = 1

  private static let size = 1 << 18

  /// Skips a UTF-8 byte order mark.
  init(_ source: MappedBytes) {
    self.source = source
    fill()
    if window.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Bytes read so far.
  var bytesRead: Int { offset + position }

  private mutating func fill() {
    offset += window.count
    window = source.array(offset..<min(offset + Self.size, source.count))
    position = 0
  }

  /// The next byte; `nil` at the end.
  @inline(__always)
  mutating func next() -> UInt8? {
    if position == window.count {
      fill()
      if window.isEmpty { return nil }
    }
    let byte = window[position]
    position += 1
    if byte == 10 { line += 1 }
    return byte
  }

  /// The next byte, which stays the next.
  mutating func peek() -> UInt8? {
    if position == window.count { fill() }
    return position < window.count ? window[position] : nil
  }

  /// Appends the bytes up to the next line feed and takes that too; false at the end of the file.
  ///
  /// Past `limit` bytes in `bytes` the rest of the line is passed over: `bytes` then has one byte more than `limit`.
  mutating func nextLine(into bytes: inout [UInt8], limit: Int) -> Bool {
    guard peek() != nil else { return false }
    while true {
      if position == window.count {
        fill()
        if window.isEmpty { return true }
      }
      let end = window[position...].firstIndex(of: 10)
      let piece = window[position..<(end ?? window.count)]
      bytes += piece.prefix(max(0, limit + 1 - bytes.count))
      position = end.map { $0 + 1 } ?? window.count
      if end != nil {
        line += 1
        return true
      }
    }
  }
}
