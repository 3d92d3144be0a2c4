internal import Common
package import Manifest
internal import Storage

/// Writes the pinned pages of a corpus as a WARC file, for other tools.
///
/// Bodies are as they were extracted from: decompressed, in the charset in which they came. The same lock gives the same
/// file.
package struct ArchiveExport {
  private let lock: CorpusLock
  private let store: SnapshotStore

  package init(lock: CorpusLock, store: SnapshotStore) {
    self.lock = lock
    self.store = store
  }

  /// Writes the file; compressed, one member a record, when its name ends in `.gz`.
  ///
  /// - Returns: the number of pages.
  /// - Throws: `DiagnosticsError` when snapshots are missing, all of them in one run; `SystemError`.
  package func write(to path: String) throws -> Int {
    let isCompressed = path.hasSuffix(".gz")
    let file = try AtomicFile(path: path)
    func put(_ record: WARCRecord) throws {
      try file.write(isCompressed ? Gzip.compressed(record.bytes) : record.bytes)
    }
    // A page of several sources is one page.
    var pages: [LockedPage] = []
    for page in lock.sources.flatMap(\.pages).sorted(by: { $0.url.precedesBytewise($1.url) })
    where page.url != pages.last?.url { pages.append(page) }
    let newest = pages.map(\.fetched).max() ?? "1970-01-01T00:00:00Z"
    let about =
      "software: almanac\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/"
      + "warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    try put(.make(type: "warcinfo", date: newest, contentType: "application/warc-fields", block: Array(about.utf8)))
    var problems: [Diagnostic] = []
    var finals: Set<String> = []
    for page in pages {
      if let final = page.finalURL {
        try put(response(to: page.url, page.fetched, "HTTP/1.1 302 Found\r\nLocation: \(final)\r\n", body: []))
      }
      guard finals.insert(page.finalURL ?? page.url).inserted else { continue }
      do {
        let body = try store.read(page.digest)
        try put(response(to: page.finalURL ?? page.url, page.fetched, Self.head(of: page), body: body))
      } catch let error as SnapshotError {
        problems.append(error.diagnostic(for: page.url, at: page.location))
      }
    }
    guard problems.isEmpty else { throw DiagnosticsError(problems) }
    try file.commit()
    return pages.count
  }

  private static func head(of page: LockedPage) -> String {
    var head = "HTTP/1.1 \(page.status) OK\r\n"
    for (name, value) in [
      ("Content-Type", page.contentType), ("ETag", page.etag), ("Last-Modified", page.lastModified),
      ("X-Robots-Tag", page.robots),
    ] {
      if let value { head += "\(name): \(value)\r\n" }
    }
    return head
  }

  private func response(to url: String, _ date: String, _ head: String, body: [UInt8]) -> WARCRecord {
    let message = Array((head + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    let digest = HeaderField("WARC-Payload-Digest", "sha256:" + Digest(hashing: body).hex)
    return .make(
      type: "response", date: date, target: url, contentType: "application/http;msgtype=response", extra: [digest],
      block: message)
  }
}
