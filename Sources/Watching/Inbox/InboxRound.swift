package import Common
package import Manifest
internal import Storage

/// What is to be done with the items of an inbox: which are compiled, which are fetched first, which are no news.
///
/// A value that looks at nothing: the same items, pins and statuses give the same round.
package struct InboxRound: Equatable, Sendable {
  /// Items whose compilation begins in one round at most, so that the first of a thousand files need not wait for the last.
  package static let newItems = 64

  /// A source of the overlay and the item that it comes from.
  package struct Entry: Equatable, Sendable {
    package var item: InboxItem
    /// What the document is called in the bundle.
    package var source: String
    /// Whether it was not in an overlay before.
    package var isNew: Bool
  }

  /// In the order of the items.
  package private(set) var files: [Entry] = []
  package private(set) var pages: [Entry] = []
  /// The addresses to fetch, each once.
  package private(set) var wanted: [String] = []
  /// Items with the content of an earlier one, and the key of that one.
  package private(set) var copies: [(item: InboxItem, original: String)] = []
  /// Items that the base holds, and what it calls them.
  package private(set) var known: [(item: InboxItem, document: String)] = []
  /// Items that cannot be compiled, with the reason.
  package private(set) var refused: [(item: InboxItem, reason: String)] = []
  /// Whether items were left for the next round.
  package private(set) var isPartial = false

  /// - Parameters:
  ///   - items: in their order.
  ///   - status: the status of an item that is about its present content.
  ///   - pins: the pages that were fetched, by the address that was asked for.
  ///   - base: the documents of the base by the digests of their sources.
  package init(
    _ items: [InboxItem], status: (InboxItem) -> InboxStatus?, pins: [String: LockedPage], base: [Digest: String]
  ) {
    // What is in the overlay stays as it is, whatever comes to it.
    let entries = items.map { item in
      let status = status(item)
      let names = Self.names(of: item, pins)
      return (item: item, state: status?.state, isCompiled: status?.document.map(names.contains) ?? false)
    }
    var originals: [Digest: String] = [:]
    var sources: Set<String> = []
    var begun = 0
    for (item, state, _) in entries.filter(\.isCompiled) + entries.filter({ !$0.isCompiled }) {
      if state == .failed { continue }
      let digest: Digest
      switch item.content {
      case .unusable(let reason):
        refused.append((item, reason))
        continue
      case .file(_, _, let own): digest = own
      case .page(let url):
        guard let pin = pins[url] else {
          if !wanted.contains(url) { wanted.append(url) }
          continue
        }
        digest = pin.digest
      }
      if let document = base[digest] {
        known.append((item, document))
        continue
      }
      if let original = originals[digest] {
        copies.append((item, original))
        continue
      }
      if state != .done {
        guard begun < Self.newItems else {
          isPartial = true
          continue
        }
        begun += 1
      }
      switch item.content {
      case .file:
        guard let source = Self.names(of: item, pins).first(where: { !sources.contains($0) }) else { continue }
        sources.insert(source)
        files.append(Entry(item: item, source: source, isNew: state != .done))
      case .page(let url):
        guard let pin = pins[url], sources.insert(pin.url).inserted else {
          copies.append((item, pages.first { $0.source == pins[url]?.url }?.item.key ?? item.key))
          continue
        }
        pages.append(Entry(item: item, source: pin.url, isNew: state != .done))
      case .unusable: continue
      }
      originals[digest] = item.key
    }
  }

  /// What an item's document may be called: the name that people know, or with the key where two files have the same.
  private static func names(of item: InboxItem, _ pins: [String: LockedPage]) -> [String] {
    switch item.content {
    case .file(_, let name, _): ["inbox/\(name)", "inbox/\(item.key)/\(name)"]
    case .page(let url): pins[url].map { [$0.url] } ?? []
    case .unusable: []
    }
  }

  /// What the overlay is compiled from.
  package func sources(pins: [String: LockedPage], store: SnapshotStore) -> ExpandedSources {
    var sources = ExpandedSources()
    for entry in files {
      guard case .file(let path, _, _) = entry.item.content else { continue }
      sources.files.append(SourceItem(displayPath: entry.source, absolutePath: path, tags: Self.tags))
    }
    for entry in pages {
      guard case .page(let url) = entry.item.content, let pin = pins[url] else { continue }
      sources.pages.append(PinnedPage(pin, store: store, metadata: [], tags: Self.tags))
    }
    sources.files.sort { $0.displayPath.precedesBytewise($1.displayPath) }
    sources.pages.sort { $0.url.precedesBytewise($1.url) }
    return sources
  }

  private static let tags = ["inbox"]

  package static func == (left: Self, right: Self) -> Bool {
    left.files == right.files && left.pages == right.pages && left.wanted == right.wanted
      && left.copies.elementsEqual(right.copies, by: ==) && left.known.elementsEqual(right.known, by: ==)
      && left.refused.elementsEqual(right.refused, by: ==) && left.isPartial == right.isPartial
  }
}
