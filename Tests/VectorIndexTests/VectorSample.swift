import BundleFormat
import Common
import Storage
import VectorIndex

/// Vectors of a seeded generator (SplitMix64) and what a search over them must give.
struct VectorSample {
  var dimensions: Int
  var codes: [[Int8]] = []
  var scales: [Float] = []
  private var state: UInt64

  init(seed: UInt64, count: Int, dimensions: Int) {
    self.dimensions = dimensions
    state = seed
    for index in 0..<count {
      // Every fifth vector repeats the one before it, so that there are ties.
      if index % 5 == 4, let last = codes.last, let scale = scales.last {
        codes.append(last)
        scales.append(scale)
      } else {
        codes.append((0..<dimensions).map { _ in Int8(truncatingIfNeeded: next()) })
        scales.append(Float(next() >> 40) * 0x1p-31)
      }
    }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func query() -> [Float] {
    (0..<dimensions).map { _ in Float(Int32(truncatingIfNeeded: next())) / 0x1p31 }
  }

  /// The index in a bundle, as a build writes it.
  func bundle() throws -> BundleReader {
    let folder = try TemporaryFolder()
    var writer = try BundleWriter(path: folder.file("vectors.kb"))
    var builder = try VectorIndexBuilder(dimensions: dimensions)
    for (codes, scale) in zip(codes, scales) { try builder.add(codes: codes, scale: scale) }
    try builder.write(to: &writer)
    _ = try writer.finish()
    return try BundleReader(path: folder.file("vectors.kb"))
  }

  /// Scores in double precision: the index's own are within rounding of them.
  func exactScores(_ query: [Float]) -> [Double] {
    zip(codes, scales).map { codes, scale in
      Double(scale) * zip(codes, query).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
  }
}
