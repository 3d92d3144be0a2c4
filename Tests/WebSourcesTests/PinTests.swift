import Common
import Manifest
import Storage
import Synchronization
import Testing
import WebSources

/// Pins that stay, move, drift and survive interruptions.
@Suite struct PinTests {
  private static func page(_ text: String, _ targets: [String] = [], _ headers: [(String, String)] = []) -> Reply {
    .page("<p>\(text)</p>" + targets.map { "<a href='\($0)'>x</a>" }.joined(), headers)
  }

  /// A site that knows conditional requests; `version` is what its pages say.
  private static func answer(_ version: @escaping @Sendable (String) -> String?) -> LoopbackServer.Answer {
    { request in
      guard let text = version(request.target) else { return .status(404) }
      let etag = "\"\(text)\""
      // As nginx with compression: weak at first, strong later.
      if request.headers["if-none-match"] == "W/" + etag { return .status(304, [("ETag", etag)]) }
      let links = request.target == "/" ? (1...5).map { "/\($0)" } : []
      return page(
        "\(request.target) \(text)", links, [("ETag", "W/" + etag), ("Last-Modified", "Tue, 24 Nov 2026 05:00:00 GMT")])
    }
  }

  private static let first: LoopbackServer.Answer = answer { $0 == "/" || ("/1"..."/5").contains($0) ? "one" : nil }

