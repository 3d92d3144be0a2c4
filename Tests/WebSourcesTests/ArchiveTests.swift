import Common
import Manifest
import Storage
import TestSupport
import Testing
import WebSources

@Suite struct ArchiveTests {
  private static let answer: LoopbackServer.Answer = { request in
    switch request.target {
    case "/": .page("<p>home</p><a href=old>x</a><a href=text>x</a>", [("ETag", "\"e\"")])
    case "/old": .redirect("/new")
    case "/new": .page("<p>new</p>", [("Last-Modified", "Tue, 24 Nov 2026 05:00:00 GMT")])
    case "/text": .text("plain text")
    default: .status(404)
    }
  }

  /// A fetched site and the export of it.
  private func exported(to name: String) throws -> (site: TestSite, server: LoopbackServer, path: String) {
    let server = try LoopbackServer(Self.answer)
    let site = try TestSite(server)
    try site.fetch()
    let path = site.folder.file(name)
    let lock = try #require(site.lock)
    #expect(try ArchiveExport(lock: lock, store: site.store).write(to: path) == 3)
    return (site, server, path)
  }

  private func records(_ bytes: [UInt8]) throws -> [WARCRecord] {
    var reader = try WARCReader(MappedBytes(bytes))
    var records: [WARCRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  @Test(arguments: ["pages.warc", "pages.warc.gz"]) func anExportIsReadBackAsTheSamePins(name: String) throws {
    let (site, server, path) = try exported(to: name)
    server.change { _ in .status(500) }
    let copy = try TestSite(server)
    let report = try copy.fetch(.import(path: path))
    #expect(report.identifiers == [])
    #expect(report.requests == 0)
    #expect(try copy.lockText == site.lockText)
    for page in copy.pages { #expect(try copy.store.read(page.digest) == site.store.read(page.digest)) }
    #expect(server.requests.isEmpty)
    // The same lock gives the same file.
    let again = copy.folder.file(name)
    _ = try ArchiveExport(lock: try #require(copy.lock), store: copy.store).write(to: again)
    #expect(try readFile(again) == readFile(path))
  }

  @Test func anExportKeepsToTheFormat() throws {
    let (site, server, path) = try exported(to: "pages.warc")
    defer { withExtendedLifetime(site) {} }
    let bytes = try readFile(path)
    let records = try records(bytes)
    #expect(records.map(\.type) == ["warcinfo", "response", "response", "response", "response"])
    #expect(bytes.starts(with: Array("WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:".utf8)))
    #expect(
      records.compactMap { $0.header("warc-target-uri")?.replacing(server.origin, with: "") }
        == ["/", "/old", "/new", "/text"])
    #expect(Set(records.compactMap { $0.header("warc-record-id") }).count == records.count)
    let home = String(decoding: records[1].block, as: UTF8.self)
    #expect(
      home.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"e\"\r\nContent-Length: "))
    #expect(String(decoding: records[2].block, as: UTF8.self).hasPrefix("HTTP/1.1 302 Found\r\nLocation: http"))
    for record in records {
      let digest = record.header("warc-block-digest")
      #expect(digest == "sha256:" + Digest(hashing: record.block).hex)
    }
  }

  @Test func anExportWithoutSnapshotsIsRefused() throws {
    let (site, _, _) = try exported(to: "pages.warc")
    _ = try site.store.removeAll(except: [])
    let lock = try #require(site.lock)
    #expect(throws: DiagnosticsError.self) {
      try ArchiveExport(lock: lock, store: site.store).write(to: site.folder.file("other.warc"))
    }
    #expect(throws: SystemError.self) { try readFile(site.folder.file("other.warc")) }
  }

  // MARK: Archives of others

  private static func record(_ headers: String, _ block: [UInt8]) -> [UInt8] {
    Array(("WARC/1.0\r\n" + headers + "\r\nContent-Length: \(block.count)\r\n\r\n").utf8) + block
      + Array("\r\n\r\n".utf8)
  }

