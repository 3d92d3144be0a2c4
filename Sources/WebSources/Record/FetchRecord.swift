package import Common
package import Manifest

/// What a server answered for one address: all that need not be asked again.
package enum FetchRecord: Equatable, Sendable {
  case page(PageRecord)
  case redirect(to: WebAddress)
  /// A status that is an answer and no page: 404, 410, 401.
  case status(Int)
}

/// A page as a server gave it; the body is in the snapshot store.
package struct PageRecord: Equatable, Sendable {
  package var status = 200
  package var contentType: String?
  package var etag: String?
  package var lastModified: String?
  /// The words of the header `X-Robots-Tag` that concern every crawler.
  package var robots: String?
  /// UTC, `2026-11-24T05:52:23Z`.
  package var fetched: String
  package var size: Int
  package var digest: Digest

  package init(
    status: Int = 200, contentType: String? = nil, etag: String? = nil, lastModified: String? = nil,
    robots: String? = nil, fetched: String, size: Int, digest: Digest
  ) {
    self.status = status
    self.contentType = contentType
    self.etag = etag
    self.lastModified = lastModified
    self.robots = robots
    self.fetched = fetched
    self.size = size
    self.digest = digest
  }

  package init(_ page: LockedPage) {
    self.init(
      status: page.status, contentType: page.contentType, etag: page.etag, lastModified: page.lastModified,
      robots: page.robots, fetched: page.fetched, size: page.size, digest: page.digest)
  }

  package init(_ response: HTTPResponse, digest: Digest, fetched: String) {
    self.init(
      status: response.status, contentType: Self.filled(response.header("content-type")),
      etag: Self.filled(response.header("etag")), lastModified: Self.filled(response.header("last-modified")),
      robots: Self.robots(response.headers), fetched: fetched, size: response.body.count, digest: digest)
  }

  private static func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

  /// The wishes among the headers `X-Robots-Tag` that name no crawler; `nil` when there are none that matter.
  static func robots(_ headers: [HeaderField]) -> String? {
    var words: [String] = []
    for header in headers where header.name == "x-robots-tag" && !header.value.contains(":") {
      for word in header.value.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
      where ["noindex", "nofollow", "none"].contains(word) && !words.contains(word) {
        words.append(word)
      }
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// The page under the address that it was asked for.
  package func locked(url: WebAddress, final: WebAddress) -> LockedPage {
    LockedPage(
      url: url.text, finalURL: final == url ? nil : final.text, status: status, contentType: contentType, etag: etag,
      lastModified: lastModified, robots: robots, fetched: fetched, size: size, digest: digest)
  }
}
