/// Moves along one posting list of a query, block by block.
///
/// A list that contradicts itself ends where that shows.
struct PostingCursor {
  /// The chunk of a cursor that is at its end.
  static let end = UInt32.max

  /// Inverse document frequency times occurrences in the query, see `BM25.part`.
  let weight: Float
  /// What no posting's part of the score exceeds.
  private(set) var bound = 0
  /// The chunk where the cursor stands.
  private(set) var chunk: UInt32 = end

  private let count: Int
  private let chunkCount: UInt32
  /// Where the entries of the blocks begin, and where the data of the blocks does; short lists have none.
  private let entries: Int
  private let data: Int
  private let limit: Int
  /// For each block its last chunk, and what no part of its postings exceeds.
  private var lastChunks: [UInt32] = []
  private var bounds: [Int] = []
  private var block = -1
  /// The postings of the block that is decoded.
  private var chunks: [UInt32] = []
  private var position = 0
  /// Of a short list.
  private var frequencies: [UInt32] = []
  private var frequencyOffset = 0
  private var frequencyBits = 0

  /// - Parameters:
  ///   - bytes: the postings with their padding.
  ///   - lengths: the lengths of all chunks.
  init(
    _ entry: TermEntry, weight: Float, chunkCount: Int, commonFrequency: UInt32, scoring: BM25, in bytes: RawSpan,
    lengths: RawSpan
  ) {
    self.weight = weight
    count = entry.documentFrequency
    self.chunkCount = UInt32(clamping: chunkCount)
    limit = entry.list.upperBound
    entries = entry.list.lowerBound
    let blockCount = (count + LexicalConstants.postingsPerBlock - 1) / LexicalConstants.postingsPerBlock
    data = entries + blockCount * LexicalConstants.blockEntryLength
    if count < LexicalConstants.postingsPerBlock {
      readShort(bytes, commonFrequency)
      bounds = [shortBound(scoring, lengths)]
      lastChunks = chunks.last.map { [$0] } ?? []
      if let first = chunks.first {
        chunk = first
        block = 0
      }
    } else if data <= limit {
      readEntries(bytes, blockCount, scoring)
      move(toBlock: 0, in: bytes)
    }
    bound = bounds.max() ?? 0
  }

  private mutating func readShort(_ bytes: RawSpan, _ commonFrequency: UInt32) {
    var offset = entries
    var next = 0
    for _ in 0..<count {
      let value = bytes.variable(at: &offset)
      let distance = value >> 1
      var frequency = commonFrequency
      if value & 1 == 0 { frequency = UInt32(clamping: bytes.variable(at: &offset)) }
      guard offset <= limit, distance < Int(chunkCount), next + distance < Int(chunkCount), frequency > 0 else { break }
      chunks.append(UInt32(next + distance))
      frequencies.append(frequency)
      next += distance + 1
    }
  }

  private func shortBound(_ scoring: BM25, _ lengths: RawSpan) -> Int {
    var bound = 0
    for (chunk, frequency) in zip(chunks, frequencies) {
      let length: UInt32 = lengths.number(at: Int(chunk) * 4)
      bound = max(bound, scoring.part(weight: weight, frequency: frequency, length: length))
    }
    return bound
  }

  /// Reads the entries of all blocks, up to the first that is out of order.
  private mutating func readEntries(_ bytes: RawSpan, _ blockCount: Int, _ scoring: BM25) {
    lastChunks.reserveCapacity(blockCount)
    bounds.reserveCapacity(blockCount)
    var previous = -1
    for index in 0..<blockCount {
      let entry = entries + index * LexicalConstants.blockEntryLength
      let last: UInt32 = bytes.number(at: entry)
      guard last < chunkCount, Int(last) > previous else { return }
      previous = Int(last)
      lastChunks.append(last)
      bounds.append(
        scoring.bound(
          weight: weight, frequency: UInt32(bytes.number(at: entry + 12, as: UInt16.self)),
          length: bytes.number(at: entry + 8)))
    }
  }

  /// Decodes a block and stands at its first posting; ends where there is none or it is damaged.
  private mutating func move(toBlock index: Int, in bytes: RawSpan) {
    block = index
    position = 0
    chunk = Self.end
    chunks.removeAll(keepingCapacity: true)
    guard index < lastChunks.count, frequencies.isEmpty else { return }
    let entry = entries + index * LexicalConstants.blockEntryLength
    let chunkBits = Int(bytes.number(at: entry + 14, as: UInt8.self))
    frequencyBits = Int(bytes.number(at: entry + 15, as: UInt8.self))
    let size = min(LexicalConstants.postingsPerBlock, count - index * LexicalConstants.postingsPerBlock)
    let start = data + Int(bytes.number(at: entry + 4, as: UInt32.self))
    frequencyOffset = start + (size * chunkBits + 7) / 8
    // Behind the lists are eight more bytes, so that each load below is inside.
    guard chunkBits <= 32, frequencyBits <= 16, frequencyOffset + (size * frequencyBits + 7) / 8 <= limit,
      limit + LexicalConstants.postingsPadding <= bytes.byteCount
    else {
      lastChunks.removeLast(lastChunks.count - index)
      return
    }
    var next = index == 0 ? 0 : UInt64(lastChunks[index - 1]) + 1
    let mask = (UInt64(1) << UInt64(chunkBits)) - 1
    var bit = 0
    for _ in 0..<size {
      let word = bytes.number(at: start + bit >> 3, as: UInt64.self)
      next += word >> UInt64(bit & 7) & mask
      chunks.append(UInt32(truncatingIfNeeded: next))
      next += 1
      bit += chunkBits
    }
    // The ids grow, so that all are below the number of chunks when the last is what the entry says.
    guard next == UInt64(lastChunks[index]) + 1 else {
      chunks.removeAll(keepingCapacity: true)
      lastChunks.removeLast(lastChunks.count - index)
      return
    }
    chunk = chunks[0]
  }

  /// The stored frequency where the cursor stands, at least 1.
  @inline(__always)
  func frequency(in bytes: RawSpan) -> UInt32 {
    if !frequencies.isEmpty { return frequencies[position] }
    let bit = position * frequencyBits
    let word = bytes.number(at: frequencyOffset + bit >> 3, as: UInt64.self)
    return UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & ((UInt64(1) << UInt64(frequencyBits)) - 1)) + 1
  }

  /// Moves to the next posting.
  @inline(__always)
  mutating func advance(in bytes: RawSpan) {
    position += 1
    if position < chunks.count {
      chunk = chunks[position]
    } else {
      move(toBlock: block + 1, in: bytes)
    }
  }

  /// Moves to the first posting whose chunk is at least `target`.
  mutating func advance(to target: UInt32, in bytes: RawSpan) {
    guard chunk < target else { return }
    if block < lastChunks.count, lastChunks[block] < target {
      var index = block + 1
      while index < lastChunks.count, lastChunks[index] < target { index += 1 }
      move(toBlock: index, in: bytes)
    }
    while chunk < target {
      position += 1
      guard position < chunks.count else {
        chunk = Self.end
        return
      }
      chunk = chunks[position]
    }
  }

  /// What no part of a posting with a chunk in `range` exceeds; the range must not lie before the cursor.
  func bound(in range: Range<UInt32>) -> Int {
    guard chunk < range.upperBound else { return 0 }
    var index = block
    var bound = 0
    while index < lastChunks.count, lastChunks[index] < range.lowerBound { index += 1 }
    while index < lastChunks.count {
      bound = max(bound, bounds[index])
      if lastChunks[index] >= range.upperBound { break }
      index += 1
    }
    return bound
  }
}
