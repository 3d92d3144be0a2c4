package import Common

/// A pinned page of a web source, with everything that the manifest says about it.
package struct PinnedPage: Hashable, Sendable {
  /// The address names the document in the bundle.
  package var url: String
  /// Where redirects led, when that is another address.
  package var finalURL: String?
  /// The header `Content-Type`.
  package var contentType: String?
  /// When the body came in: UTC, `2026-11-24T05:52:23Z`.
  package var fetched: String
  package var digest: Digest
  package var store: SnapshotStore
  /// Sorted.
  package var metadata: [MetadataEntry]
  /// Sorted, without doubles.
  package var tags: [String]
  /// Where the page stands in the lock.
  package var location: SourceLocation?

  package init(_ page: LockedPage, store: SnapshotStore, metadata: [MetadataEntry], tags: [String]) {
    url = page.url
    finalURL = page.finalURL
    contentType = page.contentType
    fetched = page.fetched
    digest = page.digest
    self.store = store
    self.metadata = metadata
    self.tags = tags
    location = page.location
  }

  /// The body, at most `limit` bytes of it; a diagnostic when it cannot be had.
  package func body(limit: Int) -> Result<[UInt8], DiagnosticsError> {
    do throws(SnapshotError) {
      return .success(try store.read(digest, limit: limit))
    } catch {
      return .failure(DiagnosticsError([error.diagnostic(for: url, at: location)]))
    }
  }
}
