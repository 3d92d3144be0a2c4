/// Moves along one posting list of a query, block by block; a block is decoded when a posting of it is asked for.
///
/// A list that contradicts itself ends where that shows.
struct PostingCursor {
  /// The chunk of a cursor that is at its end.
  static let end = UInt32.max

  /// Inverse document frequency times occurrences in the query, see `BM25.part`.
  let weight: Float
  /// What no posting's part of the score exceeds.
  private(set) var bound = 0
  /// The chunk where the cursor stands; before its block is decoded, one that no later posting is before.
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
  /// The block where the cursor stands; as many as there are at the end.
  private var block = 0
  private var isDecoded = false
  /// The postings of the block, when it is decoded.
  private var chunks: [UInt32] = []
  private var size = 0
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
      size = chunks.count
      isDecoded = true
      chunk = chunks.first ?? Self.end
    } else if data <= limit {
      readEntries(bytes, blockCount, scoring)
      chunk = lastChunks.isEmpty ? Self.end : 0
      chunks = [UInt32](repeating: 0, count: LexicalConstants.postingsPerBlock)
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

  /// Decodes the block where the cursor stands, and stands at its first posting; ends where the block is damaged.
  private mutating func decode(_ bytes: RawSpan) {
    position = 0
    isDecoded = true
    let entry = entries + block * LexicalConstants.blockEntryLength
    let chunkBits = Int(bytes.number(at: entry + 14, as: UInt8.self))
    frequencyBits = Int(bytes.number(at: entry + 15, as: UInt8.self))
    let size = min(LexicalConstants.postingsPerBlock, count - block * LexicalConstants.postingsPerBlock)
    self.size = size
    let start = data + Int(bytes.number(at: entry + 4, as: UInt32.self))
    frequencyOffset = start + (size * chunkBits + 7) / 8
    // Behind the lists are eight more bytes, so that each load below is inside.
    guard chunkBits <= 32, frequencyBits <= 16, frequencyOffset + (size * frequencyBits + 7) / 8 <= limit,
      limit + LexicalConstants.postingsPadding <= bytes.byteCount
    else { return end() }
    var next = block == 0 ? 0 : UInt64(lastChunks[block - 1]) + 1
    let mask = (UInt64(1) << UInt64(chunkBits)) - 1
    var bit = start * 8
    var decoded = chunks.mutableSpan
    for index in 0..<size {
      let word = bytes.number(at: bit >> 3, as: UInt64.self)
      next += word >> UInt64(bit & 7) & mask
      decoded[index] = UInt32(truncatingIfNeeded: next)
      next += 1
      bit += chunkBits
    }
    // The ids grow, so that all are below the number of chunks when the last is what the entry says.
    guard next == UInt64(lastChunks[block]) + 1 else { return end() }
    chunk = chunks[0]
  }

  /// Forgets the rest of the list.
  private mutating func end() {
    chunk = Self.end
    lastChunks.removeLast(lastChunks.count - block)
  }

  /// The stored frequency where the cursor stands, at least 1.
  @inline(__always)
  func frequency(in bytes: RawSpan) -> UInt32 {
    if !frequencies.isEmpty { return frequencies[position] }
    let bit = position * frequencyBits
    let word = bytes.number(at: frequencyOffset + bit >> 3, as: UInt64.self)
    return UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & ((UInt64(1) << UInt64(frequencyBits)) - 1)) + 1
  }

  /// Calls `body` with chunk and stored frequency of every posting from where the cursor stands to those below `limit`, and
  /// moves behind them; the cursor stands at a posting.
  @inline(__always)
  mutating func forEachPosting(below limit: UInt32, in bytes: RawSpan, _ body: (UInt32, UInt32) -> Void) {
    while chunk < limit {
      // Copies in local variables: the loop's accesses are to them alone.
      let (chunks, frequencies, size, offset, bits) = (chunks, frequencies, size, frequencyOffset, frequencyBits)
      let mask = (UInt64(1) << UInt64(bits)) - 1
      var position = position
      while position < size, chunks[position] < limit {
        var frequency = UInt32(1)
        if !frequencies.isEmpty {
          frequency = frequencies[position]
        } else if bits > 0 {
          let bit = position * bits
          let word = bytes.number(at: offset + bit >> 3, as: UInt64.self)
          frequency = UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & mask) + 1
        }
        body(chunks[position], frequency)
        position += 1
      }
      self.position = position
      if position < size {
        chunk = chunks[position]
        return
      }
      leaveBlock(below: limit, bytes)
    }
  }

  private mutating func leaveBlock(below limit: UInt32, _ bytes: RawSpan) {
    chunk = lastChunks[block] + 1
    block += 1
    isDecoded = false
    if block >= lastChunks.count {
      chunk = Self.end
    } else if chunk < limit {
      decode(bytes)
    }
  }

  /// Moves to the block of the first posting whose chunk is at least `target`; decodes nothing.
  @inline(__always)
  mutating func skip(to target: UInt32) {
    guard block < lastChunks.count, lastChunks[block] < target else { return }
    repeat { block += 1 } while block < lastChunks.count && lastChunks[block] < target
    isDecoded = false
    chunk = block < lastChunks.count ? max(target, lastChunks[block - 1] + 1) : Self.end
  }

  /// Moves to the first posting whose chunk is at least `target`.
  @inline(__always)
  mutating func seek(_ target: UInt32, in bytes: RawSpan) {
    if isDecoded && chunk >= target { return }
    skip(to: target)
    guard block < lastChunks.count else { return }
    if !isDecoded { decode(bytes) }
    // The last posting of the block is not before the target.
    while chunk < target {
      position += 1
      guard position < size else { return end() }
      chunk = chunks[position]
    }
  }

  /// What no part of a posting with a chunk in `range` exceeds; the cursor must have been moved to the range.
  func bound(in range: Range<UInt32>) -> Int {
    guard chunk < range.upperBound else { return 0 }
    var index = block
    var bound = 0
    while index < lastChunks.count {
      bound = max(bound, bounds[index])
      if lastChunks[index] >= range.upperBound { break }
      index += 1
    }
    return bound
  }
}
