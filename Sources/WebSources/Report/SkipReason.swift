/// Why an address that was found is not among the pages.
package enum SkipReason: Hashable, Sendable {
  /// robots.txt forbids it.
  case robots
  /// robots.txt cannot be read, so that nothing may be fetched.
  case robotsUnreachable(String)
  /// The page or its header asks not to be kept.
  case noIndex
  case status(Int)
  case redirectLoop
  case tooManyRedirects
  case badRedirect(String)
  /// A redirect leads out of what the source includes.
  case outOfScope(WebAddress)
  /// Another page has the same final address or the same body.
  case duplicate(of: WebAddress)
  /// The page names another address as its own, and that page is kept.
  case canonical(WebAddress)
  case tooLarge(limit: Int)
  case unwantedType(String)
  case unsupported(String)
  /// A feed, a schema, data: XML that the source does not ask for.
  case xml
  case empty
  case forbiddenAddress(String)
  /// The transfer failed, again and again.
  case failed(String)
  /// A site map cannot be read.
  case badSitemap(String)
  /// An import has no such page.
  case notInArchive

  /// A stable kebab-case name, by which reports are grouped.
  package var identifier: String {
    switch self {
    case .robots: "robots"
    case .robotsUnreachable: "robots-unreachable"
    case .noIndex: "noindex"
    case .status(let status): "status-\(status)"
    case .redirectLoop: "redirect-loop"
    case .tooManyRedirects: "too-many-redirects"
    case .badRedirect: "bad-redirect"
    case .outOfScope: "out-of-scope"
    case .duplicate: "duplicate"
    case .canonical: "canonical"
    case .tooLarge: "too-large"
    case .unwantedType: "unwanted-type"
    case .unsupported: "unsupported"
    case .xml: "xml"
    case .empty: "empty"
    case .forbiddenAddress: "forbidden-address"
    case .failed: "failed"
    case .badSitemap: "bad-sitemap"
    case .notInArchive: "not-in-archive"
    }
  }

  /// Continues "`https://…` is left out: ".
  package var text: String {
    switch self {
    case .robots: "robots.txt forbids it"
    case .robotsUnreachable(let detail): "robots.txt cannot be read (\(detail)), and then nothing may be fetched"
    case .noIndex: "it asks not to be indexed"
    case .status(let status): "the server answers with status \(status)"
    case .redirectLoop: "its redirects lead back to it"
    case .tooManyRedirects: "it is redirected too often"
    case .badRedirect(let target): "it redirects to `\(target)`, which is no http or https address"
    case .outOfScope(let target): "it redirects to `\(target)`, which the source does not include"
    case .duplicate(let other): "it is the same page as `\(other)`"
    case .canonical(let other): "it names `\(other)` as its address"
    case .tooLarge(let limit): "it is larger than \(limit) bytes"
    case .unwantedType(let type): type.isEmpty ? "it has no media type" : "its media type is \(type)"
    case .unsupported(let kind): "it is \(kind), which cannot be read"
    case .xml: "it is an XML file, which is a page only where `content-types` names its type"
    case .empty: "it is empty"
    case .forbiddenAddress(let detail): "\(detail), which the source does not allow"
    case .failed(let detail): detail
    case .badSitemap(let detail): "it is no site map: \(detail)"
    case .notInArchive: "the archive does not have it"
    }
  }

  /// Whether the server, not the page, is the reason: the next fetch may have it.
  package var isServiceFailure: Bool {
    switch self {
    case .failed, .robotsUnreachable: true
    case .status(let status): status >= 500 || status == 429
    default: false
    }
  }

  package init(_ failure: TransferFailure) {
    self =
      switch failure {
      case .forbiddenAddress(let detail): .forbiddenAddress(detail)
      case .unwantedType(let type): .unwantedType(type)
      case .tooLarge(let limit): .tooLarge(limit: limit)
      case .timedOut: .failed("the server takes too long")
      case .unresolved: .failed("the name of the host cannot be resolved")
      case .connection(let detail): .failed("the connection failed (\(detail))")
      case .encryption(let detail): .failed("the connection cannot be trusted (\(detail))")
      case .malformed(let detail): .failed("the response cannot be understood (\(detail))")
      }
  }
}
