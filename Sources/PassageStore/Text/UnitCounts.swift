internal import Synchronization

/// The UTF-16 code units of frames of text that were counted, so that a place far inside of a document is found without
/// reading all that stands before it again.
final class UnitCounts: Sendable {
  private static let unknown = UInt32.max

  private let frameCount: Int
  /// Empty until the first count.
  private let counts = Mutex<[UInt32]>([])

  init(frameCount: Int) { self.frameCount = frameCount }

  func count(of frame: Int) -> Int? {
    counts.withLock { counts in
      guard frame < counts.count, counts[frame] != Self.unknown else { return nil }
      return Int(counts[frame])
    }
  }

  func keep(_ count: Int, of frame: Int) {
    counts.withLock { counts in
      if counts.isEmpty { counts = [UInt32](repeating: Self.unknown, count: frameCount) }
      counts[frame] = UInt32(clamping: count)
    }
  }

  /// Code units of UTF-16: one for a character's first byte, two where four bytes begin.
  static func utf16Count(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    let bytes = bytes.span
    var index = 0
    while index < bytes.count {
      // Most text is ASCII, which is counted eight bytes at a time.
      if index + 8 <= bytes.count,
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) & ascii == 0
      {
        count += 8
        index += 8
      } else {
        let byte = bytes[index]
        count += (byte & 0xC0 == 0x80 ? 0 : 1) + (byte >= 0xF0 ? 1 : 0)
        index += 1
      }
    }
    return count
  }

  /// What no byte of ASCII has.
  private static let ascii: UInt64 = 0x8080_8080_8080_8080
}
