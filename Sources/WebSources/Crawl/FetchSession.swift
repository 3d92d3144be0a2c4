internal import Common
internal import Dispatch
internal import Extraction
internal import Kernels
internal import Manifest
internal import Synchronization
internal import Terminal

/// Performs what the walks over the sources ask for: transfers, pauses, analyses, the journal.
///
/// One thread runs the loop and owns all state; bodies are read, hashed and stored on others. Nothing here decides which
/// pages there are.
final class FetchSession {
  /// One source and its walk.
  struct Lane {
    var policy: FetchPolicy
    var analyzer: PageAnalyzer
    var crawl: SourceCrawl
    /// Which pins are to be asked for again.
    var refreshes: @Sendable (WebAddress) -> Bool
  }

  /// A request to come.
  struct Job: Sendable {
    enum Kind: Hashable, Sendable {
      case want(SourceCrawl.Want)
      /// robots.txt for an origin and an agent; the address changes with redirects.
      case robots(RobotsKey)
    }

    var lane: Int
    var kind: Kind
    var address: WebAddress
    var attempt = 1
    var hops = 0
    /// The pin that the page is compared with.
    var validators: PageRecord?
  }

  struct RobotsKey: Hashable, Sendable {
    var origin: String
    var agent: String
  }

  enum Robots {
    case waiting([Job])
    case rules(RobotsRules)
    case unreachable(SkipReason)
  }

  struct Counts: Equatable, Sendable {
    /// Requests that were sent, robots.txt and site maps among them.
    var requests = 0
    var retries = 0
    /// Pages that the server said have not changed (304).
    var notModified = 0
    /// Bytes of bodies, decompressed.
    var bytes = 0
  }

  /// What another thread made of a body.
  enum Event: Sendable {
    case analyzed(lane: Int, SourceCrawl.Want, PageRecord, PageAnalysis, isNew: Bool)
    case sitemap(lane: Int, SourceCrawl.Want, SourceCrawl.Answer)
    /// The snapshot of a pinned page cannot be read.
    case lost(lane: Int, WebAddress)
    case failed(SystemError)
  }

  static let maximumAttempts = 4
  static let firstBackoff = Duration.seconds(1)
  /// A server that asks for more patience than this is not waited for.
  static let longestPause = Duration.seconds(300)
  static let maximumTransfers = 64

  var lanes: [Lane]
  let store: SnapshotStore
  /// `nil` where nothing is to be resumed: a check, a single page.
  let journal: FetchJournal?
  /// Whether bodies go into the store.
  let keepsBodies: Bool
  let isOffline: Bool
  let clock: any FetchClock
  private let progress: Progress
  private let transport: CurlTransport

  /// What the lock pins, and what is newer than the lock.
  let pins: [WebAddress: FetchRecord]
  var fresh: [WebAddress: FetchRecord]
  var schedule = HostSchedule<Job>()
  var robots: [RobotsKey: Robots] = [:]
  private(set) var counts = Counts()
  /// Pins that stay although the server did not answer, with the reason.
  var unconfirmed: [(lane: Int, address: WebAddress, reason: SkipReason)] = []
  /// Pages that are being asked for and by which source, and the sources that wait for the same page: two answers to
  /// one question may differ.
  var owners: [WebAddress: Int] = [:]
  var followers: [WebAddress: [Int]] = [:]
  private var running: [Int: Job] = [:]
  private var nextID = 0
  private var answers: [(lane: Int, want: SourceCrawl.Want, answer: SourceCrawl.Answer)] = []
  private var backlog: ArraySlice<@Sendable () -> Event> = []
  private var analyzing = 0
  private let inbox = Inbox()
  private let queue = DispatchQueue(label: "web-pages", attributes: .concurrent)
  private let threads = Processors.count

  init(
    lanes: [Lane], pins: [WebAddress: FetchRecord], fresh: [WebAddress: FetchRecord], store: SnapshotStore,
    journal: FetchJournal?, keepsBodies: Bool, isOffline: Bool, clock: any FetchClock, progress: Progress
  ) throws(SystemError) {
    self.lanes = lanes
    self.pins = pins
    self.fresh = fresh
    self.store = store
    self.journal = journal
    self.keepsBodies = keepsBodies
    self.isOffline = isOffline
    self.clock = clock
    self.progress = progress
    transport = try CurlTransport()
  }

  private final class Inbox: Sendable {
    let events = Mutex<[Event]>([])
  }

