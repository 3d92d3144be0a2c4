package import Common
internal import Extraction
package import Manifest
internal import Terminal

/// Fetches single pages that somebody asks for by address, with the guard, the courtesy and the limits of `WebFetch`.
///
/// Redirects are followed; links are not. Bodies go into a snapshot store. Any number of threads may ask at once.
package final class PageFetch: Sendable {
  /// For one request; a person waits for the page.
  private static let timeout = Duration.seconds(20)

  private let store: SnapshotStore
  private let pool: ExtractionPool
  private let allowsPrivateAddresses: Bool
  private let clock: any FetchClock

  /// - Parameters:
  ///   - allowsPrivateAddresses: whether hosts in private networks and this machine itself may be asked.
  ///   - extractor: the worker program; `nil` looks beside the running program.
  package init(
    store: SnapshotStore, allowsPrivateAddresses: Bool, extractor: String? = nil, clock: any FetchClock = SystemClock()
  ) throws(SystemError) {
    var configuration = ExtractionPool.Configuration(workers: 2)
    configuration.program = extractor
    pool = try ExtractionPool(configuration: configuration)
    self.store = store
    self.allowsPrivateAddresses = allowsPrivateAddresses
    self.clock = clock
  }

  /// The page at `address`, pinned; or why there is none.
  ///
  /// Blocks until the server has answered, or has failed to several times.
  ///
  /// - Throws: when the snapshot cannot be written.
  package func page(at address: String) throws(SystemError) -> Result<LockedPage, SkipReason> {
    var source = WebSource()
    source.start = [Located(address)]
    source.depth = 0
    source.limit = 1
    source.delay = .zero
    source.timeout = Self.timeout
    source.followsCanonical = false
    source.allowsPrivateAddresses = allowsPrivateAddresses
    var problems: [Diagnostic] = []
    let policy = FetchPolicy(source, at: nil, environment: { _ in nil }, &problems)
    if let problem = problems.first { return .failure(.failed(problem.reason)) }
    let lane = FetchSession.Lane(
      policy: policy, analyzer: PageAnalyzer(pool: pool, source: source), crawl: SourceCrawl(source),
      refreshes: { _ in false })
    let session = try FetchSession(
      lanes: [lane], pins: [:], fresh: [:], store: store, journal: nil, keepsBodies: true, isOffline: false,
      clock: clock, progress: .none)
    try session.run()
    let crawl = session.lanes[0].crawl
    if let page = crawl.kept.first { return .success(page.record.locked(url: page.url, final: page.final)) }
    return .failure(crawl.failures.first?.reason ?? crawl.skipped.first?.reason ?? .empty)
  }
}

/// A reason is what there is instead of a page.
extension SkipReason: Error {}
