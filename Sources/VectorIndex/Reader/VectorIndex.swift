package import BundleFormat
package import Common
internal import Kernels
package import Storage

/// The int8 vectors of a bundle's chunks, read in place: row i belongs to chunk i.
///
/// A search compares the query with every vector, so that nothing is missed: first in whole numbers, which bound the
/// scores, then in floating point with the few whose bound is high enough. What is lost is the rounding of the stored
/// vectors to 8 bits.
package struct VectorIndex: Sendable {
  package let dimensions: Int
  /// Vectors, one a chunk.
  package let count: Int
  private let stride: Int
  private let codes: MappedBytes
  private let scales: MappedBytes

  /// Opens the index of `bundle`; costs the same whatever its size.
  package init(bundle: BundleReader) throws(BundleError) {
    try self.init(
      parameters: try bundle.section(.vectorParameters), codes: try bundle.section(.vectors),
      scales: try bundle.section(.vectorScales))
  }

  /// Opens an index from its sections.
  ///
  /// The lengths are checked here against each other, so that no later read can leave them.
  package init(parameters: MappedBytes, codes: MappedBytes, scales: MappedBytes) throws(BundleError) {
    guard parameters.count == VectorField.length else {
      throw .wrongLength(.section(.vectorParameters), expected: VectorField.length, got: parameters.count)
    }
    func number(_ field: VectorField, in range: ClosedRange<UInt64>) throws(BundleError) -> Int {
      let value =
        field.size == 8
        ? parameters.load(at: field.offset, as: UInt64.self)
        : UInt64(parameters.load(at: field.offset, as: UInt32.self))
      guard range.contains(value) else {
        throw .malformedSection(
          .vectorParameters, field: field.rawValue, expected: "\(range.lowerBound) to \(range.upperBound)",
          got: "\(value)")
      }
      return Int(value)
    }
    _ = try number(.index, in: 0...UInt64(VectorIndexKind.exact.rawValue))
    _ = try number(.metric, in: 0...UInt64(VectorMetric.dotProduct.rawValue))
    dimensions = try number(.dimensions, in: 1...UInt64(maximumDimensions))
    let padded = UInt64(DotProduct.stride(dimensions: dimensions))
    stride = try number(.stride, in: padded...padded)
    // Chunk ids have 32 bits; with at most 65,536 bytes a row no product below overflows.
    count = try number(.count, in: 0...UInt64(UInt32.max))
    guard codes.count == count * stride else {
      throw .wrongLength(.section(.vectors), expected: count * stride, got: codes.count)
    }
    guard scales.count == count * MemoryLayout<Float>.size else {
      throw .wrongLength(.section(.vectorScales), expected: count * MemoryLayout<Float>.size, got: scales.count)
    }
    self.codes = codes
    self.scales = scales
  }

  /// The chunks most similar to `query`, best first, ties by chunk id.
  ///
  /// - Complexity: O(count · dimensions) at the speed of memory, and O(limit · log limit).
  package func search(_ query: VectorQuery) -> [ScoredChunk] { search([query])[0] }

  /// The chunks most similar to each of the queries, which share one pass over the vectors; they find what each finds alone.
  package func search(_ queries: [VectorQuery]) -> [[ScoredChunk]] {
    var found = [[ScoredChunk]](repeating: [], count: queries.count)
    var bounding = BoundingQueries(stride: stride)
    /// The numbers of the queries that are bounded.
    var bounded: [Int] = []
    let vectors = queries.map { padded($0.vector) }
    for (number, query) in queries.enumerated() where query.limit > 0 {
      // Where a good part of all chunks is wanted, bounds would leave out too few.
      if query.limit < count / 4, bounding.append(vectors[number]) {
        bounded.append(number)
      } else {
        found[number] = exhaustive(vectors[number], query)
      }
    }
    guard !bounded.isEmpty else { return found }
    for (number, chunks) in zip(bounded, candidates(bounding, bounded.map { queries[$0] })) {
      found[number] = best(queries[number].limit, of: chunks, query: vectors[number])
    }
    return found
  }

  /// Scores every chunk.
  private func exhaustive(_ vector: [Float], _ query: VectorQuery) -> [ScoredChunk] {
    var ranked = RankedChunks()
    ranked.reserveCapacity(count)
    forEachBlock(query: vector) { first, scores in
      for (index, score) in scores.enumerated() {
        let chunk = ChunkID(first + index)
        if query.isIncluded?(chunk) ?? true { ranked.append(chunk, score: score) }
      }
    }
    return ranked.best(query.limit)
  }

  /// The best of some chunks.
  private func best(_ limit: Int, of chunks: [ChunkID], query: [Float]) -> [ScoredChunk] {
    var scores = [Float](repeating: 0, count: chunks.count)
    withRows(0..<count) {
      DotProduct.scores(query: query, codes: $0, scales: $1, of: chunks.map(\.rawValue), into: &scores)
    }
    var ranked = RankedChunks()
    ranked.reserveCapacity(chunks.count)
    for (chunk, score) in zip(chunks, scores) { ranked.append(chunk, score: score) }
    return ranked.best(limit)
  }

  /// For each query the chunks whose score may be among the best.
  private func candidates(_ bounding: BoundingQueries, _ queries: [VectorQuery]) -> [[ChunkID]] {
    var candidates = queries.map { CandidateChunks(limit: $0.limit) }
    var bounds = [Float](repeating: 0, count: Self.blockRows * queries.count)
    var positions = [Int](repeating: 0, count: Self.blockRows)
    for first in Swift.stride(from: 0, to: count, by: Self.blockRows) {
      let rows = first..<min(first + Self.blockRows, count)
      withRows(rows) { bounding.bounds(codes: $0, scales: $1, into: &bounds) }
      for (number, query) in queries.enumerated() {
        let count = Self.positions(
          of: bounds.span.extracting((number * rows.count)..<((number + 1) * rows.count)),
          reaching: candidates[number].floor, into: &positions)
        for index in positions[..<count] {
          let chunk = ChunkID(first + index)
          guard query.isIncluded?(chunk) ?? true else { continue }
          let scale = scales.loadFloat(at: chunk.index * Self.scaleSize)
          candidates[number].insert(
            chunk, upper: bounds[number * rows.count + index], slack: bounding.slack(of: number, scale: scale))
        }
      }
    }
    return candidates.indices.map { candidates[$0].chunks() }
  }

  /// Writes the positions of the bounds that are not below `floor` to the first elements of `positions`, without a branch that
  /// could be guessed wrongly.
  ///
  /// - Returns: how many there are.
  private static func positions(
    of bounds: borrowing Span<Float>, reaching floor: Float, into positions: inout [Int]
  ) -> Int {
    var positions = positions.mutableSpan
    var count = 0
    for index in 0..<bounds.count {
      positions[count] = index
      count += bounds[index] < floor ? 0 : 1
    }
    return count
  }

  /// The similarity of every chunk to `query`, by chunk id.
  package func similarities(query: [Float]) -> [Float] {
    var all: [Float] = []
    all.reserveCapacity(count)
    forEachBlock(query: padded(query)) { _, scores in all.append(contentsOf: scores) }
    return all
  }

  /// The similarity of one chunk to `query`; 0 for a chunk that is not there.
  package func similarity(query: [Float], chunk: ChunkID) -> Float {
    guard chunk.index < count else { return 0 }
    var score: [Float] = [0]
    withRows(chunk.index..<(chunk.index + 1)) {
      DotProduct.scores(query: padded(query), codes: $0, scales: $1, into: &score)
    }
    return score[0]
  }

  /// The vector of a chunk as it is stored, in floating point; `nil` for a chunk that is not there.
  package func vector(of chunk: ChunkID) -> [Float]? {
    guard chunk.index < count else { return nil }
    let scale = scales.loadFloat(at: chunk.index * Self.scaleSize)
    return codes.array((chunk.index * stride)..<(chunk.index * stride + dimensions)).map {
      scale * Float(Int8(bitPattern: $0))
    }
  }

  /// Rows that are scored at once: their scores stay in the nearest cache.
  private static let blockRows = 1_024

  private static let scaleSize = MemoryLayout<Float>.size

  private func padded(_ query: [Float]) -> [Float] {
    precondition(query.count == dimensions, "the query has the dimensions of the index")
    return query + [Float](repeating: 0, count: stride - dimensions)
  }

  /// - Parameter query: `[stride]`.
  private func forEachBlock(query: [Float], _ body: (_ first: Int, _ scores: ArraySlice<Float>) -> Void) {
    var scores = [Float](repeating: 0, count: min(Self.blockRows, count))
    for first in Swift.stride(from: 0, to: count, by: Self.blockRows) {
      let rows = first..<min(first + Self.blockRows, count)
      withRows(rows) { DotProduct.scores(query: query, codes: $0, scales: $1, into: &scores) }
      body(first, scores[..<rows.count])
    }
  }

  private func withRows(_ rows: Range<Int>, _ body: (_ codes: RawSpan, _ scales: RawSpan) -> Void) {
    codes[(rows.lowerBound * stride)..<(rows.upperBound * stride)].withBytes { codes in
      scales[(rows.lowerBound * Self.scaleSize)..<(rows.upperBound * Self.scaleSize)].withBytes { scales in
        body(codes, scales)
      }
    }
  }
}
