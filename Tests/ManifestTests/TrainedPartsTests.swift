import Common
import Compression
import Manifest
import Testing

@Suite struct TrainedPartsTests {
  private func dictionary() throws -> ZstdDictionary {
    let samples = (0..<400).map { Array("Sample \($0 * 7_919 % 1_009) of many, about \($0 % 13) things.".utf8) }
    return try #require(
      ZstdDictionary.trained(samples: samples.flatMap { $0 }, sizes: samples.map(\.count), capacity: 1_024))
  }

  @Test func partsComeBackAsTheyWere() throws {
    let parts = TrainedParts(dictionary: try dictionary())
    #expect(try TrainedParts(decoding: parts.encoded) == parts)
    #expect(try TrainedParts(decoding: TrainedParts(dictionary: nil).encoded) == TrainedParts(dictionary: nil))
  }

  @Test func everyBitCountsAndEveryEndIsNoticed() throws {
    let good = TrainedParts(dictionary: try dictionary()).encoded
    for place in good.indices {
      var bad = good
      bad[place] ^= 1 << UInt8(place % 8)
      #expect(throws: TrainedPartsError.self, "byte \(place)") { try TrainedParts(decoding: bad) }
    }
    for count in good.indices {
      #expect(throws: TrainedPartsError.self, "\(count) bytes") {
        try TrainedParts(decoding: Array(good.prefix(count)))
      }
    }
    #expect(throws: TrainedPartsError.damaged("1 bytes are left over")) { try TrainedParts(decoding: good + [0]) }
  }

  @Test func otherThingsAreNamed() throws {
    let good = TrainedParts(dictionary: try dictionary()).encoded
    var later = good
    later[8] = 2
    #expect(throws: TrainedPartsError.wrongVersion(expected: 1, got: 2)) { try TrainedParts(decoding: later) }
    var other = good
    other.replaceSubrange(16..<20, with: "VCEN".utf8)
    #expect(throws: TrainedPartsError.unknownPart(kind: "VCEN")) { try TrainedParts(decoding: other) }
    let text = TrainedParts(dictionary: ZstdDictionary(bytes: Array("no dictionary".utf8))).encoded
    #expect(throws: TrainedPartsError.wrongPart(kind: "ZDIC")) { try TrainedParts(decoding: text) }
  }
}
