internal import Common
internal import Extraction
internal import Kernels
package import Manifest
internal import Storage
package import Terminal

/// Fetches the web sources of a corpus and pins their pages in its lock.
///
/// The one place that opens sockets. The lock is written at the end, in one piece; what was fetched until an interruption
/// is in the journal, and the next fetch goes on from there.
package struct WebFetch {
  package enum Mode: Sendable {
    /// Fetches what is not pinned. A source whose settings did not change asks no server.
    case pin
    /// Asks again for pinned pages that a pattern matches, all of them without patterns, and follows their links.
    case update([AddressPattern])
    /// Like an update, but changes nothing: what differs is an error.
    case check([AddressPattern])
    /// Takes pages from an archive (WARC) instead of from servers.
    case `import`(path: String)
  }

  package struct Options: Sendable {
    package var manifest: String
    package var mode: Mode
    /// The worker program; `nil` looks beside the running program.
    package var extractor: String?
    /// The value of an environment variable.
    package var environment: @Sendable (String) -> String?

    package init(
      manifest: String, mode: Mode = .pin, extractor: String? = nil,
      environment: @escaping @Sendable (String) -> String? = { environmentVariable($0) }
    ) {
      self.manifest = manifest
      self.mode = mode
      self.extractor = extractor
      self.environment = environment
    }
  }

  /// A web source of the manifest and what the lock has of it.
  private struct Target {
    var web: WebSource
    var location: SourceLocation?
    var policy: FetchPolicy
    var pins: LockedSource?
    var isStale: Bool
  }

  private let options: Options
  private let clock: any FetchClock
  private let progress: Progress
  private let folder: String
  private let store: SnapshotStore
  private let lockPath: String

  package init(options: Options, clock: any FetchClock = SystemClock(), progress: Progress) {
    self.options = options
    self.clock = clock
    self.progress = progress
    folder = parentFolder(of: options.manifest)
    store = SnapshotStore(manifestFolder: folder)
    lockPath = folder == "." ? CorpusLock.fileName : "\(folder)/\(CorpusLock.fileName)"
  }

  private var isCheck: Bool { if case .check = options.mode { true } else { false } }

  /// - Throws: `DiagnosticsError` when manifest or lock cannot be used; `SystemError` when the disk fails.
  package func run() throws -> FetchReport {
    let (targets, found) = try load()
    var report = FetchReport(diagnostics: found)
    guard !targets.isEmpty else { return report }
    var journal: FetchJournal?
    if !isCheck {
      guard let opened = try FetchJournal(store: store) else {
        throw SystemError(
          .invalidArgument, "another fetch of this corpus is under way; wait until it ends", place: store.folder)
      }
      journal = opened
    }
    var fresh = journal?.records ?? [:]
    // A start address that was not there is what the user came to mend.
    for address in targets.flatMap(\.web.addresses).compactMap({ WebAddress($0) }) {
      if case .status = fresh[address] { fresh[address] = nil }
    }
    report.resumed = fresh.count
    var archived: [(WebAddress, FetchRecord)] = []
    if case .import(let path) = options.mode {
      let archive = try ArchiveImport(path: path, store: store, progress: progress)
      report.diagnostics += archive.diagnostics
      archived = archive.records
      for (address, record) in archived { fresh[address] = record }
    }
    let session = try session(targets, fresh: fresh, journal: journal, archived: archived)
    try session.run()
    let sources = targets.indices.map { result(of: targets[$0], session, $0, &report) }
    report.requests = session.counts.requests
    report.retries = session.counts.retries
    report.notModified = session.counts.notModified
    report.bytes = session.counts.bytes
    if isCheck { return report }
    try CorpusLock(sources: sources.compactMap { $0 }).write(to: lockPath, manifest: options.manifest)
    // What a failing source has so far stays for the next try.
    if !report.hasServiceFailure { try journal?.finish() }
    return report
  }

  // MARK: Before

  private func load() throws -> ([Target], [Diagnostic]) {
    let (manifest, problems) = CorpusManifest.load(path: options.manifest)
    let (lock, lockProblems) = CorpusLock.load(path: lockPath)
    var diagnostics = problems + lockProblems
    var targets: [Target] = []
    for source in manifest?.sources ?? [] {
      guard case .web(let web) = source.content else { continue }
      let policy = FetchPolicy(web, at: source.location, environment: options.environment, &diagnostics)
      let pins = lock?.pins(of: web)
      targets.append(
        Target(
          web: web, location: source.location, policy: policy, pins: pins?.source, isStale: pins?.isStale ?? true))
    }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    if targets.isEmpty {
      diagnostics.append(
        Diagnostic(
          .warning, "no-web-sources", at: SourceLocation(file: options.manifest), "the manifest has no `web` sources",
          remedy: "add one, for example `- web: { start: \"https://example.org/docs/\" }`"))
    }
    return (targets, diagnostics)
  }

  private func session(
    _ targets: [Target], fresh: [WebAddress: FetchRecord], journal: FetchJournal?, archived: [(WebAddress, FetchRecord)]
  ) throws -> FetchSession {
    var configuration = ExtractionPool.Configuration(workers: Processors.count)
    configuration.program = options.extractor
    let pool = try ExtractionPool(configuration: configuration)
    var pins: [WebAddress: FetchRecord] = [:]
    for page in targets.flatMap({ $0.pins?.pages ?? [] }) {
      guard let url = WebAddress(page.url) else { continue }
      let final = page.finalURL.flatMap { WebAddress($0) } ?? url
      if final != url { pins[url] = .redirect(to: final) }
      pins[final] = .page(PageRecord(page))
    }
    let lanes = targets.map { target in
      FetchSession.Lane(
        policy: target.policy, analyzer: PageAnalyzer(pool: pool, source: target.web),
        crawl: SourceCrawl(target.web, from: origin(of: target, archived)), refreshes: refreshes)
    }
    let isOffline = if case .import = options.mode { true } else { false }
    return try FetchSession(
      lanes: lanes, pins: pins, fresh: fresh, store: store, journal: journal, keepsBodies: journal != nil,
      isOffline: isOffline, clock: clock, progress: progress)
  }

  private func origin(of target: Target, _ archive: [(WebAddress, FetchRecord)]) -> SourceCrawl.Origin {
    let pinned = (target.pins?.pages ?? []).compactMap { WebAddress($0.url) }
    switch options.mode {
    case .pin: return target.isStale ? .site : .pins(pinned)
    case .update, .check: return .site
    case .import:
      // What a redirect of the source leads to is found through the redirect, as it was when it was fetched.
      let scope = CrawlScope(target.web)
      let targets = archive.compactMap { (address, record) -> WebAddress? in
        guard case .redirect(let to) = record, scope.contains(address), to != address else { return nil }
        return to
      }
      let redirected = Set(targets)
      return .list(pinned + archive.map(\.0).filter { !redirected.contains($0) })
    }
  }

  private var refreshes: @Sendable (WebAddress) -> Bool {
    switch options.mode {
    case .pin, .import: { _ in false }
    case .update(let patterns), .check(let patterns):
      { address in patterns.isEmpty || patterns.contains { $0.matches(address.text) } }
    }
  }

  // MARK: After

  /// What the lock says of a source from now on; `nil` when that is nothing.
  private func result(
    of target: Target, _ session: FetchSession, _ lane: Int, _ report: inout FetchReport
  ) -> LockedSource? {
    let crawl = session.lanes[lane].crawl
    let pages = crawl.kept.map { $0.record.locked(url: $0.url, final: $0.final) }
    var source = FetchReport.SourceReport(name: target.web.addresses.first ?? "")
    source.skipped = crawl.skipped.sorted { $0.address.text.utf8.lexicographicallyPrecedes($1.address.text.utf8) }
    source.leftOut = crawl.leftOut
    let unconfirmed = session.unconfirmed.filter { $0.lane == lane }
    for (_, address, reason) in unconfirmed {
      report.diagnostics.append(
        Diagnostic(
          isCheck ? .error : .warning, "page-not-confirmed", at: target.location,
          "`\(address)` could not be asked for again, and its pin stays: \(reason.text)",
          remedy: "try again when the server answers"))
      if isCheck { report.hasServiceFailure = true }
    }
    if crawl.leftOut > 0 {
      report.diagnostics.append(
        Diagnostic(
          .warning, "page-limit", at: target.location,
          "the limit of \(target.web.limit) pages left out \(crawl.leftOut) addresses of `\(source.name)` or more",
          remedy: "raise `limit`, or leave pages out with `exclude`"))
    }
    let failures = crawl.failures
    let roots = Set(failures.map(\.address))
    let lost = source.skipped.filter { $0.reason.isServiceFailure && !roots.contains($0.address) }
    if let first = lost.first {
      let others = lost.count > 1 ? " and \(Quantities.counted(lost.count - 1, "more page"))" : ""
      report.diagnostics.append(
        Diagnostic(
          .warning, "page-not-fetched", at: target.location,
          "`\(first.address)`\(others) could not be fetched: \(first.reason.text)",
          remedy: "run `kbc fetch --update` when the server answers"))
    }
    for failure in failures {
      report.diagnostics.append(
        Diagnostic(
          .error, "start-not-fetched", at: target.location, "`\(failure.address)` is left out: \(failure.reason.text)",
          remedy: Self.remedy(for: failure.reason)))
      if failure.reason.isServiceFailure { report.hasServiceFailure = true }
    }
    guard failures.isEmpty else {
      // A start address that fails says nothing about the pages behind it: what is pinned stays.
      source.pages = target.pins?.pages.count ?? 0
      report.sources.append(source)
      return target.pins
    }
    source.pages = pages.count
    compare(pages, with: target.pins?.pages ?? [], &source)
    report.sources.append(source)
    if isCheck { reportDrift(of: source, target, &report) }
    return LockedSource(addresses: target.web.addresses, settings: target.web.settings, pages: pages)
  }

  private func compare(
    _ pages: [LockedPage], with old: [LockedPage], _ source: inout FetchReport.SourceReport
  ) {
    let before = Dictionary(old.map { ($0.url, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(pages.map(\.url))
    for page in pages.sorted(by: { $0.url.precedesBytewise($1.url) }) {
      guard let pin = before[page.url] else {
        source.added.append(page.url)
        continue
      }
      if pin.digest != page.digest || pin.finalURL != page.finalURL { source.changed.append(page.url) }
    }
    source.removed = old.map(\.url).filter { !after.contains($0) }
  }

  private func reportDrift(of source: FetchReport.SourceReport, _ target: Target, _ report: inout FetchReport) {
    let pins = Dictionary((target.pins?.pages ?? []).map { ($0.url, $0) }, uniquingKeysWith: { first, _ in first })
    let remedy = "run `kbc fetch --update` to pin what is there now"
    for (urls, identifier, text) in [
      (source.changed, "page-changed", "changed since it was pinned"),
      (source.removed, "page-gone", "is pinned and gone"),
      (source.added, "page-new", "is there and not pinned"),
    ] {
      for url in urls {
        report.diagnostics.append(
          Diagnostic(.error, identifier, at: pins[url]?.location ?? target.location, "`\(url)` \(text)", remedy: remedy)
        )
      }
    }
  }

  private static func remedy(for reason: SkipReason) -> String {
    switch reason {
    case .robots: "start at a page that robots.txt allows, or set `robots: false` if the site is yours"
    case .forbiddenAddress: "set `private-addresses: true` if the host is one of yours"
    case .unwantedType: "add the media type to `content-types`"
    case .tooLarge: "raise `max-size`"
    case .outOfScope: "start at that address, or add it to `include`"
    case let reason where reason.isServiceFailure: "check the address and the server, and try again"
    default: "check the address"
    }
  }
}
