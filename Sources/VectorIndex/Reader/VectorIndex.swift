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
  /// - Parameters:
  ///   - query: `[dimensions]` Float of length 1.
  ///   - limit: how many chunks to return at most.
  ///   - isIncluded: which chunks may be returned; `nil` for all.
  /// - Complexity: O(count · dimensions) at the speed of memory, and O(limit · log limit).
  package func search(
    query: [Float], limit: Int, isIncluded: ((ChunkID) -> Bool)? = nil
  ) -> [ScoredChunk] {
    let query = padded(query)
    var ranked = RankedChunks()
    // Where a good part of all chunks is wanted, bounds would leave out too few.
    if limit > 0, limit < count / 4, let bounding = BoundingQuery(query) {
      var score: [Float] = [0]
      for chunk in candidates(bounding, limit: limit, isIncluded: isIncluded) {
        withRows(chunk.index..<(chunk.index + 1)) {
          DotProduct.scores(query: query, codes: $0, scales: $1, into: &score)
        }
        ranked.append(chunk, score: score[0])
      }
    } else if limit > 0 {
      ranked.reserveCapacity(count)
      forEachBlock(query: query) { first, scores in
        for (index, score) in scores.enumerated() {
          let chunk = ChunkID(first + index)
          if isIncluded?(chunk) ?? true { ranked.append(chunk, score: score) }
        }
      }
    }
    return ranked.best(limit)
  }

  /// The chunks whose score may be among the `limit` best.
  private func candidates(
    _ bounding: BoundingQuery, limit: Int, isIncluded: ((ChunkID) -> Bool)?
  ) -> [ChunkID] {
    var candidates = CandidateChunks(limit: limit)
    var bounds = [Float](repeating: 0, count: Self.blockRows)
    for first in Swift.stride(from: 0, to: count, by: Self.blockRows) {
      let rows = first..<min(first + Self.blockRows, count)
      withRows(rows) { bounding.bounds(codes: $0, scales: $1, into: &bounds) }
      for index in 0..<rows.count where !(bounds[index] < candidates.floor) {
        let chunk = ChunkID(first + index)
        guard isIncluded?(chunk) ?? true else { continue }
        candidates.insert(
          chunk, upper: bounds[index], slack: bounding.slack(scale: scales.loadFloat(at: chunk.index * Self.scaleSize)))
      }
    }
    return candidates.chunks()
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
