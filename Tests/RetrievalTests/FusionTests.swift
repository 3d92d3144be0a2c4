import Common
import Retrieval
import Testing

@Suite struct FusionTests {
  private func list(_ scores: KeyValuePairs<Int, Float>) -> [(candidate: Candidate, score: Float)] {
    scores.map { (Candidate(chunk: ChunkID($0.key)), $0.value) }
  }

  private func order(_ ranked: [RankedCandidate]) -> [Int] { ranked.map(\.candidate.chunk.index) }

  @Test func `A standard score counts deviations from the mean`() {
    let scores = standardScores(of: [3, 1, 2, 2])
    let deviation = 0.5.squareRoot()
    #expect(zip(scores, [1 / deviation, -1 / deviation, 0, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(standardScores(of: []) == [])
    #expect(standardScores(of: [2, 2, 2]) == [0, 0, 0])
    #expect(standardScores(of: [5]) == [0])
  }

  @Test func `A chunk that both sides find beats one that one side finds`() {
    let merged = Fusion.standard.merged(keyword: list([1: 9, 2: 8, 3: 1]), vector: list([2: 0.9, 4: 0.8, 5: 0.1]))
    #expect(merged.first?.candidate.chunk == ChunkID(2))
    #expect(merged.first?.keyword == 8)
    #expect(merged.first?.vector == 0.9)
    #expect(Set(order(merged)) == [1, 2, 3, 4, 5])
  }

  @Test func `A missing side counts as its last chunk`() {
    let merged = Fusion.standard.merged(keyword: list([1: 2, 2: 1]), vector: list([1: 0.5, 3: 0.1]))
    let second = merged.filter { $0.candidate.chunk != ChunkID(1) }
    // Chunk 2 is last of the keyword side and absent from the other; chunk 3 the other way round.
    #expect(second.map(\.score) == [-1, -1])
    #expect(order(merged) == [1, 2, 3])
  }

  @Test func `The weight moves the order from one side to the other`() {
    let keyword = list([1: 9, 2: 5, 3: 1])
    let vector = list([3: 0.9, 2: 0.5, 1: 0.1])
    #expect(order(Fusion.zScore(weight: 0).merged(keyword: keyword, vector: vector)) == [1, 2, 3])
    #expect(order(Fusion.zScore(weight: 1).merged(keyword: keyword, vector: vector)) == [3, 2, 1])
  }

  @Test func `Reciprocal ranks add up`() {
    let merged = Fusion.reciprocalRank(k: 60).merged(keyword: list([7: 3, 8: 2]), vector: list([8: 0.9]))
    #expect(order(merged) == [8, 7])
    #expect(merged[0].score == Float(1.0 / 62 + 1.0 / 61))
    #expect(merged[1].score == Float(1.0 / 61))
  }

  @Test func `Ties break on bundle and chunk`() {
    let tied: [(candidate: Candidate, score: Float)] = [
      (Candidate(bundle: 1, chunk: ChunkID(0)), 1), (Candidate(bundle: 0, chunk: ChunkID(9)), 1),
      (Candidate(bundle: 0, chunk: ChunkID(4)), 1),
    ]
    let merged = Fusion.standard.merged(keyword: tied, vector: [])
    #expect(merged.map(\.candidate.bundle) == [0, 0, 1])
    #expect(order(merged) == [4, 9, 0])
  }

  @Test func `Empty lists give nothing`() {
    #expect(Fusion.standard.merged(keyword: [], vector: []).isEmpty)
    #expect(Fusion.reciprocalRank(k: 60).merged(keyword: [], vector: []).isEmpty)
  }
}
