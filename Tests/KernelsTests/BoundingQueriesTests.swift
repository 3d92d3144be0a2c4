import Kernels
import Testing

@Suite struct BoundingQueriesTests {
  @Test(arguments: [1, 2, 3, 8, 33], [1, 15, 16, 17, 48, 100, 384, 769, 20_000])
  func `Scores lie between bound and bound less slack, and every level gives the same bits`(
    rows: Int, dimensions: Int
  ) throws {
    let sample = DotProductTests.Sample(seed: UInt64(rows * 31 + dimensions), rows: rows, dimensions: dimensions)
    let bounding = try queries([sample.query])
    let scores = sample.scores(.best)
    var expected: [UInt32] = []
    for level in InstructionSet.supported {
      let bounds = bounds(bounding, sample, level)
      if expected.isEmpty { expected = bounds.map(\.bitPattern) }
      #expect(bounds.map(\.bitPattern) == expected, "\(level)")
      for row in 0..<rows {
        #expect(scores[row] <= bounds[row], "\(level), row \(row)")
        #expect(scores[row] >= bounds[row] - bounding.slack(of: 0, scale: sample.scales[row]), "\(level), row \(row)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 15, 17, 40], [2, 3, 4, 5, 8])
  func `Several queries get the bounds that each gets alone`(rows: Int, count: Int) throws {
    let sample = DotProductTests.Sample(seed: UInt64(rows), rows: rows, dimensions: 100)
    let vectors = (0..<count).map { number in sample.query.map { $0 * Float(number + 1) - Float(number) / 100 } }
    for level in InstructionSet.supported {
      let together = bounds(try queries(vectors), sample, level)
      let alone = try vectors.flatMap { bounds(try queries([$0]), sample, level) }
      #expect(together.map(\.bitPattern) == alone.map(\.bitPattern), "\(level)")
    }
  }

  private func queries(_ vectors: [[Float]]) throws -> BoundingQueries {
    var bounding = BoundingQueries(stride: vectors[0].count)
    for vector in vectors {
      let isBounded = bounding.append(vector)
      try #require(isBounded)
    }
    return bounding
  }

  private func bounds(
    _ queries: BoundingQueries, _ sample: DotProductTests.Sample, _ level: InstructionSet
  ) -> [Float] {
    var bounds = [Float](repeating: .nan, count: queries.count * sample.scales.count)
    queries.bounds(
      codes: sample.codes.span.bytes, scales: sample.scales.span.bytes, into: &bounds, instructionSet: level)
    return bounds
  }

  @Test func `Extreme codes do not leave 32 bits`() throws {
    let stride = 65_536
    let bounding = try queries([[Float](repeating: -1, count: stride)])
    let codes = [Int8](repeating: -128, count: stride)
    for level in InstructionSet.supported {
      var bounds: [Float] = [0]
      bounding.bounds(codes: codes.span.bytes, scales: [Float(1)].span.bytes, into: &bounds, instructionSet: level)
      #expect(bounds[0] >= 128 * 65_536)
      #expect(bounds[0] <= 1.1 * 128 * 65_536)
    }
  }

  @Test func `Queries without bounds have none`() {
    for element in [0, Float.nan, .infinity, 1e-30, 1e30] {
      var bounding = BoundingQueries(stride: 16)
      let isBounded = bounding.append([Float](repeating: element, count: 16))
      #expect(!isBounded)
      #expect(bounding.count == 0)
    }
  }

  @Test func `The slack is small against a score`() throws {
    let sample = DotProductTests.Sample(seed: 1, rows: 1, dimensions: 384)
    let bounding = try queries([sample.query])
    // Lengths of about √(384/3) and √384 · 74: the largest possible score is near 16,000.
    #expect(bounding.slack(of: 0, scale: 1) < 16)
  }
}