  private static func response(_ url: String, _ date: String, _ head: String, _ body: [UInt8]) -> [UInt8] {
    record(
      "WARC-Type: response\r\nWARC-Target-URI: \(url)\r\nWARC-Date: \(date)\r\nWARC-Payload-Digest: sha1:\(body.count)\r\nContent-Type: application/http; msgtype=response",
      Array((head + "\r\n\r\n").utf8) + body)
  }

  @Test func archivesAsOtherToolsWriteThemAreRead() throws {
    let html = Array("<p>in the archive</p>".utf8)
    let chunked = Array("15\r\n".utf8) + html + Array("\r\n0\r\n\r\n".utf8)
    let base = "https://example.org"
    let parts: [[UInt8]] = [
      Self.record("WARC-Type: warcinfo\r\nWARC-Date: 2026-11-24T05:00:00Z", Array("software: x\r\n".utf8)),
      Self.record(
        "WARC-Type: request\r\nWARC-Target-URI: \(base)/\r\nWARC-Date: 2026-11-24T05:00:00Z",
        Array("GET / HTTP/1.1\r\n\r\n".utf8)),
      Self.response(
        "<\(base)/>", "2026-11-24T05:00:00Z",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", chunked),
      Self.response(
        "\(base)/gzip", "2026-11-24T05:00:01.123456Z",
        "HTTP/1.0 200 OK\r\ncontent-type: text/html\r\nContent-Encoding: gzip",
        Gzip.compressed(Array("<p>was compressed</p>".utf8))),
      Self.response("\(base)/old", "2026-11-24T05:00:02Z", "HTTP/1.1 301 Moved\r\nLocation: /gzip", []),
      Self.response("\(base)/missing", "2026-11-24T05:00:02Z", "HTTP/1.1 404 Not Found", Array("no".utf8)),
      Self.response("\(base)/unknown", "2026-11-24T05:00:02Z", "HTTP/1.1 200 OK\r\nContent-Encoding: compress", [1]),
      Self.response(
        "\(base)/twice", "2026-11-24T06:00:00Z", "HTTP/1.1 200 OK\r\nContent-Type: text/plain", Array("newer".utf8)),
      Self.response(
        "\(base)/twice", "2026-11-24T05:00:00Z", "HTTP/1.1 200 OK\r\nContent-Type: text/plain", Array("older".utf8)),
      Self.response(
        "https://elsewhere.example/", "2026-11-24T05:00:00Z", "HTTP/1.1 200 OK\r\nContent-Type: text/plain", [65]),
      Self.record(
        "WARC-Type: resource\r\nWARC-Target-URI: \(base)/note.txt\r\nWARC-Date: 2026-11-24T05:00:04Z\r\nContent-Type: text/plain",
        Array("a note".utf8)),
      Self.record(
        "WARC-Type: revisit\r\nWARC-Target-URI: \(base)/again\r\nWARC-Date: 2026-11-24T05:00:05Z\r\nWARC-Payload-Digest: sha1:9999",
        []),
      Self.record(
        "WARC-Type: response\r\nWARC-Target-URI: \(base)/cut\r\nWARC-Date: 2026-11-24T05:00:05Z\r\nWARC-Truncated: length",
        []),
      Self.record("WARC-Type: response\r\nWARC-Target-URI: dns:example.org\r\nWARC-Date: 2026-11-24T05:00:05Z", [65]),
    ]
    for isCompressed in [false, true] {
      for isOneMember in isCompressed ? [false, true] : [false] {
        let joined = Array(parts.joined())
        let bytes =
          !isCompressed ? joined : isOneMember ? Gzip.compressed(joined) : Array(parts.map(Gzip.compressed).joined())
        let site = try TestSite("  - web: { start: \"\(base)/\" }")
        let file = try AtomicFile(path: site.folder.file("other.warc"))
        try file.write(bytes)
        try file.commit()
        let report = try site.fetch(.import(path: site.folder.file("other.warc")))
        #expect(site.pages.map { $0.url.dropFirst(base.count) } == ["/", "/note.txt", "/old", "/twice"])
        #expect(
          site.pages.map(\.fetched) == [
            "2026-11-24T05:00:00Z", "2026-11-24T05:00:04Z", "2026-11-24T05:00:01Z", "2026-11-24T06:00:00Z",
          ])
        #expect(try site.store.read(site.pages[0].digest) == html)
        #expect(try site.store.read(site.pages[3].digest) == Array("newer".utf8))
        #expect(Set(report.identifiers) == ["record-left-out"])
        #expect(report.diagnostics.count == 3)
      }
    }
  }

