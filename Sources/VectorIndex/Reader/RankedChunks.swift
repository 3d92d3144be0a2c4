internal import Common

/// Chunks with their scores, to be put in order: a number for each that is larger where it comes earlier.
struct RankedChunks {
  private var keys: [UInt64] = []

  mutating func reserveCapacity(_ count: Int) { keys.reserveCapacity(count) }

  /// Takes a chunk, unless its score is not a finite number, which only a damaged scale gives.
  @inline(__always)
  mutating func append(_ chunk: ChunkID, score: Float) {
    guard score.isFinite else { return }
    // Adding zero makes one zero of both.
    keys.append(UInt64(FloatOrder.key(of: score + 0)) << 32 | UInt64(~chunk.rawValue))
  }

  /// The first `limit` by descending score, ties by ascending chunk.
  consuming func best(_ limit: Int) -> [ScoredChunk] {
    var keys = keys
    keys.sort(by: >)
    return keys.prefix(limit).map {
      ScoredChunk(
        chunk: ChunkID(rawValue: ~UInt32(truncatingIfNeeded: $0)), score: FloatOrder.number(of: UInt32($0 >> 32)))
    }
  }
}

/// Whole numbers in the order of the floating-point numbers that they stand for.
enum FloatOrder {
  @inline(__always)
  static func key(of number: Float) -> UInt32 {
    let bits = number.bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
  }

  static func number(of key: UInt32) -> Float { Float(bitPattern: key >> 31 == 1 ? key & 0x7FFF_FFFF : ~key) }
}
