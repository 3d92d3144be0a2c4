internal import Common
internal import Settings
internal import Storage

/// Turns the web sources of a manifest into the pages that the lock pins.
struct PageExpansion {
  private let folder: String
  private let isLocked: Bool
  private let lockPath: String
  private let lock: CorpusLock?
  /// False when a lock is there and cannot be used, which is told once.
  private let isReadable: Bool
  private var sources: [LockedSource] = []
  private(set) var diagnostics: [Diagnostic]
  private var pages: [PinnedPage] = []

  /// Reads the lock in `folder`.
  ///
  /// - Parameter isLocked: whether any difference between manifest and lock is an error.
  init(folder: String, isLocked: Bool) {
    self.folder = folder
    self.isLocked = isLocked
    lockPath = PatternSearch.absolute(CorpusLock.fileName, in: folder)
    (lock, diagnostics) = CorpusLock.load(path: lockPath)
    isReadable = !diagnostics.hasErrors
  }

  mutating func add(_ web: WebSource, of source: Source) {
    guard isReadable else { return }
    guard let (pins, isStale) = lock?.pins(of: web) else {
      let name = web.addresses.first ?? ""
      diagnostics.append(
        Diagnostic(
          .error, "web-source-not-fetched", at: source.location,
          "no pages of `\(name)` are pinned in `\(CorpusLock.fileName)`",
          remedy: "run `kbc fetch` on the manifest, and commit the lock and the snapshots"))
      return
    }
    sources.append(pins)
    if isStale {
      diagnostics.append(
        Diagnostic(
          isLocked ? .error : .warning, "stale-lock", at: source.location,
          "the web source changed since its pages were pinned", remedy: "run `kbc fetch` on the manifest"))
    }
    let store = SnapshotStore(manifestFolder: folder)
    for page in pins.pages {
      pages.append(PinnedPage(page, store: store, metadata: source.metadata, tags: source.tags))
    }
  }

  /// The pages, sorted bytewise by address; a page of several sources comes once, with the metadata and tags of all.
  mutating func finish() -> [PinnedPage] {
    for unused in lock?.sources ?? [] where !sources.contains(unused) {
      diagnostics.append(
        Diagnostic(
          isLocked ? .error : .warning, "unused-pins", at: SourceLocation(file: lockPath),
          "the lock pins pages of `\(unused.addresses.first ?? "")`, which the manifest does not name",
          remedy: "run `kbc fetch` on the manifest"))
    }
    var result: [PinnedPage] = []
    let order = pages.indices.sorted { left, right in
      pages[left].url == pages[right].url ? left < right : pages[left].url.precedesBytewise(pages[right].url)
    }
    for index in order {
      let page = pages[index]
      guard let last = result.indices.last, result[last].url == page.url else {
        result.append(page)
        continue
      }
      if result[last].digest != page.digest {
        diagnostics.append(
          Diagnostic(
            .error, "conflicting-pins", at: page.location,
            "`\(page.url)` is pinned with two different bodies", remedy: "run `kbc fetch --update \(page.url)`"))
      }
      result[last].metadata = ValueFormat<[MetadataEntry]>.sorted(result[last].metadata + page.metadata)
      result[last].tags = ValueFormat<[String]>.sorted(result[last].tags + page.tags)
    }
    return result
  }
}
