import Kernels
import Testing

@Suite struct DotProductTests {
  /// Rows and scales of a seeded generator (SplitMix64); every eighth code and scale is an extreme one.
  struct Sample {
    var query: [Float]
    var codes: [Int8]
    var scales: [Float]

    init(seed: UInt64, rows: Int, dimensions: Int) {
      var state = seed
      func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
      }
      let stride = DotProduct.stride(dimensions: dimensions)
      query = (0..<stride).map { $0 < dimensions ? Float(Int32(truncatingIfNeeded: next())) / 0x1p31 : 0 }
      codes = (0..<(rows * stride)).map { $0 % 8 == 3 ? ($0 % 16 == 3 ? -128 : 127) : Int8(truncatingIfNeeded: next()) }
      scales = (0..<rows).map { $0 % 8 == 5 ? 0 : Float(next() >> 40) * 0x1p-31 }
    }

    func scores(_ level: InstructionSet) -> [Float] {
      var scores = [Float](repeating: .nan, count: scales.count)
      unsafe DotProduct.scores(
        query: query, codes: codes.span.bytes, scales: scales.span.bytes, into: &scores, instructionSet: level)
      return scores
    }

    /// The documented order of operations, written again in Swift.
    var definition: [Float] {
      scales.indices.map { row in
        var lanes = [Float](repeating: 0, count: DotProduct.laneCount)
        for (index, element) in query.enumerated() {
          lanes[index % lanes.count].addProduct(element, Float(codes[row * query.count + index]))
        }
        for width in [8, 4, 2, 1] { for lane in 0..<width { lanes[lane] += lanes[lane + width] } }
        return scales[row] * lanes[0]
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 8, 33], [1, 15, 16, 17, 48, 100, 384, 769])
  func everyLevelGivesTheBitsOfTheDefinition(rows: Int, dimensions: Int) {
    let sample = Sample(seed: UInt64(rows * 1000 + dimensions), rows: rows, dimensions: dimensions)
    let expected = sample.definition.map(\.bitPattern)
    for level in InstructionSet.supported {
      #expect(sample.scores(level).map(\.bitPattern) == expected, "\(level)")
    }
  }

  @Test func `Chosen rows score as all rows do, whatever their order`() {
    let sample = Sample(seed: 11, rows: 40, dimensions: 100)
    let chosen: [UInt32] = [39, 0, 7, 7, 12, 3, 38, 1, 22, 5, 19]
    for level in InstructionSet.supported {
      let all = sample.scores(level)
      var scores = [Float](repeating: .nan, count: chosen.count)
      DotProduct.scores(
        query: sample.query, codes: sample.codes.span.bytes, scales: sample.scales.span.bytes, of: chosen,
        into: &scores, instructionSet: level)
      #expect(scores.map(\.bitPattern) == chosen.map { all[Int($0)].bitPattern }, "\(level)")
    }
  }

  @Test func theSumIsTheDotProduct() {
    let sample = Sample(seed: 7, rows: 3, dimensions: 100)
    for (row, score) in sample.scores(.scalar).enumerated() {
      let products = sample.query.enumerated().map { Double($1) * Double(sample.codes[row * 112 + $0]) }
      let exact = Double(sample.scales[row]) * products.reduce(0, +)
      #expect(abs(Double(score) - exact) <= 1e-5 * max(1, abs(exact)))
    }
  }
}
