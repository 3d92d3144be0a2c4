/// What a crawler wants of a page: where it leads and what it asks of robots.
///
/// Addresses are as the page writes them: neither resolved nor checked.
package struct PageLinks: Equatable, Sendable {
  /// What relative addresses of the page start from, when it is not the page's own address.
  package var base: String?
  /// The address under which the page wants to be known.
  package var canonical: String?
  /// The address that the page sends its readers on to (`meta http-equiv="refresh"`).
  package var refresh: String?
  /// The words of `meta name="robots"`, lower case, in order: `noindex`, `nofollow`.
  package var robots: [String]
  /// Pages that the page links to, in document order, without those marked `nofollow`; the pages of a site map.
  package var pages: [String]
  /// The site maps that a site map index names.
  package var sitemaps: [String]

  package init(
    base: String? = nil, canonical: String? = nil, refresh: String? = nil, robots: [String] = [],
    pages: [String] = [], sitemaps: [String] = []
  ) {
    self.base = base
    self.canonical = canonical
    self.refresh = refresh
    self.robots = robots
    self.pages = pages
    self.sitemaps = sitemaps
  }
}
