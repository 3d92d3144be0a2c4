import Common
import Manifest
import Storage
import Testing
import Watching

@Suite struct InboxRoundTests {
  private static func file(_ key: String, _ text: String, name: String? = nil, added: String = "") -> InboxItem {
    InboxItem(
      key: key,
      content: .file(path: "/in/\(key)", name: name ?? key, digest: Digest(hashing: Array(text.utf8))), added: added,
      statusPath: "/in/\(key).status.json")
  }

  private static func page(_ key: String, _ url: String) -> InboxItem {
    InboxItem(key: key, content: .page(url: url), added: "2026", statusPath: "/in/status/\(key).json")
  }

  private static func pin(_ url: String, _ body: String) -> LockedPage {
    LockedPage(
      url: url, fetched: "2026-11-24T05:52:23Z", size: body.utf8.count, digest: Digest(hashing: Array(body.utf8)))
  }

  private static func status(
    _ item: InboxItem, _ state: InboxStatus.State, _ document: String? = nil
  ) -> InboxStatus { InboxStatus(state: state, document: document, digest: item.contentDigest) }

  private static func round(
    _ items: [InboxItem], _ statuses: [String: InboxStatus] = [:], pins: [String: LockedPage] = [:],
    base: [Digest: String] = [:]
  ) -> InboxRound {
    InboxRound(items.sorted(by: InboxItem.precedes), status: { statuses[$0.key] }, pins: pins, base: base)
  }

  @Test func filesAreNamedAsPeopleKnowThem() {
    let round = Self.round([
      Self.file("a.md", "1"), Self.file("id-1", "2", name: "a.md", added: "1"),
      Self.file("id-2", "3", name: "b.md", added: "2"),
    ])
    #expect(round.files.map(\.source) == ["inbox/a.md", "inbox/id-1/a.md", "inbox/b.md"])
    #expect(round.files.map(\.isNew) == [true, true, true])
  }

  @Test func ofTwoWithTheSameContentTheEarlierIsCompiled() {
    let round = Self.round([Self.file("x", "same", added: "2"), Self.file("y", "same", added: "1")])
    #expect(round.files.map(\.item.key) == ["y"])
    #expect(round.copies.map(\.item.key) == ["x"])
    #expect(round.copies.map(\.original) == ["y"])
  }

  @Test func whatIsInTheOverlayStaysWhateverComesToIt() {
    let old = Self.file("z.md", "same")
    let statuses = ["z.md": Self.status(old, .done, "inbox/z.md")]
    let round = Self.round(
      [old, Self.file("a.md", "same"), Self.file("id", "new", name: "z.md", added: "1")], statuses)
    #expect(round.files.map(\.source) == ["inbox/z.md", "inbox/id/z.md"])
    #expect(round.copies.map(\.item.key) == ["a.md"])
    // A copy is done too, and does not take the place of what it is a copy of.
    let both = Self.round(
      [old, Self.file("a.md", "same")], statuses.merging(["a.md": Self.status(old, .done, "inbox/z.md")]) { $1 })
    #expect(both.files.map(\.item.key) == ["z.md"])
  }

  @Test func whatFailedStaysOutAndItsCopyTakesItsPlace() {
    let items = [Self.file("x", "same", added: "1"), Self.file("y", "same", added: "2"), Self.file("z", "other")]
    let round = Self.round(items, ["x": Self.status(items[0], .failed), "z": Self.status(items[2], .done)])
    #expect(round.files.map(\.item.key) == ["z", "y"])
    #expect(round.files.map(\.isNew) == [false, true])
  }

  @Test func whatTheBaseHoldsIsNoPartOfTheOverlay() {
    let item = Self.file("x", "known")
    let round = Self.round([item], base: [item.contentDigest: "guide/x.md"])
    #expect(round.files.isEmpty)
    #expect(round.known.map(\.document) == ["guide/x.md"])
  }

  @Test func pagesAreFetchedOnceAndCompiledWhenTheyAreThere() {
    let items = [
      Self.page("1", "https://e.org"), Self.page("2", "https://e.org/"), Self.page("3", "https://e.org/x"),
      Self.page("4", "https://e.org/x"),
    ]
    let pin = Self.pin("https://e.org/", "body")
    let round = Self.round(items, pins: ["https://e.org": pin, "https://e.org/": pin])
    #expect(round.wanted == ["https://e.org/x"])
    #expect(round.pages.map(\.source) == ["https://e.org/"])
    #expect(round.copies.map(\.item.key) == ["2"])
    // Another body at the same address is no second document.
    let changed = Self.round(
      Array(items.prefix(2)), pins: ["https://e.org": pin, "https://e.org/": Self.pin("https://e.org/", "new")])
    #expect(changed.pages.map(\.item.key) == ["1"])
    #expect(changed.copies.map(\.original) == ["1"])
  }

  @Test func manyItemsAreTakenInParts() {
    let items = (0..<100).map { Self.file("f\($0)", "text \($0)") }
    let first = Self.round(items)
    #expect(first.files.count == InboxRound.newItems)
    #expect(first.isPartial)
    let statuses = Dictionary(
      uniqueKeysWithValues: first.files.map { ($0.item.key, Self.status($0.item, .done, $0.source)) })
    let second = Self.round(items, statuses)
    #expect(second.files.count == 100)
    #expect(!second.isPartial)
  }

  @Test func sourcesAreSortedByTheirNames() {
    let items = [Self.file("b", "1"), Self.file("a", "2"), Self.file("c", "3", name: "B", added: "1")]
    let sources = Self.round(items).sources(pins: [:], store: SnapshotStore(folder: "/in/snapshots"))
    #expect(sources.files.map(\.displayPath) == ["inbox/B", "inbox/a", "inbox/b"])
    #expect(sources.files.allSatisfy { $0.tags == ["inbox"] })
  }
}

@Suite struct InboxFolderTests {
  @Test(
    arguments: [
      ("notes.pdf", true), ("a/b/notes.pdf", true), (".notes.pdf", false), ("a/.git/config", false),
      ("overlay.kb", false), ("corpus.lock", false), ("a/overlay.kb", true), ("items/1.json", false),
      ("files/1.pdf", false), ("status/1.json", false), ("snapshots/ab/c", false), ("notes.pdf.status.json", false),
      ("notes.pdf.part", false), ("notes.txt~", false), ("items", true),
    ])
  func whatIsNotTheInboxesOwnWasDropped(path: String, isDrop: Bool) {
    #expect(InboxFolder.isDrop(path) == isDrop)
  }

  @Test(
    arguments: [
      ("https://example.org/page\n", "https://example.org/page"),
      ("[InternetShortcut]\r\nURL=https://example.org/page?a=b\r\nIconIndex=0\r\n", "https://example.org/page?a=b"),
      ("\u{FEFF}  http://example.org/ and more", "http://example.org/"), ("no address", nil), ("", nil),
      ("file:///etc/passwd", nil), ("url=javascript:alert(1)\nHTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"),
    ] as [(String, String?)])
  func addressesAreFoundInRequests(text: String, address: String?) {
    #expect(InboxFolder.address(in: Array(text.utf8)) == address)
  }
}
