import Common
import Manifest
import TestSupport
import Testing
import WebSources

/// The walk as a value: no server, no clock.
@Suite struct SourceCrawlTests {
  /// A random site of redirects, canonical addresses, duplicates, missing pages and links.
  private struct Site {
    var answers: [WebAddress: SourceCrawl.Answer] = [:]

    init(_ random: inout SeededGenerator, pages: Int) throws {
      func address(_ index: Int) throws -> WebAddress { try #require(WebAddress("https://example.org/\(index)")) }
      for index in 0..<pages {
        var analysis = PageAnalysis()
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          analysis.links.append(try address(Int.random(in: 0..<pages, using: &random)))
        }
        let record = PageRecord(
          fetched: "2026-11-24T05:52:23Z", size: 1,
          digest: Digest(hashing: [UInt8(Int.random(in: 0..<200, using: &random))]))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: answers[try address(index)] = .skipped(.status(404))
        case 1: answers[try address(index)] = .redirect(to: try address(Int.random(in: 0..<pages, using: &random)))
        case 2:
          analysis.canonical = try address(Int.random(in: 0..<pages, using: &random))
          answers[try address(index)] = .page(record, analysis)
        default: answers[try address(index)] = .page(record, analysis)
        }
      }
      let root = try address(0)
      var analysis = PageAnalysis()
      analysis.links = try (1..<min(pages, 6)).map(address)
      answers[root] = .page(
        PageRecord(fetched: "2026-11-24T05:52:23Z", size: 1, digest: Digest(hashing: [0, 0])), analysis)
    }

    /// Walks with the answers coming in an order that `random` chooses.
    func walk(_ source: WebSource, _ random: inout SeededGenerator) -> (crawl: SourceCrawl, asked: [WebAddress]) {
      var crawl = SourceCrawl(source)
      var open = crawl.begin()
      var asked: [WebAddress] = []
      while !open.isEmpty {
        let want = open.remove(at: Int.random(in: 0..<open.count, using: &random))
        guard case .page(let address) = want else { continue }
        asked.append(address)
        open += crawl.receive(want, answers[address] ?? .skipped(.status(404)))
      }
      return (crawl, asked)
    }
  }

  @Test func theResultDoesNotDependOnTheOrderOfAnswers() throws {
    var random = SeededGenerator(seed: 17)
    for round in 0..<40 {
      let site = try Site(&random, pages: 80)
      var source = WebSource()
      source.start = [Located("https://example.org/0")]
      source.depth = Int.random(in: 0...6, using: &random)
      source.limit = Int.random(in: 1...40, using: &random)
      let (first, _) = site.walk(source, &random)
      #expect(first.isDone)
      #expect(first.kept.count <= source.limit)
      for _ in 0..<5 {
        let (other, asked) = site.walk(source, &random)
        #expect(other.isDone, "round \(round) of seed 17")
        #expect(other.kept.map(\.url) == first.kept.map(\.url), "round \(round) of seed 17")
        #expect(other.kept.map(\.final) == first.kept.map(\.final), "round \(round) of seed 17")
        #expect(other.skipped == first.skipped, "round \(round) of seed 17")
        #expect(other.leftOut == first.leftOut, "round \(round) of seed 17")
        // No address is asked for twice.
        #expect(Set(asked).count == asked.count, "round \(round) of seed 17")
      }
      // Neither an address nor a body is kept twice.
      #expect(Set(first.kept.map(\.url)).count == first.kept.count)
      #expect(Set(first.kept.map(\.record.digest)).count == first.kept.count)
    }
  }

  @Test func aTrapThatBreedsAddressesEnds() throws {
    var source = WebSource()
    source.start = [Located("https://example.org/0")]
    source.depth = 100
    source.limit = 10
    var crawl = SourceCrawl(source)
    var open = crawl.begin()
    var count = 0
    while let want = open.popLast() {
      guard case .page(let address) = want else { continue }
      count += 1
      // Every page has the same body and fifty new links.
      var analysis = PageAnalysis()
      for index in 0..<50 {
        analysis.links.append(try #require(WebAddress("\(index)/", relativeTo: address)))
        analysis.links.append(try #require(WebAddress("x\(count)-\(index)", relativeTo: address)))
      }
      let record = PageRecord(fetched: "2026-11-24T05:52:23Z", size: 1, digest: Digest(hashing: []))
      open += crawl.receive(want, .page(record, analysis))
    }
    #expect(crawl.isDone)
    #expect(crawl.kept.count == 1)
    #expect(count < 2_500)
  }

  @Test func answersToNoQuestionMeanNothing() throws {
    var source = WebSource()
    source.start = [Located("https://example.org/0")]
    var crawl = SourceCrawl(source)
    #expect(crawl.begin().count == 1)
    let other = try #require(WebAddress("https://example.org/9"))
    #expect(crawl.receive(.page(other), .skipped(.empty)).isEmpty)
    #expect(!crawl.isDone)
  }
}

@Suite struct HostScheduleTests {
  private func pace(_ job: Int) -> HostSchedule<Int>.Pace { .init(delay: .seconds(2), concurrency: 1) }

  @Test func oneHostWaitsAndAnotherDoesNot() {
    var schedule = HostSchedule<Int>()
    for job in 0..<3 { schedule.add(job, to: "a") }
    schedule.add(9, to: "b")
    #expect(schedule.next(at: .zero, pace: pace) == 0)
    #expect(schedule.next(at: .zero, pace: pace) == 9)
    #expect(schedule.next(at: .seconds(5), pace: pace) == nil)
    schedule.end(at: "a")
    #expect(schedule.next(at: .seconds(1), pace: pace) == nil)
    #expect(schedule.nextTime(after: .seconds(1), pace: pace) == .seconds(2))
    #expect(schedule.next(at: .seconds(2), pace: pace) == 1)
    schedule.end(at: "a")
    #expect(schedule.next(at: .seconds(9), pace: pace) == 2)
    #expect(schedule.isEmpty)
    #expect(schedule.nextTime(after: .seconds(9), pace: pace) == nil)
  }

  @Test func aJobComesBackAtItsTimeAndMayPauseTheHost() {
    var schedule = HostSchedule<Int>()
    schedule.add(1, to: "a")
    schedule.add(2, to: "a", due: .seconds(10), pausesHost: false)
    schedule.add(3, to: "a", due: .seconds(5), pausesHost: false)
    #expect(schedule.next(at: .zero, pace: pace) == 1)
    schedule.end(at: "a")
    #expect(schedule.nextTime(after: .zero, pace: pace) == .seconds(5))
    #expect(schedule.next(at: .seconds(5), pace: pace) == 3)
    schedule.end(at: "a")
    schedule.add(4, to: "a", due: .seconds(60), pausesHost: true)
    #expect(schedule.next(at: .seconds(30), pace: pace) == nil)
    #expect(schedule.next(at: .seconds(60), pace: pace) == 2)
  }

  @Test func timesAreCivil() {
    #expect(SystemClock.text(0) == "1970-01-01T00:00:00Z")
    #expect(SystemClock.text(951_782_400) == "2000-02-29T00:00:00Z")
    #expect(SystemClock.text(1_795_499_543) == "2026-11-24T05:52:23Z")
    #expect(SystemClock.text(4_107_542_399) == "2100-02-28T23:59:59Z")
    #expect(SystemClock.text(4_107_542_400) == "2100-03-01T00:00:00Z")
  }
}
