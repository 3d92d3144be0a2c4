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
    let moved = heap[start]
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.isWorse(moved, heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = moved
  }

  private mutating func siftDown(_ start: Int) {
    var heap = heap.mutableSpan
    let moved = heap[start]
    var parent = start
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, Self.isWorse(heap[child + 1], heap[child]) { child += 1 }
      guard Self.isWorse(heap[child], moved) else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = moved
  }
}
