import Manifest
import Storage
import Testing
import WebSources

@Suite struct PageFetchTests {
  private let folder: TemporaryFolder
  private let store: SnapshotStore

  init() throws {
    folder = try TemporaryFolder()
    store = SnapshotStore(manifestFolder: folder.path)
  }

  private func fetch(_ address: String, allowsPrivate: Bool = true) throws -> Result<LockedPage, SkipReason> {
    try PageFetch(store: store, allowsPrivateAddresses: allowsPrivate, clock: VirtualClock()).page(at: address)
  }

  @Test func aPageComesWithItsBodyAndNothingThatItLinksTo() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/robots.txt": .status(404)
      case "/old": .redirect("/new/page")
      case "/new/page": .page("<title>T</title><link rel=canonical href=/other><p>Text.</p><a href=/more>more</a>")
      default: .page("<p>not asked for</p>")
      }
    }
    let page = try fetch(server.origin + "/old").get()
    #expect(page.url == server.origin + "/old")
    #expect(page.finalURL == server.origin + "/new/page")
    #expect(try store.read(page.digest).count == page.size)
    #expect(server.targets == ["/new/page", "/old"])
  }

  @Test func reasonsSayWhyThereIsNoPage() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/robots.txt": .text("User-agent: *\nDisallow: /closed\n")
      case "/image": .text("…", type: "image/png")
      case "/shy": .page("<meta name=robots content=noindex><p>Text.</p>")
      case "/busy": .status(503)
      default: .status(404)
      }
    }
    for (path, reason) in [
      ("/missing", SkipReason.status(404)), ("/closed", .robots), ("/image", .unwantedType("image/png")),
      ("/shy", .noIndex), ("/busy", .status(503)),
    ] {
      #expect(throws: reason, "\(path)") { try fetch(server.origin + path).get() }
    }
    guard case .failure(.failed(let text)) = try fetch("ftp://example.org/") else {
      Issue.record("an address of another kind was fetched")
      return
    }
    #expect(text.contains("ftp://example.org/"))
  }

  @Test func privateHostsAreRefusedUnlessTheyAreAllowed() throws {
    let server = try LoopbackServer { _ in .page("<p>secret</p>") }
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
      guard case .failure(.forbiddenAddress) = try fetch("http://\(host):\(server.port)/", allowsPrivate: false) else {
        Issue.record("\(host) was asked")
        continue
      }
    }
    #expect(server.targets.isEmpty)
  }
}
