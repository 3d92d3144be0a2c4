/// The best chunks so far of chunks that come in ascending order.
///
/// More are kept than are wanted; when there is no more room, those that cannot be among the best go, all at once. That takes
/// constant time a chunk, where a heap takes the logarithm of the limit.
struct TopChunks {
  private let limit: Int
  /// At most twice the limit, by ascending id.
  private var kept: [(score: Int, chunk: UInt32)] = []
  /// What a score must exceed to enter; scores are at least 0.
  private(set) var floor = -1

  init(limit: Int) { self.limit = max(0, limit) }

  /// Keeps a chunk whose score exceeds `floor`.
  ///
  /// - Complexity: O(1) amortized.
  mutating func insert(_ chunk: UInt32, score: Int) {
    guard limit > 0, score > floor else { return }
    kept.append((score, chunk))
    // The sooner there is a floor, the more is passed over.
    if kept.count == limit && floor < 0 || kept.count / 2 == limit { prune() }
  }

  /// Best first, ties by ascending id.
  ///
  /// - Complexity: O(limit · log limit).
  mutating func sorted() -> [(score: Int, chunk: UInt32)] {
    prune()
    return kept.sorted { $0.score != $1.score ? $0.score > $1.score : $0.chunk < $1.chunk }
  }

  /// Leaves the best `limit`. As ids ascend, of chunks with the score of the worst one the first stay, and later ones lose
  /// the tie.
  private mutating func prune() {
    guard kept.count >= limit, limit > 0 else { return }
    floor = Self.largest(limit, of: kept.map(\.score))
    var ties = limit - kept.count { $0.score > floor }
    kept.removeAll { entry in
      guard entry.score == floor else { return entry.score < floor }
      ties -= 1
      return ties < 0
    }
  }

  /// The `rank`th largest number, from 1 (Hoare, "Algorithm 65: Find", 1961).
  private static func largest(_ rank: Int, of numbers: [Int]) -> Int {
    var numbers = numbers
    var span = numbers.mutableSpan
    let place = rank - 1
    var (low, high) = (0, span.count - 1)
    while low < high {
      let pivot = span[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while span[left] > pivot { left += 1 }
        while span[right] < pivot { right -= 1 }
        guard left <= right else { break }
        span.swapAt(left, right)
        left += 1
        right -= 1
      }
      if place <= right {
        high = right
      } else if place >= left {
        low = left
      } else {
        break
      }
    }
    return span[place]
  }
}
