internal import Common
package import Manifest

/// The walk over the pages of one source: says which addresses it wants, is told what came of each, and gives the pages.
///
/// The walk goes level by level: the next level starts when the last is complete, and candidates are taken in the order
/// in which the pages of the level above name them. So the pages depend on the site and the manifest, never on which
/// response came first. A value without clock or network: the session performs what it asks for.
package struct SourceCrawl: Sendable {
  /// Something to fetch.
  package enum Want: Hashable, Sendable {
    case page(WebAddress)
    case sitemap(WebAddress)
  }

  /// What came of a want.
  package enum Answer: Sendable {
    case page(PageRecord, PageAnalysis)
    case redirect(to: WebAddress)
    case sitemap(pages: [WebAddress], sitemaps: [WebAddress])
    case skipped(SkipReason)
  }

  /// A page of the source.
  package struct Kept: Sendable {
    package var url: WebAddress
    package var final: WebAddress
    package var record: PageRecord
  }

  package struct Skipped: Hashable, Sendable {
    package var address: WebAddress
    package var reason: SkipReason
  }

  private enum Phase { case links, sitemaps, done }

  static let maximumHops = 10
  static let maximumSitemaps = 1_000

  private let depth: Int
  private let limit: Int
  private let followsCanonical: Bool
  /// Addresses that are looked at in all; a trap that breeds addresses and no pages ends here.
  private let maximumAddresses: Int
  package private(set) var scope: CrawlScope
  /// Whether nothing is judged again, so that bodies need not be looked into.
  package let isRestoring: Bool
  private let starts: [WebAddress]
  private let sitemaps: [WebAddress]

  private var phase = Phase.links
  private var level = 0
  /// Candidates of this level that are still to be taken, and those that are under way.
  private var queue: [WebAddress] = []
  private var batch: [WebAddress] = []
  private var nextLevel: [WebAddress] = []
  private var sitemapPages: [WebAddress] = []
  private var seen: Set<WebAddress> = []
  private var pending: Set<Want> = []
  private var answers: [WebAddress: Answer] = [:]
  private var seenSitemaps: Set<WebAddress> = []
  /// Redirects and canonical addresses on the way to an address.
  private var hops: [WebAddress: Int] = [:]
  /// Addresses that a start address leads to: these widen the scope.
  private var startChain: Set<WebAddress>
  private var finals: Set<WebAddress> = []
  private var bodies: [Digest: WebAddress] = [:]

  /// The pages, in the order of the walk.
  package private(set) var kept: [Kept] = []
  package private(set) var skipped: [Skipped] = []
  /// Addresses that were not looked at because the limit was reached.
  package private(set) var leftOut = 0

  /// Where a walk gets its addresses from.
  package enum Origin: Sendable {
    /// Start addresses, their links, and site maps.
    case site
    /// A list of addresses, as far as the source includes them.
    case list([WebAddress])
    /// Pages that are pinned already and stay what they are: nothing is judged again.
    case pins([WebAddress])
  }

  package init(_ source: WebSource, from origin: Origin = .site) {
    depth = source.depth
    limit = source.limit
    maximumAddresses = source.limit * 20 + 1_000
    followsCanonical = source.followsCanonical
    scope = CrawlScope(source)
    switch origin {
    case .site:
      starts = source.start.compactMap { WebAddress($0.value) }
      sitemaps = source.sitemaps.compactMap { WebAddress($0.value) }
      isRestoring = false
    case .list(let addresses), .pins(let addresses):
      starts = []
      sitemaps = []
      sitemapPages = addresses
      if case .pins = origin { isRestoring = true } else { isRestoring = false }
    }
    startChain = Set(starts)
  }

  package var isDone: Bool { phase == .done }

  /// The reason why a start address or a site map of the manifest gave nothing.
  package var failures: [Skipped] {
    let roots = Set(starts + sitemaps)
    return skipped.filter { roots.contains($0.address) && $0.reason.isFailureOfRoot }
  }

  // MARK: Events

  /// The first wants.
  package mutating func begin() -> [Want] {
    var wants: [Want] = []
    for address in sitemaps { want(.sitemap(address), &wants) }
    queue = unseen(starts)
    advance(&wants)
    return wants
  }

  /// Takes in what came of a want, and gives the wants that follow from it.
  package mutating func receive(_ want: Want, _ answer: Answer) -> [Want] {
    guard pending.remove(want) != nil else { return [] }
    var wants: [Want] = []
    switch want {
    case .page(let address):
      answers[address] = answer
      follow(address, answer, &wants)
    case .sitemap(let address): read(address, answer, &wants)
    }
    advance(&wants)
    return wants
  }

  private mutating func want(_ want: Want, _ wants: inout [Want]) {
    if case .page(let address) = want, answers[address] != nil { return }
    if case .sitemap(let address) = want, !seenSitemaps.insert(address).inserted { return }
    if pending.insert(want).inserted { wants.append(want) }
  }

  /// Asks for what a page leads to by itself: the target of its redirect, its canonical address.
  private mutating func follow(_ address: WebAddress, _ answer: Answer, _ wants: inout [Want]) {
    let target: WebAddress
    switch answer {
    case .redirect(let to):
      if startChain.contains(address) {
        startChain.insert(to)
        scope.add(startedAt: to)
      } else if !isRestoring, !scope.contains(to) {
        return
      }
      target = to
    case .page(_, let analysis):
      guard let canonical = canonical(of: address, analysis) else { return }
      target = canonical
    default: return
    }
    let count = hops[address, default: 0] + 1
    guard count <= Self.maximumHops else { return }
    hops[target] = max(hops[target] ?? 0, count)
    want(.page(target), &wants)
  }

  private mutating func read(_ address: WebAddress, _ answer: Answer, _ wants: inout [Want]) {
    switch answer {
    case .sitemap(let pages, let others):
      sitemapPages += pages
      for other in others where seenSitemaps.count < Self.maximumSitemaps { want(.sitemap(other), &wants) }
    case .redirect(let target):
      hops[target] = hops[address, default: 0] + 1
      if hops[address, default: 0] < Self.maximumHops {
        want(.sitemap(target), &wants)
      } else {
        skipped.append(Skipped(address: address, reason: .tooManyRedirects))
      }
    case .skipped(let reason): skipped.append(Skipped(address: address, reason: reason))
    case .page: break
    }
  }

  // MARK: Levels

  private mutating func advance(_ wants: inout [Want]) {
    while pending.isEmpty, phase != .done {
      for address in batch { settle(address) }
      batch = []
      if kept.count >= limit || seen.count > maximumAddresses {
        leftOut += queue.count
        queue = []
        if phase == .sitemaps || (nextLevel.isEmpty && sitemapPages.isEmpty) {
          phase = .done
        } else {
          endPhase()
        }
      } else if queue.isEmpty {
        endPhase()
      } else {
        let count = min(limit - kept.count, queue.count)
        batch = Array(queue.prefix(count))
        queue.removeFirst(count)
        for address in batch { want(.page(address), &wants) }
      }
    }
  }

  /// Goes on to the next level, then to the pages of the site maps, then to the end.
  private mutating func endPhase() {
    switch phase {
    case .links where !nextLevel.isEmpty:
      level += 1
      queue = nextLevel
      nextLevel = []
    case .links:
      phase = .sitemaps
      // Site maps come in any order; their pages do not.
      let pages = sitemapPages.filter { isRestoring || scope.contains($0) }.sorted {
        $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
      }
      sitemapPages = []
      queue = unseen(pages)
    case .sitemaps, .done: phase = .done
    }
  }

  /// Those that were no candidates yet, each once.
  private mutating func unseen(_ addresses: [WebAddress]) -> [WebAddress] {
    addresses.filter { seen.insert($0).inserted }
  }

  /// Decides what becomes of a candidate, now that everything it leads to is known.
  private mutating func settle(_ candidate: WebAddress) {
    switch destination(of: candidate) {
    case .failure(let skip): skipped.append(Skipped(address: candidate, reason: skip.reason))
    case .success(let page):
      if finals.contains(page.final) {
        if page.final != candidate {
          let reason: SkipReason = page.url == candidate ? .duplicate(of: page.final) : .canonical(page.url)
          skipped.append(Skipped(address: candidate, reason: reason))
        }
        return
      }
      finals.insert(page.final)
      if phase == .links, level < depth, page.analysis.isFollowed { nextLevel += unseen(page.analysis.links) }
      if isRestoring {
        kept.append(Kept(url: page.url, final: page.final, record: page.record))
        return
      }
      // A start address outside of the source is there for its links.
      guard scope.contains(page.final) else { return }
      if let reason = page.analysis.problem {
        skipped.append(Skipped(address: candidate, reason: reason))
      } else if !page.analysis.isIndexed {
        skipped.append(Skipped(address: candidate, reason: .noIndex))
      } else if let other = bodies[page.record.digest] {
        skipped.append(Skipped(address: candidate, reason: .duplicate(of: other)))
      } else {
        bodies[page.record.digest] = page.final
        if page.url != candidate { skipped.append(Skipped(address: candidate, reason: .canonical(page.url))) }
        kept.append(Kept(url: page.url, final: page.final, record: page.record))
      }
    }
  }

  private struct Skip: Error { var reason: SkipReason }
  private struct Destination {
    var url: WebAddress
    var final: WebAddress
    var record: PageRecord
    var analysis: PageAnalysis
  }

  /// Follows redirects and canonical addresses. A canonical address that leads nowhere leaves the page where it is.
  private func destination(of candidate: WebAddress) -> Result<Destination, Skip> {
    var url = candidate
    var address = candidate
    var visited: Set<WebAddress> = []
    var page: Destination?
    while true {
      var reason = SkipReason.tooManyRedirects
      if visited.insert(address).inserted {
        switch answers[address] {
        case .page(let record, let analysis):
          let found = Destination(url: url, final: address, record: record, analysis: analysis)
          guard let canonical = canonical(of: address, analysis) else { return .success(found) }
          page = found
          (url, address) = (canonical, canonical)
          continue
        case .redirect(let target):
          address = target
          continue
        case .skipped(let skip): reason = skip
        default:
          if address != candidate, !scope.contains(address) { reason = .outOfScope(address) }
        }
      } else {
        reason = .redirectLoop
      }
      return page.map { .success($0) } ?? .failure(Skip(reason: reason))
    }
  }

  private func canonical(of address: WebAddress, _ analysis: PageAnalysis) -> WebAddress? {
    guard followsCanonical, !isRestoring, let canonical = analysis.canonical, canonical != address,
      scope.contains(canonical)
    else {
      return nil
    }
    return canonical
  }
}

extension SkipReason {
  /// Whether a start address or a site map that is left out for this reason is something to mend.
  var isFailureOfRoot: Bool {
    switch self {
    case .duplicate, .canonical, .noIndex: false
    default: true
    }
  }
}
