import Common
import Extraction
import TestSupport
import Testing

@Suite struct DuplicateFinderTests {
  /// `count` made-up words, the same for the same seed.
  static func words(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in "w\(Int.random(in: 0..<5_000, using: &random))" }
  }

  static func text(_ words: [String]) -> [UInt8] { Array(words.joined(separator: " ").utf8) }

  @Test func theSameTextIsAnExactDuplicateOfTheFirst() {
    var finder = DuplicateFinder()
    let text = Self.text(Self.words(50, seed: 1))
    #expect(finder.add(text) == nil)
    #expect(finder.add(Self.text(Self.words(50, seed: 2))) == nil)
    #expect(finder.add(text) == .init(original: 0, similarity: 1, isExact: true))
    #expect(finder.add(text) == .init(original: 0, similarity: 1, isExact: true))
    // Texts of a few words are compared by their bytes only.
    #expect(finder.add(Array("short text".utf8)) == nil)
    #expect(finder.add(Array("short texts".utf8)) == nil)
    #expect(finder.add(Array("short text".utf8)) == .init(original: 4, similarity: 1, isExact: true))
  }

  @Test func textsThatDifferInAWordAreNearDuplicatesAndOthersAreNot() throws {
    var finder = DuplicateFinder()
    let original = Self.words(1_000, seed: 3)
    var edited = original
    edited[500] = "changed"
    var rewritten = original
    for index in stride(from: 0, to: 1_000, by: 5) { rewritten[index] = "new\(index)" }
    #expect(finder.add(Self.text(original)) == nil)
    let found = finder.add(Self.text(edited))
    let near = try #require(found)
    #expect(near.original == 0 && !near.isExact && near.similarity > 0.95)
    #expect(finder.add(Self.text(rewritten)) == nil)
    // Copies of a near duplicate name the original too.
    #expect(finder.add(Self.text(edited)) == .init(original: 0, similarity: 1, isExact: true))
    // Case and punctuation do not count.
    let shouted = original.map { $0.uppercased() }.joined(separator: ", ")
    #expect(finder.add(Array(shouted.utf8)) == .init(original: 0, similarity: 1, isExact: false))
  }

  @Test func scriptsWithoutSpacesAreComparedByCharacter() throws {
    var finder = DuplicateFinder()
    let base = (0..<400).map { Unicode.Scalar(UInt32(0x4E00 + $0 * 7 % 3_000)) ?? " " }
    let text = String(String.UnicodeScalarView(base))
    #expect(finder.add(Array(text.utf8)) == nil)
    let near = finder.add(Array((text + "了").utf8))
    #expect(try #require(near).original == 0)
  }

  @Test(arguments: [0.5, 0.7, 0.9]) func theEstimateIsCloseToTheTruth(share: Double) throws {
    let count = 4_000
    // Runs of four words that hold no changed word are shared.
    let shared = Int(2 * share / (1 + share) * Double(count))
    let left = Self.words(count, seed: 7)
    let right = Array(left[..<shared]) + Self.words(count - shared, seed: 8)
    let first = try #require(MinHashSignature(Self.text(left)))
    let second = try #require(MinHashSignature(Self.text(right)))
    // The standard deviation of the estimate is 0.044 at most; four of them.
    #expect(abs(first.similarity(to: second) - share) < 0.18)
  }

  @Test func aThresholdAboveOneFindsExactDuplicatesOnly() {
    var finder = DuplicateFinder(threshold: 1.1)
    var words = Self.words(100, seed: 9)
    #expect(finder.add(Self.text(words)) == nil)
    words[50] = "x"
    #expect(finder.add(Self.text(words)) == nil)
  }
}
