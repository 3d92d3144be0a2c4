/// The words of a text as a small sketch: two texts share as large a part of their sketches as of their runs of four words
/// (Broder, "On the resemblance and containment of documents", 1997).
///
/// The hash functions are fixed: the sketch of a text is the same on every machine and in every build.
package struct MinHashSignature: Equatable, Sendable {
  /// Hash functions, and minima that a sketch holds.
  static let count = 128
  /// Words in a run.
  static let shingle = 4
  /// Texts with fewer runs say too little to be alike.
  static let leastShingles = 8

  /// `[count]` minima.
  let minima: [UInt32]

  /// The sketch of UTF-8 text; `nil` when it has too few words.
  ///
  /// A word is a run of letters and digits in lower case (ASCII); of scripts without spaces, each character is one.
  ///
  /// - Complexity: `count` multiplications a word.
  package init?(_ text: [UInt8]) {
    var minima = [UInt32](repeating: .max, count: Self.count)
    var window = [UInt64](repeating: 0, count: Self.shingle)
    var words = 0
    var word: UInt64 = 0
    func finish() {
      guard word != 0 else { return }
      window[words % Self.shingle] = word
      words += 1
      word = 0
      guard words >= Self.shingle else { return }
      var run: UInt64 = 0
      for offset in 0..<Self.shingle { run = Self.mixed(run &+ window[(words + offset) % Self.shingle]) }
      for index in 0..<Self.count {
        let value = UInt32(truncatingIfNeeded: (run &* Self.factors[index]) >> 32)
        if value < minima[index] { minima[index] = value }
      }
    }
    for byte in text {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): word = Self.mixed(word &+ UInt64(byte | 0x20) &+ 1)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80..<0xE3:
        word = Self.mixed(word &+ UInt64(byte) &+ 1)
      case 0xE3...:
        // Characters from U+3000 on are words of their own.
        finish()
        word = Self.mixed(UInt64(byte) &+ 1)
      default: finish()
      }
    }
    finish()
    guard words >= Self.shingle + Self.leastShingles - 1 else { return nil }
    self.minima = minima
  }

  /// The estimated share of runs that both texts have, 0…1.
  package func similarity(to other: Self) -> Double {
    var equal = 0
    for index in 0..<Self.count where minima[index] == other.minima[index] { equal += 1 }
    return Double(equal) / Double(Self.count)
  }

  /// SplitMix64's finaliser (Steele, Lea, Flood 2014).
  static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  /// Odd numbers, one a hash function.
  private static let factors: [UInt64] = (0..<UInt64(count)).map { mixed($0) | 1 }
}
