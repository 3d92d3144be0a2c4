internal import Common
internal import FoundationEssentials

/// Addresses of pages that may be added.
package enum WebAddress {
  /// An address that may be handed to the fetcher: http or https, a public name, no credentials.
  ///
  /// Which addresses a name leads to is the fetcher's to check, when it connects.
  ///
  /// - Parameter allowsPrivate: whether the name may be one of a private network or an address.
  package static func checked(_ text: String, allowsPrivate: Bool = false) throws(APIError) -> String {
    guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let url = URL(string: text), let scheme = url.scheme,
      ["http", "https"].contains(scheme.lowercased()), let host = url.host(), !host.isEmpty
    else { throw .invalid("url", "url must be an address as in https://example.org/page") }
    guard url.user() == nil, url.password() == nil else {
      throw .invalid("url", "url must not hold a user or a password")
    }
    let name = host.lowercased()
    let isPrivate =
      name == "localhost" || name.hasSuffix(".localhost") || name.hasSuffix(".local") || name.hasSuffix(".internal")
      || !name.contains(".") || name.hasPrefix("[") || name.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 })
    guard allowsPrivate || !isPrivate else { throw .invalid("url", "url must name a public host") }
    return text
  }
}
