/// An absolute http or https address in its normal form: equal addresses have equal text.
///
/// RFC 3986, §6.2, as browsers apply it: scheme and host in lower case, no default port, no dot segments, `/` for an empty
/// path, escapes in upper case and only where they are needed, no fragment. User names and passwords are refused: they
/// would end in the lock.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  package let isSecure: Bool
  /// A name, an IPv4 address or an IPv6 address in brackets.
  package let host: String
  /// `nil` for the scheme's own.
  package let port: Int?
  /// Starts with `/`.
  package let path: String
  /// Without the question mark.
  package let query: String?

  /// The whole address.
  package let text: String

  package var description: String { text }
  package var scheme: String { isSecure ? "https" : "http" }
  /// Scheme, host and port: what robots.txt, credentials and politeness go by.
  package var origin: String { Self.origin(isSecure, host, port) }
  /// The path up to its last slash.
  package var folder: String { String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) }
  /// Path and query, as a request names them.
  package var target: String { path + (query.map { "?" + $0 } ?? "") }

  init(isSecure: Bool, host: String, port: Int?, path: String, query: String?) {
    self.isSecure = isSecure
    self.host = host
    self.port = port
    self.path = path
    self.query = query
    text = Self.origin(isSecure, host, port) + path + (query.map { "?" + $0 } ?? "")
  }

  private static func origin(_ isSecure: Bool, _ host: String, _ port: Int?) -> String {
    (isSecure ? "https://" : "http://") + host + (port.map { ":\($0)" } ?? "")
  }

  /// The address of another path at the same origin.
  package func with(path: String) -> WebAddress {
    WebAddress(isSecure: isSecure, host: host, port: port, path: path, query: nil)
  }

  package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
