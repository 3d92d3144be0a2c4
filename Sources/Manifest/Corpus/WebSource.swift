/// `web`: pages that `kbc fetch` follows from start addresses and site maps.
package struct WebSource: Hashable, Sendable {
  package var start: [Located<String>] = []
  package var sitemaps: [Located<String>] = []
  /// Globs over whole addresses; empty: everything under the start addresses.
  package var include: [Located<String>] = []
  package var exclude: [Located<String>] = []
  /// Links followed from a start address, `0…`.
  package var depth = 3
  /// Pages at most.
  package var limit = 500
  /// Between two requests to one host.
  package var delay: Duration = .milliseconds(500)
  package var timeout: Duration = .seconds(30)
  /// Requests to one host at a time.
  package var concurrency = 2
  /// Bytes of one body at most.
  package var maximumSize: Int = 32 << 20
  /// Media types that are kept; empty: every type that can be extracted.
  package var contentTypes: [String] = []
  package var headers: [NamedSecret] = []
  package var cookies: [NamedSecret] = []
  package var basic: BasicCredentials?
  package var bearer: Secret?
  package var userAgent: String?
  /// Whether robots.txt and the page's own wishes (`noindex`, `nofollow`) are followed (RFC 9309).
  package var followsRobots = true
  /// Whether a page is taken under the address that it names as canonical.
  package var followsCanonical = true
  /// Whether addresses in private ranges may be fetched.
  package var allowsPrivateAddresses = false

  package init() {}

  /// A header or cookie.
  package struct NamedSecret: Hashable, Sendable {
    package var name: String
    package var value: Secret

    package init(name: String, value: Secret) {
      self.name = name
      self.value = value
    }
  }

  package struct BasicCredentials: Hashable, Sendable {
    package var user: Secret
    package var password: Secret

    package init(user: Secret, password: Secret) {
      self.user = user
      self.password = password
    }
  }
}
