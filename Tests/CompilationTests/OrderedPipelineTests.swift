import Compilation
import Synchronization
import Testing

@Suite struct OrderedPipelineTests {
  /// A source of the numbers below `count` that any thread may pull from.
  private func numbers(below count: Int) -> @Sendable () -> Int? {
    let counter = Counter()
    return {
      let value = counter.next()
      return value < count ? value : nil
    }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock { value in
        defer { value += 1 }
        return value
      }
    }

    var current: Int { value.withLock { $0 } }
  }

  @Test(arguments: [1, 2, 3, 8], [0, 1, 7, 64, 65, 1000])
  func deliversEveryResultInInputOrder(jobs: Int, count: Int) {
    var received: [Int] = []
    OrderedPipeline(jobs: jobs).run(next: numbers(below: count)) { value in
      // Uneven work, so that threads overtake each other.
      var state = UInt64(value) &* 0x9E37_79B9_7F4A_7C15
      for _ in 0..<(value % 7) * 500 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
      return state == 1 ? -1 : value * 2
    } consume: {
      received.append($0)
    }
    #expect(received == (0..<count).map { $0 * 2 })
  }

  private struct Stop: Error, Equatable {}

  private let identity: @Sendable (Int) -> Int = { $0 }

  @Test(arguments: [1, 4])
  func stopsReadingWhenTheConsumerThrows(jobs: Int) {
    let counter = Counter()
    let pipeline = OrderedPipeline(jobs: jobs)
    var consumed = 0
    #expect(throws: Stop.self) {
      try pipeline.run(next: counter.next, transform: identity) { (_: Int) throws(Stop) in
        consumed += 1
        if consumed == 10 { throw Stop() }
      }
    }
    #expect(consumed == 10)
    // Ten consumed, a full window under way, and one that each thread may have been reading.
    #expect(counter.current <= 10 + pipeline.window + jobs)
  }

  @Test func holdsNoMoreInputsThanTheWindow() {
    let counter = Counter()
    let pipeline = OrderedPipeline(jobs: 2)
    var consumed = 0
    var furthest = 0
    let next: @Sendable () -> Int? = { counter.current < 500 ? counter.next() : nil }
    pipeline.run(next: next, transform: identity) { _ in
      furthest = max(furthest, counter.current - consumed)
      consumed += 1
    }
    #expect(consumed == 500)
    #expect(furthest <= pipeline.window + 1)
  }
}
