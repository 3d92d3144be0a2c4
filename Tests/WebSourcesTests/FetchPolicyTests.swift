import Common
import Manifest
import Testing
import WebSources

/// What a fetch may ask for, whom it tells what, and how fast it goes.
@Suite struct FetchPolicyTests {
  private static func links(_ targets: String..., text: String = "") -> Reply {
    .page("<p>text \(text)</p>" + targets.map { "<a href='\($0)'>x</a>" }.joined())
  }

  // MARK: Addresses

  /// Every way to write loopback, and a redirect to it.
  @Test(arguments: [
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "127.0.0.53",
  ]) func loopbackIsOutOfReachWithoutLeave(host: String) throws {
    let server = try LoopbackServer { _ in Self.links() }
    let site = try TestSite("  - web: { start: \"http://\(host):\(server.port)/\", delay: 0ms }")
    let report = try site.fetch()
    #expect(report.identifiers == ["start-not-fetched"])
    #expect(report.exitStatus == .diagnostics)
    #expect(report.diagnostics.first?.remedy?.contains("private-addresses") == true)
    #expect(server.connectionCount == 0)
  }

  @Test func aRedirectToAForbiddenAddressIsNotFollowed() throws {
    let server = try LoopbackServer { request in
      request.target == "/"
        ? Self.links("metadata", "zero")
        : request.target == "/metadata"
          ? .redirect("http://169.254.169.254/latest/") : .redirect("http://0.0.0.0/")
    }
    let site = try TestSite(server, #"include: ["http://**"], robots: false"#)
    let report = try site.fetch()
    #expect(report.skipped(server) == ["/metadata: forbidden-address", "/zero: forbidden-address"])
    #expect(site.paths(server) == ["/"])
  }

  /// One source may reach the server, the other may not: the connection of the first is no way in for the second.
  @Test func aKeptConnectionGivesNoLeave() throws {
    let server = try LoopbackServer { request in
      request.target == "/robots.txt" ? .status(404) : Self.links(text: request.target)
    }
    let site = try TestSite(
      TestSite.source(server, path: "/open/", "robots: false")
        + "\n  - web: { start: \"\(server.origin)/closed/\", robots: false, delay: 0ms }")
    let report = try site.fetch()
    #expect(report.identifiers == ["start-not-fetched"])
    #expect(server.targets == ["/open/"])
    #expect(site.paths(server) == ["/open/"])
  }

  // MARK: Secrets

  @Test func secretsGoToTheSourcesOwnOriginOnlyAndIntoNoFile() throws {
    let stranger = try LoopbackServer { _ in Self.links(text: "stranger") }
    let server = try LoopbackServer { request in
      request.target == "/"
        ? Self.links("/out", "/in")
        : request.target == "/out"
          ? .redirect(stranger.origin + "/page") : Self.links(text: "in")
    }
    let site = try TestSite(
      TestSite.source(
        server,
        #"""
        include: ["http://**"], headers: { X-Key: { env: KEY } }, cookies: { session: { env: COOKIE } }, \#
        basic: { user: reader, password: { env: PASSWORD } }, user-agent: "Tester/1.0"
        """#))
    let environment = ["KEY": "key-zz", "COOKIE": "cookie-zz", "PASSWORD": "word-zz"]
    let report = try site.fetch(environment: environment)
    #expect(report.identifiers == [])
    let own = try #require(server.requests.first { $0.target == "/in" })
    #expect(own.headers["x-key"] == "key-zz")
    #expect(own.headers["cookie"] == "session=cookie-zz")
    #expect(own.headers["authorization"] == "Basic cmVhZGVyOndvcmQteno=")
    #expect(own.headers["user-agent"] == "Tester/1.0")
    let foreign = try #require(stranger.requests.first { $0.target == "/page" })
    for name in ["x-key", "cookie", "authorization"] { #expect(foreign.headers[name] == nil) }
    #expect(!(try site.lockText.contains("-zz")))
    #expect(throws: DiagnosticsError.self) { try site.fetch(.update([]), environment: ["KEY": "a\r\nX: b"]) }
  }

  @Test func aBearerTokenIsSent() throws {
    let server = try LoopbackServer { _ in Self.links() }
    let site = try TestSite(server, "bearer: { env: TOKEN }")
    try site.fetch(environment: ["TOKEN": "t0k"])
    #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t0k" })
    #expect(server.requests.allSatisfy { $0.headers["accept-encoding"]?.contains("zstd") == true })
  }

  @Test func cookiesThatTheSiteSetsComeBack() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/":
        request.headers["cookie"]?.contains("wall=passed") == true
          ? Self.links(text: "inside") : .status(302, [("Location", "/enter")])
      case "/enter": .status(302, [("Location", "/inside"), ("Set-Cookie", "wall=passed; Path=/")])
      case "/inside":
        request.headers["cookie"] == "wall=passed" ? Self.links(text: "inside") : .status(403)
      default: .status(404)
      }
    }
    let site = try TestSite(server)
    try site.fetch()
    #expect(site.pages.map(\.finalURL) == [server.origin + "/inside"])
  }

  // MARK: robots.txt and pace

  @Test func robotsTxtIsFollowedUnlessTheManifestSaysOtherwise() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/robots.txt": .text("User-agent: almanac\nDisallow: /secret\nCrawl-delay: 7\n")
      case "/": Self.links("secret/a", "b", "c")
      default: Self.links(text: request.target)
      }
    }
    let site = try TestSite(server)
    let report = try site.fetch()
    #expect(site.paths(server) == ["/", "/b", "/c"])
    #expect(report.skipped(server) == ["/secret/a: robots"])
    // Three pages after robots.txt, with 7 seconds before each but the first of them.
    #expect(site.clock.now == .seconds(14))
    let rude = try TestSite(server, "robots: false")
    try rude.fetch()
    #expect(rude.paths(server) == ["/", "/b", "/c", "/secret/a"])
    #expect(rude.clock.now == .zero)
  }

  @Test(arguments: [(404, true), (401, true), (500, false), (503, false), (429, false)])
  func aMissingRobotsTxtAllowsAndAFailingOneForbids(status: Int, isAllowed: Bool) throws {
    let server = try LoopbackServer { $0.target == "/robots.txt" ? .status(status) : Self.links() }
    let site = try TestSite(server)
    let report = try site.fetch()
    #expect(report.exitStatus == (isAllowed ? .success : .service))
    #expect(site.paths(server) == (isAllowed ? ["/"] : []))
    #expect(server.targets == (isAllowed ? ["/"] : []))
  }

  @Test func robotsTxtMayRedirect() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/robots.txt": .redirect("/r1")
      case "/r1": .redirect("/r2")
      case "/r2": .text("User-agent: *\nDisallow: /")
      default: Self.links()
      }
    }
    #expect(try TestSite(server).fetch().diagnostics.first?.reason.contains("robots.txt forbids it") == true)
    server.change { $0.target == "/" ? Self.links() : .redirect("/r\($0.target.count)\($0.target)") }
    let site = try TestSite(server)
    try site.fetch()
    #expect(site.paths(server) == ["/"])
  }

  @Test func theDelayLiesBetweenRequestsToOneHost() throws {
    let server = try LoopbackServer { request in
      request.target == "/robots.txt" ? .status(404) : Self.links("a", "b", "c", text: request.target)
    }
    let site = try TestSite(
      "  - web: { start: \"\(server.origin)/\", private-addresses: true, delay: 3s, concurrency: 8 }")
    try site.fetch()
    #expect(site.pages.count == 4)
    // robots.txt and four pages: four pauses.
    #expect(site.clock.now == .seconds(12))
  }

  // MARK: Types

  @Test func onlyWantedTypesAreTaken() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/": Self.links("a.png", "b.css", "c.txt", "d.pdf", "e.md", "f")
      case "/a.png":
        Reply(headers: [("Content-Type", "image/png")], body: Array(repeating: 0, count: 99), ending: .endless)
      case "/b.css": .text("p {}", type: "text/css")
      case "/c.txt": .text("plain")
      case "/d.pdf": .text("%PDF-1.4 not a real one", type: "application/pdf")
      case "/e.md": .text("# Title", type: "text/markdown")
      case "/f": Reply(body: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      default: .status(404)
      }
    }
    let site = try TestSite(server)
    let report = try site.fetch()
    #expect(site.paths(server) == ["/", "/c.txt", "/d.pdf", "/e.md"])
    #expect(report.skipped(server) == ["/a.png: unwanted-type", "/b.css: unwanted-type", "/f: unsupported"])
    let narrow = try TestSite(server, #"content-types: [text/html, "text/m*", text/*]"#)
    try narrow.fetch()
    #expect(narrow.paths(server) == ["/", "/b.css", "/c.txt", "/e.md"])
  }

  @Test(arguments: ["iso-8859-1", "windows-1251", "utf-16le", "nonsense", ""])
  func theCharsetOfTheServerIsHeeded(charset: String) throws {
    // The link's address is ASCII in every charset but UTF-16.
    let text = "<p>Gr\u{FC}\u{DF}e</p><a href='n\u{E4}chste'>x</a>"
    let bytes =
      charset == "utf-16le"
      ? Array(text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
      : text.unicodeScalars.map { UInt8($0.value) }
    let server = try LoopbackServer { request in
      request.target == "/"
        ? Reply(headers: [("Content-Type", "text/html" + (charset.isEmpty ? "" : "; charset=\(charset)"))], body: bytes)
        : request.target == "/robots.txt" ? .status(404) : Self.links(text: "next")
    }
    let site = try TestSite(server)
    try site.fetch()
    let expected = charset == "windows-1251" ? "/n%D0%B4chste" : "/n%C3%A4chste"
    #expect(server.targets == ["/", expected])
  }
}
