import BundleFormat
import Common
import Storage

/// Numbers from a seed: the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

/// A bundle with a record, an empty section, one of one block and one of several.
enum TestBundle {
  static let record = BuildRecord(
    name: "test", version: "1.0", language: "en",
    model: .init(name: "tiny", digest: Digest(hashing: [1]), dimensions: 8),
    libraries: [.init(name: "one", version: "1.2")],
    trainedParts: [.init(name: "centroids", digest: Digest(hashing: [2]))],
    counts: .init(documents: 3, chunks: 5, questions: 1, sourceBytes: 1000, textBytes: 800),
    fusion: .init(method: .reciprocalRank, weight: 300, depth: 200))

  static let blocks: [UInt8] = {
    var generator = SeededGenerator(seed: 7)
    return generator.bytes(3 * BundleConstants.blockLength + 100)
  }()

  @discardableResult
  static func write(to path: String, pieces: Int = 1 << 20, signingWith key: SigningKey? = nil) throws -> BundleSummary
  {
    var writer = try BundleWriter(path: path)
    try writer.add(record)
    try writer.addSection(.questions, required: false) { _ in }
    try writer.addSection(.strings, bytes: Array("some strings".utf8))
    try writer.addSection(.vectors, alignment: .page) { sink in
      for start in stride(from: 0, to: blocks.count, by: pieces) {
        try sink.append(blocks[start..<min(start + pieces, blocks.count)])
      }
    }
    return try writer.finish(signingWith: key)
  }

  static func bytes(signingWith key: SigningKey? = nil) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try write(to: folder.file("test.kb"), signingWith: key)
    return try readFile(folder.file("test.kb"))
  }

  static func open(_ bytes: [UInt8]) throws(BundleError) -> BundleReader {
    try BundleReader(bytes: MappedBytes(bytes), path: "test.kb")
  }

  /// What opening and verifying `bytes` throws.
  static func problem(in bytes: [UInt8]) -> BundleError? {
    do throws(BundleError) {
      try open(bytes).verify()
      return nil
    } catch {
      return error.problem
    }
  }
}
