import Agent
import Common
import LanguageModels
import Retrieval
import Synchronization
import Testing

@Suite struct AgentRuntimeTests {
  private func events(_ request: AgentRequest, hasVectors: Bool = true) async throws -> [AgentEvent] {
    let runtime = AgentRuntime(engine: try TestBundle(hasVectors: hasVectors).engine())
    var events: [AgentEvent] = []
    for await event in runtime.events(for: request) { events.append(event) }
    return events
  }

  private func reply(_ events: [AgentEvent]) throws -> Reply {
    guard case .done(let reply) = events.last else { throw ToolError("no reply in \(events)") }
    return reply
  }

  @Test func `The tokens joined are the reply, and one done ends the stream`() async throws {
    for message in [
      "Which documents are there?", "Summarize the CV of Ada Moreau", "What is the policy for a refund?", "zzz",
    ] {
      let events = try await events(AgentRequest(message))
      let tokens = events.compactMap { if case .token(let text) = $0 { text } else { nil } }
      #expect(try reply(events).text == tokens.joined())
      #expect(!tokens.isEmpty)
      #expect(events.count { if case .done = $0 { true } else { false } } == 1)
    }
  }

  @Test func `Every number in the text is a citation that came before it`() async throws {
    let events = try await events(AgentRequest("Summarize the CV of Ada Moreau"))
    let reply = try reply(events)
    #expect(!reply.citations.isEmpty)
    for citation in reply.citations {
      #expect(reply.text.contains("[\(citation.number)]"))
      let place = try #require(events.firstIndex(of: .citation(citation)))
      let use = try #require(
        events.firstIndex { if case .token(let text) = $0 { text.contains("[\(citation.number)]") } else { false } })
      #expect(place < use)
      #expect(citation.source.title == "CV of Ada Moreau")
    }
    #expect(reply.unsupported.isEmpty)
    #expect(reply.provider == "offline")
    #expect(reply.cost == 0)
  }

  @Test func `A page that is asked for is read`() async throws {
    let reply = try reply(try await events(AgentRequest("Read page 2 of the CV of Ada Moreau")))
    #expect(reply.text.contains("studied mathematics in Grenoble"))
    #expect(!reply.text.contains("engineer in Lyon"))
    #expect(reply.citations.first?.pages == 2...2)
  }

  @Test func `A curated answer is found by its policy words`() async throws {
    let reply = try reply(try await events(AgentRequest("What is the policy: how long do I have for a refund?")))
    #expect(reply.text.contains("You have 30 days."))
    #expect(reply.citations.first?.source.name == "faq.yaml")
  }

  @Test func `A bundle without vectors is searched by keywords`() async throws {
    let reply = try reply(try await events(AgentRequest("What pins every source?"), hasVectors: false))
    #expect(reply.text.contains("lock file"))
  }

  @Test func `A message that was judged already is not judged again`() async throws {
    let reader = CountingReader()
    let runtime = AgentRuntime(engine: try TestBundle().engine(), services: AgentServices(sentiment: reader))
    _ = await runtime.reply(to: AgentRequest("Which documents are there?", reading: CountingReader.reading))
    #expect(reader.count == 0)
    _ = await runtime.reply(to: AgentRequest("Which documents are there?"))
    #expect(reader.count == 1)
  }
}

private final class CountingReader: SentimentReader {
  static let reading = SentimentReading(label: "neutral", score: 0, confidence: 1, emotion: "neutral")
  private let readings = Mutex(0)
  var count: Int { readings.withLock { $0 } }

  func reading(of text: String) -> SentimentReading {
    readings.withLock { $0 += 1 }
    return Self.reading
  }
}
