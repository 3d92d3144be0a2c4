package import Extraction
package import Manifest

/// What a crawl needs to know of a page's body.
package struct PageAnalysis: Equatable, Sendable {
  /// The address that the page names as its own.
  package var canonical: WebAddress?
  /// Where it leads within the source, in document order, without doubles.
  package var links: [WebAddress] = []
  package var isIndexed = true
  package var isFollowed = true
  /// Why the page cannot be a document.
  package var problem: SkipReason?

  package init() {}
}

/// Reads bodies for the crawl of one source. Every parser runs in a worker process; may be used from many threads.
package struct PageAnalyzer: Sendable {
  /// Links of one page at most.
  private static let maximumLinks = 100_000

  private let pool: ExtractionPool
  private let followsRobots: Bool
  private let takesXML: Bool

  package init(pool: ExtractionPool, source: WebSource) {
    self.pool = pool
    followsRobots = source.followsRobots
    // XHTML is HTML here.
    takesXML = source.contentTypes.contains {
      $0.lowercased().hasSuffix("xml") && !$0.lowercased().hasSuffix("xhtml+xml")
    }
  }

  /// - Parameters:
  ///   - robots: what the header `X-Robots-Tag` asks for.
  ///   - scope: which links are of use.
  package func analyze(
    _ bytes: [UInt8], at address: WebAddress, contentType: String?, robots: String?, scope: CrawlScope
  ) -> PageAnalysis {
    var analysis = PageAnalysis()
    var wishes = robots?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) ?? []
    let body = WebBody(bytes: bytes, contentType: contentType, url: address.text)
    switch body.format {
    case .failure(let failure): analysis.problem = SkipReason(failure)
    case .success(.html):
      switch links(of: body.bytes, at: address, .html) {
      case .failure(let failure): analysis.problem = SkipReason(failure)
      case .success(let links):
        wishes += links.robots
        let base = links.base.flatMap { WebAddress($0, relativeTo: address) } ?? address
        analysis.canonical = links.canonical.flatMap { WebAddress($0, relativeTo: base) }
        var seen: Set<WebAddress> = [address]
        for text in ([links.refresh].compactMap { $0 } + links.pages).prefix(Self.maximumLinks) {
          guard let link = WebAddress(text, relativeTo: base), scope.contains(link), seen.insert(link).inserted else {
            continue
          }
          analysis.links.append(link)
        }
      }
    // Feeds, schemas, data: a site links to them, and few read them as pages.
    case .success(.xml) where !takesXML: analysis.problem = .xml
    case .success: break
    }
    if followsRobots {
      analysis.isIndexed = !wishes.contains("noindex") && !wishes.contains("none")
      analysis.isFollowed = !wishes.contains("nofollow") && !wishes.contains("none")
    }
    return analysis
  }

  /// The addresses of a site map: XML, a feed, or one address a line; compressed or not.
  package func readSitemap(_ bytes: [UInt8], at address: WebAddress) -> SourceCrawl.Answer {
    var bytes = bytes
    if Gzip.isGzip(bytes) {
      do throws(DecompressionError) {
        bytes = try Gzip.decompressed(bytes, limit: Self.maximumSitemapSize)
      } catch {
        return .skipped(.badSitemap("\(error)"))
      }
    }
    let start = bytes.drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
    guard start.first == UInt8(ascii: "<") else { return .sitemap(pages: Self.lines(start, address), sitemaps: []) }
    switch links(of: bytes, at: address, .xml) {
    case .failure(let failure): return .skipped(.badSitemap(SkipReason(failure).text))
    case .success(let links):
      func resolved(_ texts: [String]) -> [WebAddress] { texts.compactMap { WebAddress($0, relativeTo: address) } }
      return .sitemap(pages: resolved(links.pages), sitemaps: resolved(links.sitemaps))
    }
  }

  /// Bytes of an uncompressed site map; the protocol allows 50 MB.
  static let maximumSitemapSize = 64 << 20

  private static func lines(_ bytes: ArraySlice<UInt8>, _ address: WebAddress) -> [WebAddress] {
    bytes.split(separator: 0x0A).prefix(50_000).compactMap { WebAddress(String(decoding: $0, as: UTF8.self)) }
  }

  private func links(
    of bytes: [UInt8], at address: WebAddress, _ format: DocumentFormat
  ) -> Result<PageLinks, ExtractionFailure> {
    let request = ExtractionRequest(bytes: bytes, name: address.text, format: format, task: .links)
    return pool.extract(request).map { $0.links ?? PageLinks() }
  }
}

extension SkipReason {
  init(_ failure: ExtractionFailure) {
    switch failure {
    case .empty: self = .empty
    case .unsupported(let kind): self = .unsupported(kind)
    default: self = .unsupported("a page whose links cannot be read (\(failure.identifier))")
    }
  }
}
