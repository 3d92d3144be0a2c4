internal import Common
package import Compilation
internal import Embedding
internal import Manifest
package import Storage
package import Terminal

/// Builds a corpus, and builds it again each time that something it is made of changes.
///
/// Every build is that of `Compiler`, cache included: what is watched only decides when one begins. A build that fails
/// leaves the bundle as it is, and the next change tries again.
package struct CorpusWatch {
  /// What came of one build.
  package enum Outcome {
    case finished(CompilationReport)
    /// Manifest, spec or model cannot be used, or the world failed.
    case failed(any Error)
  }

  /// How long after its last change a file that was not closed is looked at: some changes have no end that is told, as
  /// those of truncate(2).
  private static let patience = Duration.seconds(2)

  private var options: Compiler.Options
  private let poll: Duration?
  private let isStopped: @Sendable () -> Bool
  private let progress: Progress
  private let folder: String

  /// - Parameters:
  ///   - poll: how often to look without being told of a change, for file systems that tell nothing; `nil` for never.
  ///   - isStopped: asked after each wait and in builds; the watch's alarm is to ring when it becomes true.
  package init(
    options: Compiler.Options, poll: Duration? = nil, isStopped: @escaping @Sendable () -> Bool, progress: Progress
  ) {
    self.options = options
    self.options.isCancelled = isStopped
    self.poll = poll
    self.isStopped = isStopped
    self.progress = progress
    folder = parentFolder(of: options.manifest)
  }

  /// Builds until it is stopped.
  ///
  /// - Parameter tell: called after each build, those that found nothing to do included.
  /// - Throws: when nothing can be watched, and what `tell` throws.
  package func run(_ watch: FolderWatch, tell: (Outcome) throws -> Void) throws {
    var sources: WatchedSources?
    var names: [String: Set<String>] = [:]
    let controls = WatchedFiles(
      [options.manifest]
        + [CorpusLock.fileName, TrainedParts.fileName, VectorArchive.fileName].map { "\(folder)/\($0)" }
        + [options.spec].compactMap(\.self))
    while !isStopped() {
      // Each thing is watched before it is read, so that no change falls between.
      try watch.watch(Set(names.keys).union(controls.folders))
      let state = controls.state
      // With errors too there is a manifest that has what was right; without one the sources of the last stay.
      if let manifest = CorpusManifest.load(path: options.manifest).manifest {
        sources = WatchedSources(manifest, in: folder)
      }
      if let sources { names = try watchFolders(of: sources, and: controls, watch) }
      do {
        try tell(.finished(try Compiler(options: options, progress: progress).run()))
      } catch is CancellationError {
        return
      } catch let error where !isStopped() {
        progress.finish()
        try tell(.failed(error))
      }
      try waitForChange(watch, names, sources) { controls.state != state }
    }
  }

  /// Watches all folders of the sources, also those that appear meanwhile.
  private func watchFolders(
    of sources: WatchedSources, and controls: WatchedFiles, _ watch: FolderWatch
  ) throws -> [String: Set<String>] {
    var names = sources.folders()
    while true {
      try watch.watch(Set(names.keys).union(controls.folders))
      // One that was made after its parent was looked at and before that was watched has told nobody.
      let now = sources.folders()
      let hasNew = now.keys.contains { names[$0] == nil }
      names = now
      if !hasNew { return names }
    }
  }

  /// Returns when a change that matters is over, or when it is time to look or to stop.
  private func waitForChange(
    _ watch: FolderWatch, _ names: [String: Set<String>], _ sources: WatchedSources?, haveControlsChanged: () -> Bool
  ) throws {
    let start = ContinuousClock.now
    var debounce = Debounce()
    // Files that someone began to write to, and when to look whether that is over although nobody closed them.
    var begun: Set<String> = []
    var patience = Debounce(quiet: Self.patience, longest: .seconds(3_600))
    while !isStopped() {
      let now = start.duration(to: .now)
      if let due = [debounce.due, poll].compactMap(\.self).min(), now >= due { return }
      if let due = patience.due, now >= due {
        guard begun.allSatisfy(OpenFiles.isWritten) else { return }
        patience.reset()
        patience.change(at: now)
      }
      let due = [debounce.due, patience.due, poll].compactMap(\.self).min()
      let changes = try watch.wait(atMost: due.map { $0 - now })
      let end = start.duration(to: .now)
      var isRelevant = changes.areIncomplete || (!changes.isEmpty && haveControlsChanged())
      for event in changes.events where concerns(sources, names, event) {
        if event.change == .begun {
          begun.insert(event.path)
          patience.change(at: end)
        } else {
          begun.remove(event.path)
          isRelevant = true
        }
      }
      if begun.isEmpty { patience.reset() }
      if isRelevant { debounce.change(at: end) }
    }
  }

  private func concerns(
    _ sources: WatchedSources?, _ names: [String: Set<String>], _ event: FolderWatch.Event
  ) -> Bool {
    guard let sources, let folders = names[event.folder] else { return false }
    let entries = folders.map { WatchedSources.joined($0, event.name) }
    if event.isFolder { return entries.contains(where: sources.mayContain) }
    guard entries.contains(where: sources.concerns) else { return false }
    let stamp = FileStamp(of: event.path)
    return stamp == nil || stamp != FileStamp(of: options.output)
  }
}
