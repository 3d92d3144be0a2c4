internal import BundleFormat
internal import Synchronization

/// The UTF-16 code units of frames of text that were counted, so that a place far inside of a document is found without
/// reading all that stands before it again.
final class UnitCounts: Sendable {
  /// What is known of a frame's bytes.
  struct Count: Equatable, Sendable {
    private static let step = 1024

    /// Code units of all bytes.
    private(set) var utf16 = 0
    /// Code units before every 1,024th byte; none where each byte is one.
    private var marks: [Int] = []

    init(_ bytes: [UInt8]) {
      for start in stride(from: 0, to: bytes.count, by: Self.step) {
        marks.append(utf16)
        utf16 += UnitCounts.utf16Count(bytes[start..<min(start + Self.step, bytes.count)])
      }
      if bytes.allSatisfy({ $0 < 0x80 }) { marks = [] }
    }

    /// The code units before byte `position` of the bytes that were counted; these are asked for where they are needed.
    func utf16(before position: Int, _ bytes: () throws(BundleError) -> [UInt8]) throws(BundleError) -> Int {
      if marks.isEmpty { return position }
      let mark = min(position / Self.step, marks.count - 1)
      return marks[mark] + UnitCounts.utf16Count(try bytes()[(mark * Self.step)..<position])
    }
  }

  private let frameCount: Int
  /// Empty until the first count.
  private let counts = Mutex<[Count?]>([])

  init(frameCount: Int) { self.frameCount = frameCount }

  func count(of frame: Int) -> Count? { counts.withLock { frame < $0.count ? $0[frame] : nil } }

  func keep(_ count: Count, of frame: Int) {
    counts.withLock { counts in
      if counts.isEmpty { counts = [Count?](repeating: nil, count: frameCount) }
      counts[frame] = count
    }
  }

  /// Code units of UTF-16: one for a character's first byte, two where four bytes begin.
  static func utf16Count(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = bytes.count
    let bytes = bytes.span
    var index = 0
    while index + 8 <= bytes.count {
      count += change(unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
      rest = rest << 8 | UInt64(bytes[index])
      index += 1
    }
    return count + change(rest)
  }

  /// How many code units more than bytes eight bytes are.
  @inline(__always)
  private static func change(_ word: UInt64) -> Int {
    // 10…… goes on with a character, 1111…… begins one of two code units.
    let following = word >> 7 & ~(word >> 6) & ones
    let double = word >> 7 & word >> 6 & word >> 5 & word >> 4 & ones
    return double.nonzeroBitCount - following.nonzeroBitCount
  }

  /// The lowest bit of each of eight bytes.
  private static let ones: UInt64 = 0x0101_0101_0101_0101
}