  @Test func aRevisitRefersToWhatWasThereBefore() throws {
    let base = "https://example.org"
    let parts = [
      Self.response(
        "\(base)/a", "2026-11-24T05:00:00Z", "HTTP/1.1 200 OK\r\nContent-Type: text/plain", Array("body".utf8)),
      Self.record(
        "WARC-Type: revisit\r\nWARC-Target-URI: \(base)/a\r\nWARC-Date: 2026-11-25T05:00:00Z\r\nWARC-Refers-To-Target-URI: \(base)/a",
        []),
      Self.record(
        "WARC-Type: revisit\r\nWARC-Target-URI: \(base)/b\r\nWARC-Date: 2026-11-25T05:00:00Z\r\nWARC-Payload-Digest: sha1:4",
        []),
    ]
    let site = try TestSite("  - web: { start: \"\(base)/\" }")
    try site.write("a.warc", String(decoding: Array(parts.joined()), as: UTF8.self))
    let report = try site.fetch(.import(path: site.folder.file("a.warc")))
    // The two have one body, so one is kept.
    #expect(site.pages.map(\.fetched) == ["2026-11-25T05:00:00Z"])
    #expect(report.sources.flatMap(\.skipped).map(\.reason.identifier) == ["duplicate"])
  }

  // MARK: Damage

