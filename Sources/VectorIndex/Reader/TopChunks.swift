internal import Common

/// The best chunks seen so far: a heap whose root is the worst of them.
struct TopChunks {
  private let limit: Int
  private var heap: [ScoredChunk] = []
  /// What a chunk's score must reach.
  private var floor = -Float.infinity

  init(limit: Int) {
    self.limit = max(0, limit)
    heap.reserveCapacity(self.limit)
  }

  /// Whether a chunk of this score may enter. A score that is not a finite number, which only a damaged scale gives,
  /// never does. Equal scores are let through: the chunk id decides in `insert`.
  @inline(__always)
  func admits(_ score: Float) -> Bool { score >= floor && score.isFinite }

  /// Keeps `chunk` if it is among the best.
  ///
  /// - Complexity: O(log limit).
  mutating func insert(_ chunk: ScoredChunk) {
    guard limit > 0 else { return }
    if heap.count < limit {
      heap.append(chunk)
      siftUp(heap.count - 1)
      if heap.count == limit { floor = heap[0].score }
    } else if ScoredChunk.precedes(chunk, heap[0]) {
      heap[0] = chunk
      siftDown(0)
      floor = heap[0].score
    }
  }

  /// The chunks, best first.
  func sorted() -> [ScoredChunk] { heap.sorted(by: ScoredChunk.precedes) }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard ScoredChunk.precedes(heap[parent], heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var worst = parent
      let left = 2 * parent + 1
      if left < heap.count, ScoredChunk.precedes(heap[worst], heap[left]) { worst = left }
      if left + 1 < heap.count, ScoredChunk.precedes(heap[worst], heap[left + 1]) { worst = left + 1 }
      guard worst != parent else { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
