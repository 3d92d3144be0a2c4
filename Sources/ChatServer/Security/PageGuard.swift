internal import HTTPTypes
package import Hummingbird

/// Keeps pages of other sites from using a server through the browser of somebody who may.
///
/// A browser lets any page send requests to this machine; only the answers are kept from it. Where callers prove who they are
/// that is harmless, as the page has no key to add. A server without authentication looks at what browsers do not let a page
/// choose: the origin of whatever changes something, and the name by which the page found the server, which its owner may have
/// pointed at 127.0.0.1 to read the answers too ("DNS rebinding").
package struct PageGuard: Sendable {
  /// Origins that may call; `*` for any.
  let origins: [String]
  /// Whether names are the proxy's to check.
  let isBehindProxy: Bool

  package init(_ settings: ListenerSettings) {
    origins = settings.origins
    isBehindProxy = settings.isBehindProxy
  }

  /// - Throws: 403 for a request that a page of another site has made a browser send.
  package func check(_ request: Request) throws(APIError) {
    try checkName(request)
    if request.method != .get, request.method != .head { try checkOrigin(request) }
  }

  /// - Throws: 403 for an origin that is neither listed nor this machine nor the server itself.
  func checkOrigin(_ request: Request) throws(APIError) {
    guard let origin = request.headers[.origin], !origins.contains("*"), !origins.contains(origin) else { return }
    let name = Self.name(of: Self.authority(of: origin))
    if Self.isLoopback(name) { return }
    if isBehindProxy, let authority = request.head.authority, name == Self.name(of: authority) { return }
    throw APIError(.forbidden, "origin_not_allowed", "the origin is not among server.origins")
  }

  private func checkName(_ request: Request) throws(APIError) {
    guard !isBehindProxy, !origins.contains("*"), let authority = request.head.authority, !authority.isEmpty else {
      return
    }
    let name = Self.name(of: authority)
    if Self.isLoopback(name) || origins.contains(where: { Self.name(of: Self.authority(of: $0)) == name }) { return }
    throw APIError(
      .forbidden, "name_not_allowed",
      "without authentication the server answers to localhost and to the names in server.origins only")
  }

  private static func isLoopback(_ name: String) -> Bool {
    name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]"
      || name.hasPrefix("127.") && name.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
  }

  /// What stands between scheme and path.
  private static func authority(of origin: String) -> String {
    String(origin.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" })
  }

  /// The name in front of a port, in lower case; an IPv6 address in its brackets.
  private static func name(of authority: String) -> String {
    let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    return name.lowercased()
  }
}
