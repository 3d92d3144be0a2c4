import Chunking
import Extraction
import Synchronization
import TestSupport
import Testing

@Suite struct ChunkerPropertyTests {
  @Test(arguments: ChunkingPlan.Strategy.allCases, [(1000, 200, 256), (200, 50, 64), (60, 20, 256), (5000, 0, 32)])
  func chunksFollowTheRulesOnAnyDocument(
    _ strategy: ChunkingPlan.Strategy, _ limits: (size: Int, overlap: Int, tokens: Int)
  ) throws {
    for seed in 0..<60 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let document = try TestDocument.random(&generator)
      let template =
        ["{title} — {headings}", "", "{title}", "passage: {headings}"].randomElement(using: &generator) ?? ""
      let plan = ChunkingPlan(
        strategy: strategy, size: limits.size, overlap: limits.overlap, maximumTokens: limits.tokens,
        prefix: PrefixTemplate(template))
      let chunker = Chunker(plan: plan, tokenCount: TestDocument.tokenCount)
      let chunks = chunker.chunks(of: document)
      let violations = TestDocument.violations(chunks, of: document, by: chunker)
      #expect(violations == [], "seed \(seed), template \"\(template)\"")
      #expect(chunker.chunks(of: document) == chunks)
      if !violations.isEmpty { break }
    }
  }

  @Test func tokensAreCountedInProportionToTheText() throws {
    var generator = SeededGenerator(seed: 3)
    var text = ""
    while text.utf8.count < 200_000 { text += TestDocument.sentence(&generator, words: 12) + " " }
    let document = try TestDocument.make(title: "Long", [(.heading(level: 1), "One"), (.paragraph, text)])
    for strategy in ChunkingPlan.Strategy.allCases {
      let counter = Counter()
      let plan = ChunkingPlan(strategy: strategy)
      let chunker = Chunker(plan: plan) { text in
        counter.add(text.count)
        return TestDocument.tokenCount(text)
      }
      _ = chunker.chunks(of: document)
      #expect(counter.bytes < 6 * document.text.count, "\(strategy)")
    }
  }

  private final class Counter: Sendable {
    private let total = Mutex(0)
    func add(_ count: Int) { total.withLock { $0 += count } }
    var bytes: Int { total.withLock { $0 } }
  }
}
