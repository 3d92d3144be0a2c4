internal import Common

/// Finds the best chunks for weighted terms, window by window of chunk ids.
///
/// In each window the terms are divided by what they can still add: those that together cannot lift a chunk over the
/// worst of the best so far are looked up only for the chunks that the others bring (MaxScore: Turtle and Flood, "Query
/// evaluation: strategies and optimizations", 1995; with bounds of blocks, Chakrabarti, Chaudhuri and Ganti, "Interval-based
/// pruning for top-k processing over compressed lists", 2011). A window where even all terms cannot do it is skipped.
/// Nothing is lost by that: the result is that of scoring every chunk.
struct WindowedSearch {
  /// Chunks in a window.
  private static let width = 1024

  private var cursors: [PostingCursor]
  private let scoring: BM25
  private let chunkCount: Int
  private let isIncluded: ((ChunkID) -> Bool)?
  private var top: TopChunks
  /// For each chunk of the window the sum so far, and whether some term has it.
  private var sums = [Int](repeating: 0, count: width)
  private var seen = [UInt64](repeating: 0, count: width / 64)
  /// The terms of the window, ascending by what each can add there.
  private var order: [(cursor: Int, bound: Int)] = []
  /// What the first i + 1 of them can add together.
  private var reach: [Int] = []

  init(
    cursors: [PostingCursor], scoring: BM25, chunkCount: Int, limit: Int, isIncluded: ((ChunkID) -> Bool)?
  ) {
    self.cursors = cursors
    self.scoring = scoring
    self.chunkCount = chunkCount
    self.isIncluded = isIncluded
    top = TopChunks(limit: min(limit, chunkCount))
  }

  /// The best chunks, best first, ties by ascending id.
  mutating func run(_ postings: RawSpan, lengths: RawSpan) -> [(score: Int, chunk: UInt32)] {
    var start = 0
    while start < chunkCount {
      // Goes where the next posting is.
      var next = PostingCursor.end
      for index in cursors.indices { next = min(next, cursors[index].chunk) }
      if next == PostingCursor.end { break }
      start = max(start, Int(next) / Self.width * Self.width)
      let end = min(start + Self.width, chunkCount)
      search(UInt32(start)..<UInt32(end), postings, lengths)
      start = end
    }
    return top.sorted()
  }

  private mutating func search(_ window: Range<UInt32>, _ postings: RawSpan, _ lengths: RawSpan) {
    // Ties by the order of the query.
    order.removeAll(keepingCapacity: true)
    for index in cursors.indices {
      cursors[index].skip(to: window.lowerBound)
      guard cursors[index].chunk < window.upperBound else { continue }
      order.append((index, cursors[index].bound(in: window)))
    }
    order.sort { ($0.bound, $0.cursor) < ($1.bound, $1.cursor) }
    reach.removeAll(keepingCapacity: true)
    for (_, bound) in order { reach.append((reach.last ?? 0) + bound) }
    let optional = reach.firstIndex { $0 > top.floor } ?? order.count
    if optional < order.count {
      for (cursor, _) in order[optional...] {
        Self.add(&cursors[cursor], scoring, window, postings, lengths, to: &sums, &seen)
      }
      collect(window, optional: optional, postings, lengths)
    }
  }

  /// Adds a term's part to all its chunks in the window.
  private static func add(
    _ cursor: inout PostingCursor, _ scoring: BM25, _ window: Range<UInt32>, _ postings: RawSpan, _ lengths: RawSpan,
    to sums: inout [Int], _ seen: inout [UInt64]
  ) {
    let weight = cursor.weight
    var sums = sums.mutableSpan
    var seen = seen.mutableSpan
    cursor.seek(window.lowerBound, in: postings)
    cursor.forEachPosting(below: window.upperBound, in: postings) { chunk, frequency in
      let slot = Int(chunk - window.lowerBound)
      sums[slot] += scoring.part(weight: weight, frequency: frequency, length: lengths.number(at: Int(chunk) * 4))
      seen[slot >> 6] |= 1 << UInt64(slot & 63)
    }
  }

  /// Completes the sums of the window's chunks with the optional terms, keeps the best, and clears the window.
  private mutating func collect(
    _ window: Range<UInt32>, optional: Int, _ postings: RawSpan, _ lengths: RawSpan
  ) {
    // What the optional terms can add together.
    let most = optional > 0 ? reach[optional - 1] : 0
    for word in seen.indices {
      var bits = seen[word]
      seen[word] = 0
      while bits != 0 {
        let slot = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        var sum = sums[slot]
        sums[slot] = 0
        guard sum + most > top.floor else { continue }
        let chunk = window.lowerBound + UInt32(slot)
        var rest = optional
        while rest > 0, sum + reach[rest - 1] > top.floor {
          rest -= 1
          let index = order[rest].cursor
          cursors[index].seek(chunk, in: postings)
          if cursors[index].chunk == chunk {
            sum += scoring.part(
              weight: cursors[index].weight, frequency: cursors[index].frequency(in: postings),
              length: lengths.number(at: Int(chunk) * 4))
          }
        }
        guard rest == 0, sum > top.floor, isIncluded?(ChunkID(rawValue: chunk)) ?? true else { continue }
        top.insert(chunk, score: sum)
      }
    }
  }
}
