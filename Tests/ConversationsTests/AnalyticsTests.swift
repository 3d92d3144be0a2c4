import Common
import Conversations
import Testing

@Suite struct AnalyticsTests {
  @Test func analyticsAddUpWhatHappened() throws {
    let test = try TestStore()
    let ada = try test.store.createSession(owner: "ada")
    try test.ask("How are bundles signed?", "With Ed25519.", in: ada, source: "signing.md")
    let answers = try test.ask("Who won?", "The bundle does not answer this.", in: ada, isAnswered: false)
    _ = try test.store.setFeedback(Feedback(rating: .down, reason: "no answer"), on: answers[1].id, .everyone)
    test.clock.advance(by: .seconds(86_400))
    try test.ask("Which bundles are signed?", "All.", in: ada, source: "signing.md")
    let bob = try test.store.createSession(owner: "bob")
    try test.ask("What is a chunk?", "A piece.", in: bob, source: "chunks.md")

    let result = try test.store.analytics(from: "2026-03-01", to: "2026-03-02") {
      // A term is the first five letters of a longer word.
      $0.lowercased().split { !$0.isLetter }.filter { $0.count > 4 }.map { (String($0.prefix(5)), String($0)) }
    }
    #expect(result.days.map(\.day) == ["2026-03-01", "2026-03-02"])
    #expect(result.days.map(\.questions) == [2, 2])
    #expect(result.days.map(\.unanswered) == [1, 0])
    #expect(result.days.map(\.people) == [1, 2])
    #expect(result.days.map(\.cost) == [1, 1])
    #expect(result.days.map(\.meanLatency) == [12, 12])
    #expect(result.unanswered.map(\.question) == ["Who won?"])
    #expect(result.documents.map(\.name) == ["signing.md", "chunks.md"])
    #expect(result.documents.map(\.count) == [2, 1])
    #expect(result.people == 2)
    #expect(result.returningPeople == 1)
    #expect(result.thumbsUp == 0)
    #expect(result.thumbsDown == 1)
    #expect(result.topics.map(\.name) == ["bundles", "signed"])
    #expect(result.latency.median == 12)
  }

  @Test func topicsCountQuestionsAndAreNamedByTheirCommonestWord() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada")
    for question in ["keys keys keys", "key", "signed key", "signs", "signs"] {
      try test.ask(question, "Yes.", in: session)
      test.clock.advance(by: .seconds(1))
    }
    let topics = try test.store.analytics(from: "2026-03-01", to: "2026-03-01") {
      $0.split(separator: " ").map { (String($0.prefix(3)), String($0)) }
    }.topics
    #expect(topics.map(\.name) == ["key", "signs"])
    #expect(topics.map(\.count) == [3, 3])
    #expect(topics.first?.title == "signed key")
  }

  @Test func usageIsAddedByDayAndModel() throws {
    let test = try TestStore()
    let one = UsageRecord(
      day: "2026-03-01", provider: "openai", model: "m", requests: 1, inputTokens: 10, outputTokens: 5, cost: 0.1)
    try test.store.record(one)
    try test.store.record(one)
    try test.store.record(UsageRecord(day: "2026-03-02", provider: "openai", model: "m", failures: 1))
    let usage = try test.store.usage(from: "2026-03-01", to: "2026-03-01")
    #expect(usage.count == 1)
    #expect(usage.first?.requests == 2)
    #expect(usage.first?.inputTokens == 20)
    #expect(try test.store.usage(from: "2026-01-01", to: "2026-12-31").count == 2)
  }

  @Test func cachedAnswersExpire() throws {
    let test = try TestStore()
    try test.store.cacheAnswer(["text": "yes"], key: "k", for: .seconds(10))
    #expect(try test.store.cachedAnswer("k") == ["text": "yes"])
    test.clock.advance(by: .seconds(11))
    #expect(try test.store.cachedAnswer("k") == nil)
  }
}
