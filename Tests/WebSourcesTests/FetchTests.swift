import Common
import Manifest
import Storage
import Testing
import WebSources

/// Fetches from a real server on loopback; time is made up.
@Suite struct FetchTests {
  /// A page for each path, 404 for others and for robots.txt.
  private static func site(_ pages: [String: Reply]) -> LoopbackServer.Answer {
    { request in pages[request.target] ?? .status(404) }
  }

  private static func links(_ targets: String..., text: String = "") -> Reply {
    .page("<title>T</title><p>text \(text)</p>" + targets.map { "<a href='\($0)'>x</a>" }.joined())
  }

  // MARK: Walking

  @Test func linksAreFollowedToTheirDepthWithinTheSource() throws {
    let server = try LoopbackServer(
      Self.site([
        "/docs/": Self.links("a", "b#part", "/other/", "../up", "https://elsewhere.example/", "mailto:x"),
        "/docs/a": Self.links("c", text: "a"), "/docs/b": Self.links("a", "missing", text: "b"),
        "/docs/c": Self.links("d", text: "c"), "/docs/d": Self.links(text: "d"),
      ]))
    let site = try TestSite(TestSite.source(server, path: "/docs/", "depth: 2"))
    let report = try site.fetch()
    #expect(report.identifiers == [])
    #expect(site.paths(server) == ["/docs/", "/docs/a", "/docs/b", "/docs/c"])
    #expect(report.skipped(server) == ["/docs/missing: status-404"])
    #expect(server.targets == ["/docs/", "/docs/a", "/docs/b", "/docs/c", "/docs/missing"])
    let page = try #require(site.pages.first)
    #expect(page.contentType == "text/html; charset=utf-8")
    #expect(page.fetched == "2026-11-24T05:52:23Z")
    #expect(try site.store.read(page.digest).count == page.size)
    #expect(report.sources.map(\.added) == [site.pages.map(\.url)])
  }