  /// Walks through all sources.
  ///
  /// - Throws: when the disk fails. Servers that fail are in the walks' `skipped`.
  func run() throws(SystemError) {
    progress.begin("fetch", unit: "addresses")
    for lane in lanes.indices {
      for want in lanes[lane].crawl.begin() { dispatch(want, lane) }
    }
    while true {
      try deliver()
      if lanes.allSatisfy(\.crawl.isDone) { break }
      startAnalyses()
      startTransfers()
      try wait()
      let events = inbox.events.withLock { events in
        defer { events = [] }
        return events
      }
      for event in events { try handle(event) }
    }
    progress.finish()
  }

  // MARK: Steps

  /// Tells the walks what came of their wants until there is nothing left to tell.
  private func deliver() throws(SystemError) {
    while !answers.isEmpty {
      let batch = answers
      answers = []
      for (lane, want, answer) in batch {
        progress.advance()
        for want in lanes[lane].crawl.receive(want, answer) { dispatch(want, lane) }
      }
    }
  }

  func answer(_ lane: Int, _ want: SourceCrawl.Want, _ answer: SourceCrawl.Answer) {
    answers.append((lane, want, answer))
    guard case .page(let address) = want, owners[address] == lane else { return }
    owners[address] = nil
    for follower in followers.removeValue(forKey: address) ?? [] { dispatch(want, follower) }
  }

  func analyze(_ work: @escaping @Sendable () -> Event) { backlog.append(work) }

  private func startAnalyses() {
    let (inbox, alarm) = (inbox, transport.alarm)
    while analyzing < 2 * threads, let work = backlog.popFirst() {
      analyzing += 1
      queue.async {
        let event = work()
        inbox.events.withLock { $0.append(event) }
        alarm.ring()
      }
    }
  }

  private func pace(_ job: Job) -> HostSchedule<Job>.Pace {
    let policy = lanes[job.lane].policy
    var delay = policy.delay
    let key = RobotsKey(origin: job.address.origin, agent: policy.agent)
    if case .rules(let rules) = robots[key], let seconds = rules.crawlDelay, policy.followsRobots {
      // A site that asks for an hour does not want to be crawled, but it does not say so.
      delay = max(delay, .seconds(min(seconds, 60)))
    }
    return HostSchedule.Pace(delay: delay, concurrency: policy.concurrency)
  }

  private func startTransfers() {
    // Bodies that wait for a thread are in memory: no more of them than can be worked on soon.
    while transport.count < Self.maximumTransfers, backlog.count < 8 * threads,
      let job = schedule.next(at: clock.now, pace: pace)
    {
      nextID += 1
      running[nextID] = job
      counts.requests += 1
      if job.attempt > 1 { counts.retries += 1 }
      let policy = lanes[job.lane].policy
      let request: HTTPRequest
      switch job.kind {
      case .robots: request = policy.robotsRequest(job.address)
      case .want(.page): request = policy.request(job.address, validators: job.validators, isPage: true)
      case .want(.sitemap): request = policy.request(job.address, validators: nil, isPage: false)
      }
      transport.start(request, id: nextID)
    }
  }

  private func wait() throws(SystemError) {
    guard answers.isEmpty else { return }
    let time = schedule.nextTime(after: clock.now, pace: pace)
    if transport.count == 0, analyzing == 0 {
      guard let time else {
        throw SystemError(.processFailed, "the fetch has nothing to do and is not done; this is a mistake in kbc")
      }
      clock.wait(until: time)
      return
    }
    let patience = min(max(time.map { $0 - clock.now } ?? .seconds(1), .zero), .seconds(1))
    // A job that may start has been started unless the transport is full.
    for (id, result) in transport.wait(atMost: max(patience, .milliseconds(1))) {
      guard let job = running.removeValue(forKey: id) else { continue }
      schedule.end(at: job.address.hostAndPort)
      if case .success(let response) = result { counts.bytes += response.body.count }
      try finish(job, result)
    }
  }

  private func handle(_ event: Event) throws(SystemError) {
    analyzing -= 1
    switch event {
    case .failed(let error): throw error
    case .sitemap(let lane, let want, let answer): self.answer(lane, want, answer)
    case .lost(let lane, let address): submit(Job(lane: lane, kind: .want(.page(address)), address: address))
    case .analyzed(let lane, let want, let record, let analysis, let isNew):
      if isNew, case .page(let address) = want { try keep(address, .page(record)) }
      answer(lane, want, .page(record, analysis))
    }
  }

  /// Notes what a server answered, so that it need not be asked again, in this run or the next.
  func keep(_ address: WebAddress, _ record: FetchRecord) throws(SystemError) {
    fresh[address] = record
    try journal?.append(address, record)
  }

  func countNotModified() { counts.notModified += 1 }
}

extension WebAddress {
  /// What politeness goes by.
  var hostAndPort: String { "\(host):\(port ?? (isSecure ? 443 : 80))" }
}
