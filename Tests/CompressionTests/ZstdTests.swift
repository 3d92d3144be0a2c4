import Compression
import Storage
import Testing

@Suite struct ZstdTests {
  /// Text-like bytes that differ and have much in common.
  static func sample(_ number: Int, count: Int = 2000) -> [UInt8] {
    var bytes: [UInt8] = []
    var state = UInt32(truncatingIfNeeded: number &* 2_654_435_761)
    let words = ["bundle", "section", "frame", "the", "of", "a", "signature", "digest", "chunk", "is", "written"]
    while bytes.count < count {
      state = state &* 1_664_525 &+ 1_013_904_223
      bytes += Array(words[Int(state >> 16) % words.count].utf8) + [0x20]
    }
    return Array(bytes.prefix(count))
  }

  static let dictionary: ZstdDictionary? = {
    let samples = (0..<200).map { sample($0) }
    return ZstdDictionary.trained(samples: samples.flatMap { $0 }, sizes: samples.map(\.count), capacity: 4096)
  }()

  @Test(arguments: [1, 3, 19], [0, 1, 100, 65_536, 300_000])
  func whatIsCompressedIsDecompressed(level: Int, count: Int) throws {
    let bytes = Self.sample(5, count: count)
    var compressor = try ZstdCompressor(level: level)
    var decompressor = try ZstdDecompressor()
    let frame = try compressor.frame(holding: bytes)
    #expect(try decompressor.content(of: MappedBytes(frame), limit: count) == bytes)
  }

  @Test func aStreamOfFramesIsReadToItsLimitAndNoFurther() throws {
    var compressor = try ZstdCompressor(level: 3)
    let parts = [Self.sample(1, count: 300_000), Self.sample(2, count: 10)]
    let frames = try parts.map { try compressor.frame(holding: $0) }
    let stream = Array(frames.joined())
    let count = 300_010
    #expect(try ZstdStream.content(of: stream, limit: count) == Array(parts.joined()))
    #expect(throws: CompressionError.self) { try ZstdStream.content(of: stream, limit: count - 1) }
    #expect(throws: CompressionError.self) { try ZstdStream.content(of: [], limit: count) }
    for length in [1, 5, 300, stream.count - 1] where length != frames[0].count {
      #expect(throws: CompressionError.self, "\(length)") {
        try ZstdStream.content(of: Array(stream[..<length]), limit: count)
      }
    }
    // A frame of a window that would take 2 GiB of memory.
    #expect(throws: CompressionError.self) {
      try ZstdStream.content(of: [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00], limit: count)
    }
  }

  @Test func aFrameDoesNotDependOnThoseBeforeIt() throws {
    let dictionary = try #require(Self.dictionary)
    var used = try ZstdCompressor(level: 19, dictionary: dictionary)
    for number in 0..<40 {
      var fresh = try ZstdCompressor(level: 19, dictionary: dictionary)
      let bytes = Self.sample(number, count: 300 + number * 1999)
      #expect(try used.frame(holding: bytes) == fresh.frame(holding: bytes))
    }
  }

  @Test func aDictionaryMakesSmallFramesSmallerAndIsNeededToReadThem() throws {
    let dictionary = try #require(Self.dictionary)
    #expect(dictionary.number != 0)
    let bytes = Self.sample(1000, count: 500)
    var plain = try ZstdCompressor(level: 19)
    var trained = try ZstdCompressor(level: 19, dictionary: dictionary)
    let frame = try trained.frame(holding: bytes)
    #expect(try frame.count < plain.frame(holding: bytes).count)
    var with = try ZstdDecompressor(dictionary: dictionary)
    #expect(try with.content(of: MappedBytes(frame), limit: 500) == bytes)
    var without = try ZstdDecompressor()
    #expect(throws: CompressionError.wrongDictionary(expected: 0, got: dictionary.number)) {
      try without.content(of: MappedBytes(frame), limit: 500)
    }
  }

  @Test func trainingGivesTheSameBytesAndNothingFromTooLittle() throws {
    let samples = (0..<200).map { Self.sample($0) }
    let again = ZstdDictionary.trained(samples: samples.flatMap { $0 }, sizes: samples.map(\.count), capacity: 4096)
    #expect(again == Self.dictionary)
    #expect(ZstdDictionary.trained(samples: [], sizes: []) == nil)
    #expect(ZstdDictionary.trained(samples: [1, 2], sizes: [1, 1]) == nil)
  }

  @Test func aBombIsRefusedBeforeMemoryIsTaken() throws {
    var compressor = try ZstdCompressor(level: 19)
    let frame = try compressor.frame(holding: [UInt8](repeating: 0, count: 50_000_000))
    #expect(frame.count < 10_000)
    var decompressor = try ZstdDecompressor()
    #expect(throws: CompressionError.tooLong(limit: 1 << 20, got: 50_000_000)) {
      try decompressor.content(of: MappedBytes(frame), limit: 1 << 20)
    }
  }

  @Test func damagedFramesAreErrorsAndNeverCrash() throws {
    var compressor = try ZstdCompressor(level: 3)
    let bytes = Self.sample(3)
    let frame = try compressor.frame(holding: bytes)
    var decompressor = try ZstdDecompressor()
    for length in 0..<frame.count {
      #expect(throws: CompressionError.self) {
        try decompressor.content(of: MappedBytes(Array(frame[..<length])), limit: 10_000)
      }
    }
    #expect(throws: CompressionError.notAFrame) {
      try decompressor.content(of: MappedBytes(frame + frame), limit: 10_000)
    }
    for place in frame.indices {
      for bit in 0..<8 {
        var damaged = frame
        damaged[place] ^= 1 << UInt8(bit)
        // Without a checksum a flip may go unnoticed here; it must not crash, and the length must be right.
        if let content = try? decompressor.content(of: MappedBytes(damaged), limit: 1 << 20) {
          #expect(content.count <= 1 << 20)
        }
      }
    }
    #expect(try decompressor.content(of: MappedBytes(frame), limit: 10_000) == bytes)
  }

  @Test(arguments: [0, -1, 23, 1000]) func aLevelOutOfRangeIsAnError(level: Int) {
    #expect(throws: CompressionError.self) { _ = try ZstdCompressor(level: level).self }
  }

  @Test func theLibrarySaysItsVersion() {
    #expect(ZstdLibrary.version.split(separator: ".").count == 3)
  }
}
