internal import Extraction

/// Reads the addresses of a site map (sitemaps.org, protocol 0.9), a site map index, or an RSS or Atom feed.
///
/// A file that breaks off gives the addresses up to there.
enum SitemapReader {
  /// Addresses of one site map at most, as the protocol has it.
  static let maximumAddresses = 50_000

  static func read(_ bytes: [UInt8]) throws(ExtractionFailure) -> PageLinks {
    var links = PageLinks()
    var open: [String] = []
    var text = ""
    var isKnown = false
    do throws(XMLReadingError) {
      try XMLReader.read(bytes) { event in
        switch event {
        case .start(let element):
          if open.isEmpty { isKnown = ["urlset", "sitemapindex", "rss", "feed", "RDF"].contains(element.name) }
          open.append(element.name)
          text = ""
          if isKnown, element.name == "link", open.dropLast().last == "entry", let target = element["href"],
            (element["rel"] ?? "alternate") == "alternate"
          {
            links.pages.append(target)
          }
        case .text(let piece): if text.utf8.count < 1 << 16 { text += piece }
        case .end(let name):
          open.removeLast()
          let value = ASCII.trim(text)
          text = ""
          guard isKnown, !value.isEmpty else { break }
          switch (name, open.last) {
          case ("loc", "sitemap"): links.sitemaps.append(value)
          case ("loc", "url"), ("link", "item"): links.pages.append(value)
          default: break
          }
        case .documentType: break
        }
        return links.pages.count + links.sitemaps.count < maximumAddresses
      }
    } catch {
      if links.pages.isEmpty && links.sitemaps.isEmpty {
        throw .malformed(detail: "line \(error.line): \(error.reason)")
      }
    }
    guard isKnown else { throw .malformed(detail: "it is XML, but neither a site map nor a feed") }
    return links
  }
}
