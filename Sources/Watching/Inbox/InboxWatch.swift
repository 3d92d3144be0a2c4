internal import BundleFormat
internal import Common
package import Compilation
internal import Manifest
package import Storage
package import Terminal
package import WebSources

/// Compiles what is put into an inbox into an overlay bundle that is searched beside a base bundle.
///
/// What is in the folder is all there is to know: at each change the watch looks at the whole inbox and makes the overlay,
/// the pins and the statuses what they should be. So it may be killed at any moment, and goes on when it is started
/// again. Files and pages that were compiled before come from the build cache.
package final class InboxWatch {
  package struct Options: Sendable {
    package var folder: String
    /// The base bundle, or a folder of versions.
    package var base: String
    /// The build spec of the base; `nil` for the defaults.
    package var spec: String?
    package var jobs: Int
    /// The worker program; `nil` looks beside the running program.
    package var extractor: String?
    /// The folder of the build cache; `nil` for none.
    package var cache: String?
    /// Whether pages on private hosts may be fetched.
    package var allowsPrivateAddresses: Bool
    /// How often to look without being told of a change.
    package var poll: Duration

    package init(
      folder: String, base: String, spec: String? = nil, jobs: Int, extractor: String? = nil,
      cache: String? = nil, allowsPrivateAddresses: Bool = false, poll: Duration = .seconds(30)
    ) {
      self.folder = folder
      self.base = base
      self.spec = spec
      self.jobs = jobs
      self.extractor = extractor
      self.cache = cache
      self.allowsPrivateAddresses = allowsPrivateAddresses
      self.poll = poll
    }
  }

  /// What happened, for whoever watches the watch.
  package enum Report {
    /// The status of an item is another than before: `processing`, `done` or `failed`.
    case item(name: String, status: String, message: String?)
    case compiled(CompilationReport)
    /// Nothing is left to compile, and the overlay was removed.
    case emptied
    /// The world failed, or base and spec do not fit; the watch goes on and tries again.
    case failed(any Error)
  }

  /// What the overlay was made from.
  private struct Compiled: Equatable {
    var sources: ExpandedSources
    var digests: [Digest]
    var base: FileVersion
    var spec: BuildSpec
  }

  /// After the world failed.
  private static let rest = Duration.seconds(10)
  /// Until a file that may still be written to is looked at again.
  private static let patience = Duration.milliseconds(500)

  private let options: Options
  private let isStopped: @Sendable () -> Bool
  private let progress: Progress
  private let clock: any FetchClock
  private let mutex: FileLock
  private let store: SnapshotStore
  private let controls: WatchedFiles
  private var folder: InboxFolder
  private var drops = DroppedFiles()
  private var base: InboxBase
  /// The digests that were looked for in the base, and what was found.
  private var looked: Set<Digest> = []
  private var found: [Digest: String] = [:]
  private var lock: CorpusLock
  private var compiled: Compiled?

  /// Opens the inbox, which is made if it is missing, and the base.
  ///
  /// - Throws: `DiagnosticsError` when the spec is not the base's; `SystemError` when another watch has the inbox, or it
  ///   cannot be used; `BundleError` when the base cannot be read.
  package init(
    options: Options, clock: any FetchClock = SystemClock(), isStopped: @escaping @Sendable () -> Bool,
    progress: Progress
  ) throws {
    self.options = options
    self.clock = clock
    self.isStopped = isStopped
    self.progress = progress
    folder = try InboxFolder(path: options.folder)
    guard let mutex = try FileLock(path: options.folder + "/.watch.lock", .exclusive) else {
      throw SystemError(.invalidArgument, "another kbc watch has this inbox; end it first", place: options.folder)
    }
    self.mutex = mutex
    try folder.removeTemporaryFiles()
    base = try InboxBase(path: options.base)
    _ = try base.spec(at: options.spec)
    store = SnapshotStore(folder: folder.snapshots)
    controls = WatchedFiles(
      [isFolder(options.base) ? options.base + "/current" : options.base] + [options.spec].compactMap(\.self))
    // Pages whose pins cannot be read are fetched again.
    lock = CorpusLock.load(path: folder.lock).lock ?? CorpusLock()
  }

  /// Watches until it is stopped.
  ///
  /// - Parameter isStopped: of `init`; the watch's alarm is to ring when it becomes true.
  /// - Throws: when nothing can be watched, and what `tell` throws.
  package func run(_ watch: FolderWatch, tell: (Report) throws -> Void) throws {
    let fetcher = InboxFetcher(
      try PageFetch(
        store: store, allowsPrivateAddresses: options.allowsPrivateAddresses, extractor: options.extractor,
        clock: clock), alarm: watch.alarm)
    while !isStopped() {
      // Before the look, so that no change falls between.
      try watch.watch(Set(try folder.watchedFolders()).union(controls.folders))
      let state = controls.state
      var limit: Duration? = options.poll
      do {
        switch try round(fetcher, tell) {
        case .complete: break
        case .partial: limit = nil
        case .waiting: limit = Self.patience
        }
      } catch is CancellationError {
        return
      } catch let error where !isStopped() {
        progress.finish()
        try tell(.failed(error))
        limit = Self.rest
      }
      try waitForChange(watch, fetcher, atMost: limit) { controls.state != state }
    }
  }

  // MARK: Waiting

  /// Returns when something may be to do.
  ///
  /// - Parameter limit: `nil` does not wait, but takes in what has happened.
  private func waitForChange(
    _ watch: FolderWatch, _ fetcher: InboxFetcher, atMost limit: Duration?, haveControlsChanged: () -> Bool
  ) throws {
    let start = ContinuousClock.now
    var debounce = Debounce(quiet: .milliseconds(100), longest: .seconds(1))
    while !isStopped() {
      let now = start.duration(to: .now)
      let due = min(debounce.due ?? limit ?? .zero, limit ?? .zero)
      let changes = try watch.wait(atMost: max(due - now, .zero))
      var isRelevant = changes.areIncomplete
      if changes.areIncomplete { drops.forgetWriters() }
      for event in changes.events where concerns(event) {
        drops.note(event)
        isRelevant = isRelevant || event.change != .begun
      }
      if fetcher.hasNews { return }
      if isRelevant || (!changes.isEmpty && haveControlsChanged()) { debounce.change(at: start.duration(to: .now)) }
      if start.duration(to: .now) >= (debounce.due ?? due) { return }
    }
  }

  /// Whether an event is none of those that this watch brings about itself.
  private func concerns(_ event: FolderWatch.Event) -> Bool {
    guard event.path.hasPrefix(folder.path + "/") else { return false }
    let relative = String(event.path.dropFirst(folder.path.utf8.count + 1))
    if event.name.hasPrefix(".") { return false }
    if event.isFolder { return true }
    if relative.hasPrefix("status/") || relative.hasSuffix(InboxFolder.statusSuffix) { return event.change == .gone }
    if relative.hasPrefix("items/") || relative.hasPrefix("files/") { return true }
    return InboxFolder.isDrop(relative) || event.change == .gone
  }

  // MARK: One round

  private enum Outcome {
    case complete
    /// There is more to do at once.
    case partial
    /// Files are still being written to.
    case waiting
  }

  /// Looks at everything and does what there is to do.
  private func round(_ fetcher: InboxFetcher, _ tell: (Report) throws -> Void) throws -> Outcome {
    let spec = try refreshedSpec()
    let (items, areAllComplete) = try folder.items(isComplete: drops.isComplete)
    try folder.removeLeftovers(of: Set(items.map(\.key)))
    try takePages(fetcher, items, tell)
    var statuses: [String: InboxStatus] = [:]
    for item in items {
      guard let status = InboxStatus.read(item.statusPath), status.digest == item.contentDigest else { continue }
      statuses[item.key] = status
    }
    let pins = Dictionary(
      lock.sources.compactMap { source in source.pages.first.map { (source.addresses[0], $0) } },
      uniquingKeysWith: { first, _ in first })
    let round = InboxRound(
      items, status: { statuses[$0.key] }, pins: pins, base: try documentsOfBase(items, pins))
    for (item, reason) in round.refused { try set(item, .failed, reason, tell) }
    for (item, document) in round.known {
      try set(item, .done, "the base bundle holds it already, as \(document)", as: document, tell)
    }
    for item in items {
      if case .page(let url) = item.content, round.wanted.contains(url) { try set(item, .processing, nil, tell) }
    }
    fetcher.start(round.wanted)
    for entry in round.files + round.pages where entry.isNew { try set(entry.item, .processing, nil, tell) }
    let outcomes = try compile(round, pins, spec, tell)
    for entry in round.files + round.pages {
      // What was compiled earlier and is not compiled now keeps its status.
      if let (state, message) = outcomes[entry.source] {
        try set(entry.item, state, message, as: state == .done ? entry.source : nil, tell)
      } else if statuses[entry.item.key]?.document != entry.source {
        try set(entry.item, .done, nil, as: entry.source, tell)
      }
    }
    let sources = Dictionary(
      (round.files + round.pages).map { ($0.item.key, $0.source) }, uniquingKeysWith: { first, _ in first })
    for (item, original) in round.copies {
      // A copy of what failed is tried in its place in the next round.
      guard let source = sources[original], outcomes[source]?.state != .failed else { continue }
      try set(item, .done, "it is the same as \(source), which is in the inbox already", as: source, tell)
    }
    if round.isPartial || outcomes.values.contains(where: { $0.state == .failed }) && !round.copies.isEmpty {
      return .partial
    }
    return areAllComplete ? .complete : .waiting
  }

  /// Opens the base anew when it is another one.
  private func refreshedSpec() throws -> BuildSpec {
    if try InboxBase.version(options.base) != base.version {
      base = try InboxBase(path: options.base)
      looked = []
      found = [:]
    }
    return try base.spec(at: options.spec)
  }

  private func documentsOfBase(_ items: [InboxItem], _ pins: [String: LockedPage]) throws -> [Digest: String] {
    let digests = Set(
      items.compactMap { item in
        switch item.content {
        case .file(_, _, let digest): digest
        case .page(let url): pins[url]?.digest
        case .unusable: nil
        }
      })
    if !digests.isSubset(of: looked) {
      found = try base.documents(of: digests)
      looked = digests
    }
    return found
  }

  /// Pins the pages that have come, and drops the pins that no item asks for any more.
  private func takePages(
    _ fetcher: InboxFetcher, _ items: [InboxItem], _ tell: (Report) throws -> Void
  ) throws {
    let old = lock
    for (url, outcome) in fetcher.take() {
      switch outcome {
      case .success(let page):
        lock.sources.removeAll { $0.addresses == [url] }
        lock.sources.append(
          LockedSource(addresses: [url], settings: Digest(hashing: Array(url.utf8)), pages: [page]))
      case .failure(let reason):
        for item in items where item.content == .page(url: url) {
          try set(item, .failed, "the page was not taken: \(reason.text)", tell)
        }
      }
    }
    let urls = Set(items.compactMap { item in if case .page(let url) = item.content { url } else { nil } })
    lock.sources.removeAll { !urls.contains($0.addresses[0]) }
    guard lock != old else { return }
    try lock.write(to: folder.lock, manifest: "inbox")
    // A body that was just written may not be pinned yet.
    if fetcher.isIdle {
      _ = try store.removeAll(except: Set(lock.sources.flatMap { $0.pages.map(\.digest) }))
    }
  }

  private func set(
    _ item: InboxItem, _ state: InboxStatus.State, _ message: String?, as document: String? = nil,
    _ tell: (Report) throws -> Void
  ) throws {
    let status = InboxStatus(state: state, message: message, document: document, digest: item.contentDigest)
    guard InboxStatus.read(item.statusPath) != status else { return }
    try status.write(to: item.statusPath, clock: clock)
    let name =
      switch item.content {
      case .file(_, let name, _): name
      case .page(let url): url
      case .unusable: item.key
      }
    try tell(.item(name: name, status: state.rawValue, message: message))
  }

  // MARK: The overlay

  /// Makes the overlay, if it is not made from the same already.
  ///
  /// - Returns: what came of each source, by its name; empty when nothing was compiled.
  private func compile(
    _ round: InboxRound, _ pins: [String: LockedPage], _ spec: BuildSpec, _ tell: (Report) throws -> Void
  ) throws -> [String: (state: InboxStatus.State, message: String?)] {
    var next = Compiled(
      sources: round.sources(pins: pins, store: store), digests: round.files.map(\.item.contentDigest),
      base: base.version, spec: spec)
    if next == compiled, fileExists(folder.overlay) == !next.sources.isEmpty { return [:] }
    guard !next.sources.isEmpty else {
      try removeOverlay(tell)
      compiled = next
      return [:]
    }
    let corpus = GivenCorpus(
      manifest: CorpusManifest(name: "\(base.record.name)-inbox", language: base.record.language), spec: spec,
      sources: next.sources, base: base.version.path)
    var building = Compiler.Options(
      manifest: base.version.path, spec: options.spec, output: folder.overlay, jobs: options.jobs, keepsGoing: true,
      extractor: options.extractor, cache: options.cache)
    building.corpus = corpus
    building.isCancelled = isStopped
    let report = try Compiler(options: building, progress: progress).run()
    try tell(.compiled(report))
    var outcomes: [String: (state: InboxStatus.State, message: String?)] = [:]
    for entry in round.files + round.pages {
      let own = report.diagnostics.filter { $0.location?.file == entry.source }
      let errors = own.filter { $0.severity == .error }
      let told = (errors.isEmpty ? own : errors).map(\.reason).joined(separator: "; ")
      outcomes[entry.source] = (errors.isEmpty ? .done : .failed, told.isEmpty ? nil : told)
    }
    if report.counts.documents == 0 { try removeOverlay(tell) }
    // What failed is left out from now on, which makes no other overlay.
    let failed = Set(outcomes.filter { $0.value.state == .failed }.keys)
    next.sources.files.removeAll { failed.contains($0.displayPath) }
    next.sources.pages.removeAll { failed.contains($0.url) }
    next.digests = round.files.filter { !failed.contains($0.source) }.map(\.item.contentDigest)
    compiled = next
    return outcomes
  }

  private func removeOverlay(_ tell: (Report) throws -> Void) throws {
    guard fileExists(folder.overlay) else { return }
    try removeFile(folder.overlay)
    try tell(.emptied)
  }
}

extension ExpandedSources {
  fileprivate var isEmpty: Bool { files.isEmpty && pages.isEmpty }
}
