package import Common
internal import Settings

/// `corpus.lock`: the pages of a corpus's web sources, pinned by `kbc fetch`.
///
/// A build reads pages only as they are pinned here, so that it needs no network and the same lock gives the same bundle.
package struct CorpusLock: Equatable, Sendable {
  /// The version of the lock's language that this program reads and writes.
  package static let languageVersion = 1
  /// The name of the file, beside the manifest.
  package static let fileName = "corpus.lock"

  /// In the order of their addresses, then of their settings.
  package var sources: [LockedSource]

  package init(sources: [LockedSource] = []) { self.sources = sources }
}

/// The pages of one web source.
package struct LockedSource: Equatable, Sendable {
  /// The start addresses and site maps of the source, as the manifest has them: what a person knows the source by.
  package var addresses: [String]
  /// `WebSource.settings` at the time of the fetch: when it differs, other pages may belong to the source now.
  package var settings: Digest
  /// In bytewise order of their addresses.
  package var pages: [LockedPage]

  package init(addresses: [String], settings: Digest, pages: [LockedPage] = []) {
    self.addresses = addresses
    self.settings = settings
    self.pages = pages
  }
}

/// One page as a server gave it.
package struct LockedPage: Equatable, Sendable {
  /// The address that was asked for; it names the document in the bundle.
  package var url: String
  /// Where redirects led, when that is another address.
  package var finalURL: String?
  /// The status of the response, `200…299`.
  package var status: Int
  /// The header `Content-Type` with its parameters.
  package var contentType: String?
  /// Validators for conditional requests (RFC 9110, §8.8), as they were sent.
  package var etag: String?
  package var lastModified: String?
  /// What the header `X-Robots-Tag` asks for, when it says something about links or indexing.
  package var robots: String?
  /// When the body came in: UTC, `2026-11-24T05:52:23Z`.
  package var fetched: String
  /// Bytes of the body, decompressed.
  package var size: Int
  /// Of the body, decompressed: the name of its snapshot.
  package var digest: Digest
  /// Where the page stands in the lock; no part of its identity.
  package var location: SourceLocation?

  package init(
    url: String, finalURL: String? = nil, status: Int = 200, contentType: String? = nil, etag: String? = nil,
    lastModified: String? = nil, robots: String? = nil, fetched: String, size: Int, digest: Digest,
    location: SourceLocation? = nil
  ) {
    self.url = url
    self.finalURL = finalURL
    self.status = status
    self.contentType = contentType
    self.etag = etag
    self.lastModified = lastModified
    self.robots = robots
    self.fetched = fetched
    self.size = size
    self.digest = digest
    self.location = location
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.url == right.url && left.finalURL == right.finalURL && left.status == right.status
      && left.contentType == right.contentType && left.etag == right.etag && left.lastModified == right.lastModified
      && left.robots == right.robots && left.fetched == right.fetched && left.size == right.size
      && left.digest == right.digest
  }
}

extension CorpusLock {
  /// The pins of `source`: those that were made with its very settings, else those of a source with its addresses.
  ///
  /// - Returns: `isStale` when the settings changed since the fetch; `nil` when the source was never fetched.
  package func pins(of source: WebSource) -> (source: LockedSource, isStale: Bool)? {
    if let exact = sources.first(where: { $0.settings == source.settings }) { return (exact, false) }
    return sources.first { $0.addresses == source.addresses }.map { ($0, true) }
  }
}

extension WebSource {
  /// The start addresses, then the site maps, as the manifest has them.
  package var addresses: [String] { (start + sitemaps).map(\.value) }

  /// A digest of everything that decides which pages belong to the source; pace and secrets are no part of it.
  package var settings: Digest {
    let parts: Set = [
      "start", "sitemap", "include", "exclude", "depth", "limit", "max-size", "content-types", "robots", "canonical",
    ]
    let members = Self.table.represent(self).members ?? []
    var writer = ByteWriter()
    JSONValue.object(members.filter { parts.contains($0.name) }).writeCanonical(to: &writer)
    return Digest(hashing: writer.bytes)
  }
}