  @Test func includeAndExcludeDecideAndAStartPageOutsideGivesItsLinks() throws {
    let server = try LoopbackServer(
      Self.site([
        "/": Self.links("/a/1", "/a/2?print=1", "/b/1", "/a/pdf/x"), "/a/1": Self.links("/b/2", text: "1"),
        "/b/1": Self.links("/a/3", text: "2"), "/a/3": Self.links(text: "3"),
      ]))
    let site = try TestSite(
      server, #"include: ["\#(server.origin)/{a,c}/**"], exclude: ["**/*print=*", "\#(server.origin)/*/pdf/**"]"#)
    // An exclude pattern names whole addresses.
    #expect(throws: DiagnosticsError.self) { try site.fetch() }
    let second = try TestSite(
      server,
      #"include: ["\#(server.origin)/{a,c}/**"], exclude: ["\#(server.origin)/**/*print=*", "\#(server.origin)/*/pdf/**"]"#
    )
    try second.fetch()
    #expect(second.paths(server) == ["/a/1"])
    #expect(server.targets == ["/", "/a/1"])
  }

  @Test func thePagesDoNotDependOnTheOrderOfTheResponses() throws {
    var pages: [String: Reply] = [:]
    for index in 0..<60 {
      let targets = (1...4).map { "/\((index * 7 + $0 * 13) % 60)" }
      pages["/\(index)"] = .page("<p>\(index % 50)</p>" + targets.map { "<a href='\($0)'>x</a>" }.joined())
    }
    pages["/"] = Self.links("/0", "/1", "/2")
    let server = try LoopbackServer(Self.site(pages))
    let locks = try [1, 2, 16].map { concurrency in
      let site = try TestSite(server, "concurrency: \(concurrency), depth: 9, limit: 40")
      let report = try site.fetch()
      #expect(report.identifiers == ["page-limit"])
      return try site.lockText
    }
    #expect(locks[0] == locks[1])
    #expect(locks[0] == locks[2])
    #expect(locks[0].contains("url"))
  }

  @Test func redirectsAreFollowedByHand() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/": .redirect("/docs/", status: 301)
      case "/docs/":
        Self.links("one", "loop", "far", "long0", "none", "odd", "two")
      case "/docs/one": .redirect("two", status: 308)
      case "/docs/two": Self.links(text: "two")
      case "/docs/loop": .redirect("loop2")
      case "/docs/loop2": .redirect("loop")
      case "/docs/far": .redirect("/elsewhere")
      case "/docs/none": .redirect("")
      case "/docs/odd": .redirect("file:///etc/passwd")
      case let target where target.hasPrefix("/docs/long"):
        .redirect("long\(Int(target.dropFirst(10)).map { $0 + 1 } ?? 0)")
      default: .status(404)
      }
    }
    // The start address widens the source to where it redirects.
    let site = try TestSite(TestSite.source(server, path: "/", "exclude: \"\(server.origin)/elsewhere\""))
    let report = try site.fetch()
    #expect(report.identifiers == [])
    #expect(site.paths(server) == ["/", "/docs/one"])
    #expect(site.pages.map(\.finalURL) == [server.origin + "/docs/", server.origin + "/docs/two"])
    #expect(
      report.skipped(server) == [
        "/docs/far: out-of-scope", "/docs/long0: too-many-redirects", "/docs/loop: redirect-loop",
        "/docs/none: redirect-loop", "/docs/odd: bad-redirect",
      ])
    #expect(server.requests.filter { $0.target.hasPrefix("/docs/long") }.count <= 11)
    #expect(!server.targets.contains("/elsewhere"))
  }

  @Test func pagesSayUnderWhichAddressAndWhetherTheyWantToBeKept() throws {
    let server = try LoopbackServer(
      Self.site([
        "/": Self.links("a?x=1", "a", "hidden", "header", "twin", "lost", "dead-end"),
        "/a?x=1": .page("<link rel=canonical href=/a><p>a with x</p>"),
        "/a": .page("<link rel=canonical href=/a><p>a</p>"),
        "/hidden": .page("<meta name=robots content=noindex><a href=found>x</a>"), "/found": .page("<p>found</p>"),
        "/header": .page(
          "<p>no</p>", [("X-Robots-Tag", "googlebot: noindex"), ("X-Robots-Tag", "NoIndex, noarchive")]),
        "/twin": .page("<link rel=canonical href=/a><p>a</p>"),
        "/lost": .page("<link rel=canonical href=/nowhere><p>lost</p>"),
        "/dead-end": .page("<meta name=robots content=nofollow><p>end</p><a href=behind>x</a>"),
        "/behind": .page("<p>b</p>"),
      ]))
    let site = try TestSite(server)
    let report = try site.fetch()
    #expect(site.paths(server) == ["/", "/a", "/dead-end", "/found", "/lost"])
    #expect(
      report.skipped(server) == ["/a?x=1: canonical", "/header: noindex", "/hidden: noindex", "/twin: canonical"])
    let open = try TestSite(server, "robots: false, canonical: false")
    try open.fetch()
    #expect(
      open.paths(server) == ["/", "/a", "/a?x=1", "/behind", "/dead-end", "/found", "/header", "/hidden", "/lost"])
  }

  @Test func xmlIsAPageWhereTheSourceAsksForIt() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/": .page("<p>home</p><a href=notes.xml>x</a>")
      case "/notes.xml": .text("<?xml version='1.0'?><notes><note>A note.</note></notes>", type: "application/xml")
      default: .status(404)
      }
    }
    let site = try TestSite(server)
    #expect(try site.fetch().skipped(server) == ["/notes.xml: xml"])
    #expect(site.paths(server) == ["/"])
    let open = try TestSite(server, "content-types: [text/html, application/xml]")
    #expect(try open.fetch().skipped(server) == [])
    #expect(open.paths(server) == ["/", "/notes.xml"])
  }

  @Test func siteMapsNamePages() throws {
    let server = try LoopbackServer { request in
      let origin = "http://\(request.headers["host"] ?? "")"
      switch request.target {
      case "/index.xml":
        return .text(
          "<sitemapindex><sitemap><loc>\(origin)/one.xml.gz</loc></sitemap><sitemap><loc>\(origin)/two.txt</loc></sitemap>"
            + "<sitemap><loc>\(origin)/index.xml</loc></sitemap></sitemapindex>", type: "application/xml")
      case "/one.xml.gz":
        let map =
          "<urlset><url><loc>\(origin)/b</loc></url><url><loc>\(origin)/a</loc></url>"
          + "<url><loc>https://elsewhere.example/</loc></url></urlset>"
        return Reply(headers: [("Content-Type", "application/gzip")], body: Gzip.compressed(Array(map.utf8)))
      case "/two.txt": return .redirect("/three.txt")
      case "/three.txt": return .text("\(origin)/c\nnonsense\n")
      case "/a", "/b", "/c": return Self.links("/never", text: request.target)
      default: return .status(404)
      }
    }
    let site = try TestSite(
      "  - web: { sitemap: \"\(server.origin)/index.xml\", private-addresses: true, delay: 0ms }")
    let report = try site.fetch()
    #expect(report.identifiers == [])
    #expect(site.paths(server) == ["/a", "/b", "/c"])
    #expect(!server.targets.contains("/never"))
    server.change { _ in .text("<html>") }
    try site.write("corpus.lock", CorpusLock().text(manifest: "corpus.yaml"))
    #expect(try site.fetch().identifiers == ["start-not-fetched"])
  }

  /// A page that says something else each time, wanted by two sources at once.
  @Test func sourcesShareOneAnswer() throws {
    let server = try LoopbackServer { request in
      request.target == "/robots.txt" ? .status(404) : Self.links("/a", text: "\(request.target) \(request.repetition)")
    }
    let site = try TestSite(
      TestSite.source(server, path: "/", "depth: 1") + "\n" + TestSite.source(server, path: "/", "depth: 2"))
    try site.fetch()
    #expect(server.targets == ["/", "/a"])
    #expect(site.lock?.sources.map { $0.pages.map(\.digest) }.count == 2)
    #expect(site.lock?.sources[0].pages.map(\.digest) == site.lock?.sources[1].pages.map(\.digest))
  }

  // MARK: Responses

  @Test func failuresAreTriedAgainAndThenReported() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/": Self.links("busy", "down", "later", "cut", "gone", "odd", "empty", "garbage")
      case "/busy": request.repetition < 2 ? .status(503) : Self.links(text: "busy")
      case "/later": request.repetition < 1 ? .status(429, [("Retry-After", "120")]) : Self.links(text: "later")
      case "/down": .status(500)
      case "/cut":
        Reply(
          headers: [("Content-Type", "text/html")], body: Array(repeating: 65, count: 1_000), ending: .cut(after: 10))
      case "/gone": .status(410)
      case "/empty": .page("")
      case "/odd":
        Reply(headers: [("Content-Encoding", "gzip"), ("Content-Type", "text/html")], body: Array("no gzip".utf8))
      case "/garbage": Reply(headers: [("Content-Type", "text/html")], body: [0, 1, 2, 3, 0xFF])
      default: .status(404)
      }
    }
    let site = try TestSite(server)
    let report = try site.fetch()
    #expect(site.paths(server) == ["/", "/busy", "/later"])
    #expect(
      report.skipped(server) == [
        "/cut: failed", "/down: status-500", "/empty: empty", "/garbage: unsupported", "/gone: status-410",
        "/odd: failed",
      ])
    #expect(server.requests.count { $0.target == "/down" } == 4)
    #expect(server.requests.count { $0.target == "/cut" } == 4)
    #expect(server.requests.count { $0.target == "/gone" } == 1)
    #expect(report.retries == 3 + 3 + 2 + 1)
    // Only what the server failed at is worth another try.
    #expect(report.identifiers == ["page-not-fetched"])
    #expect(report.diagnostics.first?.reason.contains("and 2 more pages") == true)
    #expect(report.exitStatus == .success)
    // Retry-After was waited for, in made-up time.
    #expect(site.clock.now >= .seconds(120) && site.clock.now < .seconds(140))
  }

  @Test func aServerThatSaysNothingTimesOut() throws {
    let server = try LoopbackServer { $0.target == "/robots.txt" ? .status(404) : Reply(ending: .silence) }
    let site = try TestSite(
      "  - web: { start: \"\(server.origin)/\", private-addresses: true, delay: 0ms, timeout: 100ms }")
    let report = try site.fetch()
    #expect(report.identifiers == ["start-not-fetched"])
    #expect(report.exitStatus == .service)
    #expect(report.diagnostics.first?.reason.contains("takes too long") == true)
    // A server that is slow enough never sees some of the requests.
    #expect(report.retries == 3)
    #expect(server.targets.allSatisfy { $0 == "/" })
  }

  @Test func hugeBodiesEndEarly() throws {
    let chunk = Array("1000\r\n".utf8) + Array(repeating: UInt8(65), count: 0x1000) + Array("\r\n".utf8)
    let bomb = Gzip.compressed(Array(repeating: 0x20, count: 8 << 20))
    let server = try LoopbackServer { request in
      if request.target == "/long" {
        return Reply(
          headers: [("Content-Type", "text/plain"), ("Content-Length", "99999999")], body: [65], ending: .cut(after: 1))
      }
      switch request.target {
      case "/": return Self.links("long", "endless", "bomb", "fits")
      case "/endless":
        return Reply(
          headers: [("Content-Type", "text/plain"), ("Transfer-Encoding", "chunked")], body: chunk, ending: .endless)
      case "/bomb": return Reply(headers: [("Content-Type", "text/plain"), ("Content-Encoding", "gzip")], body: bomb)
      case "/fits": return Reply(headers: [("Content-Type", "text/plain")], body: Array(repeating: 66, count: 64 << 10))
      default: return .status(404)
      }
    }
    let site = try TestSite(server, "max-size: 64KiB")
    let report = try site.fetch()
    #expect(site.paths(server) == ["/", "/fits"])
    #expect(report.skipped(server) == ["/bomb: too-large", "/endless: too-large", "/long: too-large"])
    #expect(report.retries == 0)
  }
}
