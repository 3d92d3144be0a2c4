package import Common
internal import Extraction
package import Manifest
internal import Storage

/// How the pages of one source are asked for: the manifest's settings with their secrets resolved.
package struct FetchPolicy: Sendable {
  package static let defaultUserAgent = "almanac/0.1"

  let delay: Duration
  let concurrency: Int
  let followsRobots: Bool
  /// The name by which robots.txt knows the crawler.
  let agent: String
  private let userAgent: String
  private let timeout: Duration
  private let maximumSize: Int
  private let contentTypes: [String]
  private let addressGuard: AddressGuard
  private let headers: [String]
  private let cookies: String?
  private let basic: HTTPRequest.BasicCredentials?
  /// The origins of the manifest's own addresses: no other one is sent headers, cookies and credentials.
  private let origins: Set<String>

  /// - Parameters:
  ///   - location: where the source stands, for diagnostics.
  ///   - environment: the value of an environment variable.
  package init(
    _ source: WebSource, at location: SourceLocation?, environment: (String) -> String?,
    _ diagnostics: inout [Diagnostic]
  ) {
    var problems: [Diagnostic] = []
    func report(_ identifier: String, _ reason: String, _ remedy: String) {
      problems.append(Diagnostic(.error, identifier, at: location, reason, remedy: remedy))
    }
    func value(_ secret: Secret, _ noun: String) -> String {
      let text: String
      switch secret {
      case .plain(let plain): text = plain
      case .environment(let name):
        guard let found = environment(name) else {
          report(
            "missing-variable", "the environment variable `\(name)` for \(noun) is not set", "set it and try again")
          return ""
        }
        text = found
      }
      if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
        report("invalid-header", "\(noun) has a control character in it", "remove line breaks and the like")
        return ""
      }
      return text
    }
    delay = source.delay
    concurrency = source.concurrency
    followsRobots = source.followsRobots
    userAgent = value(.plain(source.userAgent ?? Self.defaultUserAgent), "the user agent")
    let token = RobotsRules.productToken(userAgent)
    agent = token.isEmpty ? "almanac" : token
    timeout = source.timeout
    maximumSize = source.maximumSize
    contentTypes = source.contentTypes.map { $0.lowercased() }
    addressGuard = AddressGuard(allowsPrivate: source.allowsPrivateAddresses)
    var headers: [String] = []
    for header in source.headers {
      guard Self.isToken(header.name) else {
        report("invalid-header", "`\(header.name)` is no name of a header", "use letters, digits and `-`")
        continue
      }
      headers.append("\(header.name): \(value(header.value, "the header `\(header.name)`"))")
    }
    if let bearer = source.bearer { headers.append("Authorization: Bearer \(value(bearer, "the bearer token"))") }
    self.headers = headers
    let cookies = source.cookies.map { "\($0.name)=\(value($0.value, "the cookie `\($0.name)`"))" }
    self.cookies = cookies.isEmpty ? nil : cookies.joined(separator: "; ")
    basic = source.basic.map { .init(user: value($0.user, "the user"), password: value($0.password, "the password")) }
    origins = Set((source.start + source.sitemaps).compactMap { WebAddress($0.value)?.origin })
    for address in source.start + source.sitemaps where WebAddress(address.value) == nil {
      problems.append(
        Diagnostic(
          .error, "invalid-address", at: address.location, "`\(address.value)` is no address that can be fetched",
          remedy: "write it as a browser shows it; give user and password under `basic`"))
    }
    diagnostics += problems
  }

  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }

  /// Whether bodies of this type are taken; with none in the manifest, all but those that no document has.
  func accepts(_ type: MediaType) -> Bool {
    guard contentTypes.isEmpty else {
      return contentTypes.contains { wanted in
        wanted == type.name || wanted == "*/*" || wanted.hasSuffix("/*") && type.name.hasPrefix(wanted.dropLast())
      }
    }
    let kinds = ["image/", "audio/", "video/", "font/", "model/"]
    let names: Set = [
      "text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/wasm",
      "application/font-woff", "application/gzip", "application/x-gzip", "application/x-tar", "application/x-bzip2",
      "application/x-xz", "application/x-7z-compressed", "application/vnd.debian.binary-package",
      "application/x-iso9660-image", "application/x-shockwave-flash",
    ]
    return !kinds.contains { type.name.hasPrefix($0) } && !names.contains(type.name)
  }

  /// The request for a page or a site map.
  func request(_ address: WebAddress, validators: PageRecord?, isPage: Bool) -> HTTPRequest {
    let isOwn = origins.contains(address.origin)
    var fields = isOwn ? headers : []
    // The lock is a file that people can edit: a line break in it must not become a header of its own.
    func isSound(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }
    if let etag = validators?.etag, isSound(etag) { fields.append("If-None-Match: \(etag)") }
    if let date = validators?.lastModified, isSound(date) { fields.append("If-Modified-Since: \(date)") }
    let policy = self
    return HTTPRequest(
      address: address, headers: fields, cookies: isOwn ? cookies : nil, basic: isOwn ? basic : nil,
      userAgent: userAgent, timeout: timeout,
      maximumSize: isPage ? maximumSize : max(maximumSize, PageAnalyzer.maximumSitemapSize),
      acceptsType: { !isPage || policy.accepts($0) }, addressGuard: addressGuard)
  }

  /// The request for robots.txt. A longer one is read as far as it goes, so nothing is too large here but a flood.
  func robotsRequest(_ address: WebAddress) -> HTTPRequest {
    var request = request(address, validators: nil, isPage: false)
    request.maximumSize = 16 * RobotsRules.maximumSize
    return request
  }
}
