/// The best chunks so far of chunks that come in ascending order: a heap whose root is the worst.
struct TopChunks {
  private let limit: Int
  private var heap: [(score: Int, chunk: UInt32)] = []
  /// What a score must exceed to enter; scores are at least 0.
  private(set) var floor = -1

  init(limit: Int) { self.limit = max(0, limit) }

  /// Keeps a chunk whose score exceeds `floor`. As ids ascend, a chunk with the score of the worst one loses the tie.
  mutating func insert(_ chunk: UInt32, score: Int) {
    guard limit > 0, score > floor else { return }
    if heap.count < limit {
      heap.append((score, chunk))
      siftUp(heap.count - 1)
    } else {
      heap[0] = (score, chunk)
      siftDown(0)
    }
    if heap.count == limit { floor = heap[0].score }
  }

  /// Best first, ties by ascending id.
  func sorted() -> [(score: Int, chunk: UInt32)] { heap.sorted { Self.isWorse($1, $0) } }

  private static func isWorse(_ left: (score: Int, chunk: UInt32), _ right: (score: Int, chunk: UInt32)) -> Bool {
    left.score != right.score ? left.score < right.score : left.chunk > right.chunk
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.isWorse(heap[child], heap[parent]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
        worst = child
      }
      guard worst != parent else { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
