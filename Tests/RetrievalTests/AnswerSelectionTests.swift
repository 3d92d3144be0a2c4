import Retrieval
import Testing

@Suite struct AnswerSelectionTests {
  private func candidate(
    _ text: String, hit: Int = 0, coverage: Double = 0, standing: Double = 0, similarity: Double = 0
  ) -> SentenceCandidate {
    SentenceCandidate(
      hit: hit, range: 0..<text.utf8.count, text: text, coverage: coverage, standing: standing, similarity: similarity)
  }

  @Test func `Rare terms weigh more than common ones`() {
    let terms = QuestionTerms(terms: ["the", "zebra", "the"], chunkCount: 100) { $0 == "the" ? 100 : 1 }
    #expect(terms.terms == ["the", "zebra"])
    #expect(terms.weights[1] > 100 * terms.weights[0])
    #expect(terms.coverage(by: ["the"]) < 0.01)
    #expect(terms.coverage(by: ["the", "zebra"]) == 1)
  }

  @Test func `What only the context has counts half`() {
    let terms = QuestionTerms(terms: ["a", "b"], chunkCount: 10) { _ in 1 }
    #expect(abs(terms.coverage(by: ["a"], context: ["b"]) - 0.75) < 1e-12)
    #expect(terms.coverage(by: ["a", "b"], context: ["b"]) == 1)
  }

  @Test func `A question without terms covers nothing`() {
    #expect(QuestionTerms(terms: [], chunkCount: 10) { _ in 1 }.coverage(by: ["a"]) == 0)
  }

  @Test func `The best sentence may stand anywhere in any chunk`() {
    let candidates = [
      candidate("first", standing: 1, similarity: 0.2), candidate("answer", hit: 1, standing: 0.6, similarity: 0.8),
    ]
    #expect(SentenceCandidate.chosen(from: candidates, vectors: [[1, 0], [0, 1]], limit: 1) == [1])
  }

  @Test func `A sentence that repeats a chosen one is left out`() {
    let candidates = [
      candidate("a", similarity: 0.8), candidate("a again", similarity: 0.79), candidate("b", similarity: 0.7),
      candidate("far worse", similarity: 0.3),
    ]
    let vectors: [[Float]] = [[1, 0, 0], [0.99, 0.1, 0], [0, 1, 0], [0, 0, 1]]
    #expect(SentenceCandidate.chosen(from: candidates, vectors: vectors) == [0, 2])
  }

  @Test func `The most promising sentences keep their order`() {
    let candidates = [
      candidate("a", coverage: 0.1), candidate("b", coverage: 0.9), candidate("c", coverage: 0.1),
      candidate("d", coverage: 0.5),
    ]
    #expect(SentenceCandidate.mostPromising(candidates, count: 3).map(\.text) == ["a", "b", "d"])
  }

  @Test func `Nothing is chosen from nothing`() {
    #expect(SentenceCandidate.chosen(from: [], vectors: []).isEmpty)
  }
}