  @Test func whatIsPinnedIsNotAskedForAgain() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    #expect(try site.fetch().requests == 7)
    let lock = try site.lockText
    let again = try site.fetch()
    #expect(again.requests == 0)
    #expect(again.sources.map(\.pages) == [6])
    #expect(try site.lockText == lock)
    // A lost snapshot is fetched again, and no other page.
    let lost = try #require(site.pages.last)
    for file in try FileListing(of: site.store.folder).files {
      if try readFile("\(site.store.folder)/\(file.path)").count > 0, file.path.contains(lost.digest.hex.dropFirst(2)) {
        try removeFile("\(site.store.folder)/\(file.path)")
      }
    }
    #expect(throws: SnapshotError.self) { try site.store.read(lost.digest) }
    #expect(try site.fetch().requests == 2)
    #expect(try site.store.read(lost.digest).count == lost.size)
    #expect(try site.lockText == lock)
  }

  @Test func changedSettingsFetchOnlyWhatIsNew() throws {
    let server = try LoopbackServer { request in
      Self.page(request.target, request.target.count < 4 ? [request.target + "x"] : [])
    }
    let site = try TestSite(server, "depth: 1, robots: false")
    try site.fetch()
    #expect(server.targets == ["/", "/x"])
    server.change { request in Self.page(request.target, request.target.count < 4 ? [request.target + "x"] : []) }
    try site.write(
      "corpus.yaml",
      "almanac: 1\nname: site\nsources:\n" + TestSite.source(server, "depth: 2, robots: false") + "\n")
    try site.fetch()
    #expect(server.targets == ["/xx"])
    #expect(site.paths(server) == ["/", "/x", "/xx"])
  }

  @Test func anUpdateMovesThePinsThatChanged() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    try site.fetch()
    let before = site.pages
    let unchanged = try site.fetch(.update([]))
    #expect(unchanged.notModified == 6)
    #expect(unchanged.sources.map(\.hasDrift) == [false])
    #expect(site.pages == before)

    server.change(
      Self.answer { $0 == "/2" ? "two" : $0 == "/3" ? nil : $0 == "/" || ("/1"..."/5").contains($0) ? "one" : nil })
    site.clock.wait(until: .seconds(3_600))
    let report = try site.fetch(.update([]))
    #expect(report.sources.map(\.changed) == [[server.origin + "/2"]])
    #expect(report.sources.map(\.removed) == [[server.origin + "/3"]])
    #expect(report.notModified == 4)
    #expect(site.paths(server) == ["/", "/1", "/2", "/4", "/5"])
    #expect(site.pages.first { $0.url.hasSuffix("/2") }?.fetched == "2026-11-24T06:52:23Z")
    #expect(site.pages.filter { !$0.url.hasSuffix("/2") } == before.filter { !"23".contains($0.url.last ?? " ") })
  }

  @Test func aPatternNarrowsAnUpdate() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    try site.fetch()
    server.change(Self.answer { $0 == "/robots.txt" ? nil : "two" })
    let report = try site.fetch(.update([try AddressPattern("\(server.origin)/[24]")]))
    #expect(report.sources.map(\.changed) == [[server.origin + "/2", server.origin + "/4"]])
    #expect(server.targets == ["/2", "/4"])
  }

  /// The server is away for an hour: nothing is lost.
  @Test func aServerThatFailsCostsNoPin() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    try site.fetch()
    let lock = try site.lockText
    server.change { $0.target == "/2" ? .status(500) : Self.first($0) }
    let report = try site.fetch(.update([]))
    #expect(report.identifiers == ["page-not-confirmed"])
    #expect(report.exitStatus == .success)
    #expect(try site.lockText == lock)
    server.change { _ in .status(500) }
    let dead = try site.fetch(.update([]))
    #expect(dead.exitStatus == .success || dead.exitStatus == .service)
    #expect(try site.lockText == lock)
  }

  @Test func aCheckTellsWhatDriftedAndChangesNothing() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    try site.fetch()
    #expect(try site.fetch(.check([])).exitStatus == .success)
    let files = try FileListing(of: site.folder.path)
    let lock = try site.lockText
    server.change(
      Self.answer { $0 == "/2" ? "two" : $0 == "/3" ? nil : $0 == "/" || ("/1"..."/5").contains($0) ? "one" : nil })
    let report = try site.fetch(.check([]))
    #expect(report.identifiers == ["page-changed", "page-gone"])
    #expect(report.exitStatus == .diagnostics)
    #expect(report.diagnostics.first?.location?.file.hasSuffix("corpus.lock") == true)
    server.change { $0.target == "/2" ? .status(503) : Self.first($0) }
    #expect(try site.fetch(.check([])).exitStatus == .service)
    #expect(try FileListing(of: site.folder.path) == files)
    #expect(try site.lockText == lock)
  }

  // MARK: Interruptions

  @Test func aFetchThatWasInterruptedGoesOn() throws {
    let server = try LoopbackServer(Self.first)
    let whole = try TestSite(server)
    try whole.fetch()
    // What a fetch that was killed leaves: snapshots, and a journal whose last line is cut.
    let site = try TestSite(server)
    var journal = ""
    for page in whole.pages.prefix(4) {
      _ = try site.store.store(whole.store.read(page.digest))
      journal += """
        {"url":"\(page.url)","status":200,"contentType":"\(page.contentType ?? "")","etag":"W/\\"one\\"",\
        "lastModified":"\(page.lastModified ?? "")","fetched":"\(page.fetched)","size":\(page.size),\
        "sha256":"\(page.digest.hex)"}\n
        """
    }
    try createFolder(site.store.folder)
    try site.write("snapshots/fetch.journal", journal + "not json\n\n" + journal.prefix(journal.count / 5 + 30))
    server.change(Self.first)
    let report = try site.fetch()
    #expect(report.resumed == 4)
    #expect(server.targets == ["/4", "/5"])
    #expect(try site.lockText == whole.lockText)
    #expect(throws: SystemError.self) { try readFile(site.folder.file("snapshots/fetch.journal")) }
  }

  @Test func aStartThatFailsLeavesTheRestForTheNextTry() throws {
    let server = try LoopbackServer(Self.first)
    let other = try LoopbackServer { $0.target == "/robots.txt" ? .status(404) : .status(500) }
    let site = try TestSite(TestSite.source(server) + "\n" + TestSite.source(other))
    let report = try site.fetch()
    #expect(report.exitStatus == .service)
    #expect(site.pages.count == 6)
    other.change { $0.target == "/robots.txt" ? .status(404) : Self.page("here") }
    server.change { _ in .status(500) }
    #expect(try site.fetch().exitStatus == .success)
    #expect(site.pages.count == 7)
    #expect(server.requests.isEmpty)
  }

  @Test func twoFetchesOfOneCorpusExcludeEachOther() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    try createFolder(site.store.folder)
    let held = try AppendedFile(path: site.folder.file("snapshots/fetch.journal"))
    #expect(held != nil)
    #expect(throws: SystemError.self) { try site.fetch() }
    withExtendedLifetime(held) {}
  }

  @Test func bodiesThatShrinkOnTheWireAreStoredAsTheyAre() throws {
    let text = Array("<p>compressed text, compressed text</p>".utf8)
    let server = try LoopbackServer { request in
      switch request.target {
      case "/":
        Reply(headers: [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], body: Gzip.compressed(text))
      default: .status(404)
      }
    }
    let site = try TestSite(server)
    try site.fetch()
    #expect(site.pages.map(\.digest) == [Digest(hashing: text)])
  }

  @Test func aDamagedLockStopsTheFetchAndStays() throws {
    let server = try LoopbackServer(Self.first)
    let site = try TestSite(server)
    try site.write("corpus.lock", "almanac-lock: 1\nsources: [}\n")
    #expect(throws: DiagnosticsError.self) { try site.fetch() }
    #expect(try site.lockText.hasPrefix("almanac-lock: 1\nsources: [}"))
    #expect(server.requests.isEmpty)
  }
}
