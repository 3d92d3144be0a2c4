package import BundleFormat
package import Common
internal import Kernels
package import Storage

/// The int8 vectors of a bundle's chunks, read in place: row i belongs to chunk i.
///
/// A search compares the query with every vector, so that nothing is missed. Queries stay in floating point; what is lost
/// is the rounding of the stored vectors to 8 bits.
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
  /// - Complexity: O(count · dimensions) at the speed of memory, and O(log limit) for each chunk that enters the list.
  package func search(
    query: [Float], limit: Int, isIncluded: ((ChunkID) -> Bool)? = nil
  ) -> [ScoredChunk] {
    var best = TopChunks(limit: min(limit, count))
    forEachBlock(query: query) { first, scores in
      for (index, score) in scores.enumerated() where best.admits(score) {
        let chunk = ChunkID(first + index)
        if isIncluded?(chunk) ?? true { best.insert(ScoredChunk(chunk: chunk, score: score)) }
      }
    }
    return best.sorted()
  }

  /// The similarity of every chunk to `query`, by chunk id.
  package func similarities(query: [Float]) -> [Float] {
    var all: [Float] = []
    all.reserveCapacity(count)
    forEachBlock(query: query) { _, scores in all.append(contentsOf: scores) }
    return all
  }

  /// The similarity of one chunk to `query`; 0 for a chunk that is not there.
  package func similarity(query: [Float], chunk: ChunkID) -> Float {
    guard chunk.index < count else { return 0 }
    var score: [Float] = [0]
    self.scores(query: padded(query), rows: chunk.index..<(chunk.index + 1), into: &score)
    return score[0]
  }

  /// The vector of a chunk as it is stored, in floating point; `nil` for a chunk that is not there.
  package func vector(of chunk: ChunkID) -> [Float]? {
    guard chunk.index < count else { return nil }
    let scale = scales.loadFloat(at: chunk.index * MemoryLayout<Float>.size)
    return codes.array((chunk.index * stride)..<(chunk.index * stride + dimensions)).map {
      scale * Float(Int8(bitPattern: $0))
    }
  }

  /// Rows that are scored at once: their scores stay in the nearest cache.
  private static let blockRows = 1_024

  private func forEachBlock(query: [Float], _ body: (_ first: Int, _ scores: ArraySlice<Float>) -> Void) {
    let query = padded(query)
    var scores = [Float](repeating: 0, count: min(Self.blockRows, count))
    var first = 0
    while first < count {
      let rows = min(Self.blockRows, count - first)
      self.scores(query: query, rows: first..<(first + rows), into: &scores)
      body(first, scores[..<rows])
      first += rows
    }
  }

  private func padded(_ query: [Float]) -> [Float] {
    precondition(query.count == dimensions, "the query has the dimensions of the index")
    return query + [Float](repeating: 0, count: stride - dimensions)
  }

  private func scores(query: [Float], rows: Range<Int>, into scores: inout [Float]) {
    let size = MemoryLayout<Float>.size
    codes[(rows.lowerBound * stride)..<(rows.upperBound * stride)].withBytes { codes in
      scales[(rows.lowerBound * size)..<(rows.upperBound * size)].withBytes { scales in
        DotProduct.scores(query: query, codes: codes, scales: scales, into: &scores)
      }
    }
  }
}