  @Test func damagedArchivesAreErrorsAndNeverCrash() throws {
    for name in ["pages.warc", "pages.warc.gz"] {
      let (site, _, path) = try exported(to: name)
      defer { withExtendedLifetime(site) {} }
      let bytes = try readFile(path)
      let whole = try records(bytes).count
      for count in 0..<bytes.count {
        var reader: WARCReader
        do throws(WARCReader.Problem) { reader = try WARCReader(MappedBytes(Array(bytes[..<count]))) } catch {
          continue
        }
        var found = 0
        while let record = try? reader.next() { found += record.headers.isEmpty ? 0 : 1 }
        #expect(found <= whole)
      }
      var random = SeededGenerator(seed: 5)
      for _ in 0..<500 {
        var damaged = bytes
        for _ in 0..<3 {
          damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        guard var reader = try? WARCReader(MappedBytes(damaged)) else { continue }
        while (try? reader.next()) != nil {}
      }
    }
    for text in [
      "", "WARC/1.0", "WARC/1.0\r\n\r\n", "WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "WARC/1.0\r\nContent-Length: -1\r\n\r\n", "x",
    ] {
      guard var reader = try? WARCReader(MappedBytes(Array(text.utf8))) else { continue }
      #expect(throws: WARCReader.Problem.self) { try reader.next() }
    }
  }

  @Test func whatIsNoArchiveIsRefusedAndTheRestOfABrokenOneIsKept() throws {
    let (site, _, path) = try exported(to: "pages.warc")
    try site.write("text.warc", "not an archive")
    #expect(throws: DiagnosticsError.self) { try site.fetch(.import(path: site.folder.file("text.warc"))) }
    #expect(throws: SystemError.self) { try site.fetch(.import(path: site.folder.file("none.warc"))) }
    let bytes = try readFile(path)
    let copy = try TestSite("  - web: { start: \"\(site.pages[0].url)\" }")
    try copy.write("cut.warc", String(decoding: bytes.dropLast(200), as: UTF8.self))
    let report = try copy.fetch(.import(path: copy.folder.file("cut.warc")))
    #expect(report.identifiers == ["damaged-archive"])
    #expect(copy.pages.count == 2)
  }

  // MARK: Brotli, zstd and gzip

  private static let brotli: [UInt8] =
    [11, 13, 128] + Array("<p>compressed by Brotli</p>".utf8) + [3]
  /// A frame that does not say how much it holds.
  private static let zstd: [UInt8] =
    [40, 181, 47, 253, 0, 0, 201, 0, 0] + Array("<p>compressed by zstd</p>".utf8)
  /// Ten MiB of the letter a.
  private static let bomb: [UInt8] = [
    203, 255, 255, 63, 248, 37, 194, 226, 177, 64, 32, 247, 254, 47, 255, 255, 63, 240, 75, 0, 196, 97, 17, 128, 238,
    253,
    7,
  ]

  @Test(arguments: [("br", brotli, "<p>compressed by Brotli</p>"), ("zstd", zstd, "<p>compressed by zstd</p>")])
  func bodiesOfModernServersAreRead(coding: String, body: [UInt8], text: String) throws {
    let base = "https://example.org"
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: \(coding)"
    let parts = [
      Self.response("\(base)/", "2026-11-24T05:00:00Z", head, body),
      Self.response("\(base)/cut", "2026-11-24T05:00:00Z", head, Array(body.dropLast())),
      Self.response("\(base)/none", "2026-11-24T05:00:00Z", head, []),
    ]
    let site = try TestSite("  - web: { start: \"\(base)/\" }")
    let file = try AtomicFile(path: site.folder.file("a.warc"))
    try file.write(Array(parts.joined()))
    try file.commit()
    let report = try site.fetch(.import(path: site.folder.file("a.warc")))
    #expect(try site.pages.map { String(decoding: try site.store.read($0.digest), as: UTF8.self) } == [text])
    #expect(report.identifiers == ["record-left-out"])
    #expect(report.diagnostics.contains { "\($0)".contains("2 records of the archive left out") })
  }

  @Test func brotliHoldsItsLimitAndDamageIsAnError() throws {
    let count = 10 << 20
    #expect(try Brotli.decompressed(Self.bomb, limit: count) == Array(repeating: 0x61, count: count))
    #expect(throws: DecompressionError.tooLarge(limit: count - 1)) {
      try Brotli.decompressed(Self.bomb, limit: count - 1)
    }
    for length in 0..<Self.bomb.count {
      #expect(throws: DecompressionError.damaged) {
        try Brotli.decompressed(Array(Self.bomb[..<length]), limit: 2 * count)
      }
    }
    var random = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
      if let content = try? Brotli.decompressed(bytes, limit: 4_096) { #expect(content.count <= 4_096) }
    }
  }

  @Test func gzipRoundTripsAndDamageIsAnError() throws {
    var random = SeededGenerator(seed: 3)
    for count in [0, 1, 100, 70_000, 3 << 20] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...7, using: &random) }
      let member = Gzip.compressed(bytes)
      #expect(try Gzip.decompressed(member, limit: count) == bytes)
      #expect(try Gzip.decompressed(member + member, limit: 2 * count) == bytes + bytes)
      if count > 0 {
        #expect(throws: DecompressionError.tooLarge(limit: count - 1)) {
          try Gzip.decompressed(member, limit: count - 1)
        }
        #expect(throws: DecompressionError.damaged) { try Gzip.decompressed(Array(member.dropLast()), limit: count) }
      }
    }
    #expect(throws: DecompressionError.damaged) { try Gzip.decompressed([0x1F, 0x8B, 0, 0], limit: 10) }
  }
}
