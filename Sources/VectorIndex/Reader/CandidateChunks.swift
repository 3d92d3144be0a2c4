internal import Common

/// The chunks that may be among the best, told by bounds of their scores.
///
/// A chunk stays while its upper bound reaches the lower bound of enough others.
struct CandidateChunks {
  private struct Candidate {
    var chunk: ChunkID
    var upper: Float
    var lower: Float
  }

  private let limit: Int
  private var capacity: Int
  private var candidates: [Candidate] = []
  /// What a chunk's upper bound must reach.
  private(set) var floor = -Float.infinity

  /// - Parameter limit: how many chunks are the best, at least 1.
  init(limit: Int) {
    self.limit = limit
    capacity = max(4 * limit, 64)
    candidates.reserveCapacity(capacity)
  }

  /// Keeps a chunk whose upper bound reaches `floor`, or is not a number.
  ///
  /// - Parameter slack: how far its score is below the bound at most.
  mutating func insert(_ chunk: ChunkID, upper: Float, slack: Float) {
    // Far from 1 bounds may have overflown where the score did not: such a chunk is kept and stands for no score.
    let isSound = upper.magnitude < 1e30 && slack < 1e30
    candidates.append(
      Candidate(chunk: chunk, upper: isSound ? upper : .infinity, lower: isSound ? upper - slack : -.infinity))
    if candidates.count == capacity {
      prune()
      if candidates.count > capacity / 2 { capacity *= 2 }
    }
  }

  /// The chunks that remain, by ascending id.
  mutating func chunks() -> [ChunkID] {
    prune()
    return candidates.map(\.chunk)
  }

  private mutating func prune() {
    guard candidates.count > limit else { return }
    // Numbers this small lose digits, which no bound allows for.
    floor = Self.largest(limit, of: candidates.map { FloatOrder.key(of: $0.lower) }) - 0x1p-120
    let floor = floor
    candidates.removeAll { $0.upper < floor }
  }

  /// The `rank`th largest, from 1, of numbers in the form that `key` gives.
  ///
  /// - Complexity: O(count), whatever the numbers: one pass for each of their bytes.
  private static func largest(_ rank: Int, of keys: [UInt32]) -> Float {
    var keys = keys
    var rank = rank
    for shift: UInt32 in [24, 16, 8, 0] {
      var counts = [Int](repeating: 0, count: 256)
      for key in keys { counts[Int(key >> shift & 0xFF)] += 1 }
      var byte = 255
      while counts[byte] < rank {
        rank -= counts[byte]
        byte -= 1
      }
      keys.removeAll { $0 >> shift & 0xFF != UInt32(byte) }
    }
    return FloatOrder.number(of: keys[0])
  }
}
