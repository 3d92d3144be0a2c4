import Common
import Manifest
import Storage
import TestSupport
import Testing

@Suite struct CorpusLockTests {
  private static let page = LockedPage(
    url: "https://example.org/a?x=\"1\"", finalURL: "https://example.org/b", contentType: "text/html; charset=utf-8",
    etag: "W/\"a\\b\"", lastModified: "Tue, 24 Nov 2026 05:52:23 GMT", robots: "nofollow",
    fetched: "2026-11-24T05:52:23Z", size: 12, digest: Digest(hashing: [1]))
  private static let other = LockedPage(
    url: "https://example.org/%C3%A9", contentType: "\u{1}é\u{1F600}: - #", fetched: "2026-11-24T05:52:24Z", size: 0,
    digest: Digest(hashing: []))

  @Test func whatIsWrittenIsReadAgainSorted() throws {
    let source = LockedSource(
      addresses: ["https://example.org/"], settings: Digest(hashing: [2]), pages: [Self.page, Self.other])
    let empty = LockedSource(addresses: ["https://a.example/", "x"], settings: Digest(hashing: [3]))
    let lock = CorpusLock(sources: [source, empty])
    let text = lock.text(manifest: "folder/corpus.yaml")
    let (read, problems) = CorpusLock.decode(Array(text.utf8), file: "corpus.lock")
    #expect(rendered(problems) == "")
    #expect(read == lock.sorted)
    #expect(text == Golden.expected(for: text, "Manifest/corpus.lock"))
    #expect(CorpusLock.decode(Array(CorpusLock().text(manifest: "a").utf8), file: "l").lock == CorpusLock())
  }

  @Test func aLockRoundTripsWhateverServersSay() throws {
    var random = SeededGenerator(seed: 11)
    for round in 0..<200 {
      var page = Self.page
      let scalars = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        Unicode.Scalar(UInt32.random(in: 0x21...0x2FFF, using: &random)) ?? "x"
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      page.etag = text
      page.contentType = ": " + text + " #"
      let lock = CorpusLock(sources: [
        LockedSource(addresses: ["https://example.org/"], settings: Digest(hashing: [2]), pages: [page])
      ])
      let (read, problems) = CorpusLock.decode(Array(lock.text(manifest: "m").utf8), file: "corpus.lock")
      #expect(problems == [], "round \(round) of seed 11")
      #expect(read == lock, "round \(round) of seed 11")
    }
  }

  @Test func everyProblemOfALockIsReportedAtItsPlace() {
    let (lock, problems) = CorpusLock.decode(
      Array(
        """
        almanac-lock: 2
        sources:
          - addresses: ["https://example.org/"]
            settings: abc
            pages:
              - url: ftp://example.org
                status: 404
                fetched: yesterday
                size: -1
                sha256: "\(Digest(hashing: []).hex)"
                colour: red
          - pages: []
        """.utf8), file: "corpus.lock")
    #expect(lock == nil)
    let text = rendered(problems)
    #expect(text == Golden.expected(for: text, "Manifest/lock-errors.txt"))
  }

  @Test func pinsAreFoundBySettingsThenByAddresses() throws {
    var web = WebSource()
    web.start = [Located("https://example.org/")]
    let exact = LockedSource(addresses: web.addresses, settings: web.settings)
    let lock = CorpusLock(sources: [
      LockedSource(addresses: web.addresses, settings: Digest(hashing: [1])), exact,
    ])
    #expect(lock.pins(of: web)?.source == exact)
    #expect(lock.pins(of: web)?.isStale == false)
    web.delay = .zero
    web.concurrency = 9
    #expect(lock.pins(of: web)?.isStale == false)
    web.depth = 9
    #expect(lock.pins(of: web)?.isStale == true)
    web.start = [Located("https://example.com/")]
    #expect(lock.pins(of: web) == nil)
  }

  // MARK: Snapshots

  @Test func aSnapshotIsReadBackOrIsAnError() throws {
    let folder = try TemporaryFolder()
    let store = SnapshotStore(manifestFolder: folder.path)
    let bodies: [[UInt8]] = [[], [7], Array("text ".utf8) + Array(repeating: 65, count: 10_000), (0..<255).map { $0 }]
    for body in bodies {
      let digest = try store.store(body)
      #expect(digest == Digest(hashing: body))
      #expect(try store.read(digest) == body)
      #expect(try store.store(body) == digest)
    }
    #expect(throws: SnapshotError.self) { try store.read(Digest(hashing: [9])) }
    #expect(throws: SnapshotError.self) { try store.read(Digest(hashing: bodies[2]), limit: 100) }
    let files = try FileListing(of: store.folder).files.map(\.path)
    #expect(files.count == bodies.count)
    for path in files {
      let file = try AtomicFile(path: "\(store.folder)/\(path)")
      try file.write(Array("something else".utf8))
      try file.commit()
    }
    for body in bodies {
      #expect(throws: SnapshotError.self) { try store.read(Digest(hashing: body)) }
      // A damaged snapshot does not keep the body from being stored.
      #expect(try store.read(store.store(body)) == body)
    }
    let keep = Digest(hashing: bodies[0])
    #expect(try store.removeAll(except: [keep]).count == 3)
    #expect(try store.read(keep) == [])
  }

  // MARK: Expansion

  private func expand(
    _ sources: String, in corpus: TestCorpus, lock: CorpusLock, isLocked: Bool
  ) throws -> (sources: ExpandedSources, problems: String) {
    let path = corpus.folder.file("corpus.yaml")
    try corpus.write("corpus.yaml", Array(("almanac: 1\nname: a\nsources:\n" + sources).utf8))
    try lock.write(to: corpus.folder.file(CorpusLock.fileName), manifest: path)
    let (manifest, problems) = CorpusManifest.load(path: path)
    let (expanded, more) = SourceExpansion.expand(try #require(manifest), at: path, isLocked: isLocked)
    return (expanded, rendered(problems + more).replacing(corpus.path, with: "FOLDER"))
  }

  private func pins(_ web: WebSource, _ pages: [LockedPage]) -> LockedSource {
    LockedSource(addresses: web.addresses, settings: web.settings, pages: pages)
  }

  @Test func pagesOfSeveralSourcesAreMergedAndSnapshotsAreNoFiles() throws {
    let corpus = try TestCorpus()
    var web = WebSource()
    web.start = [Located("https://example.org/")]
    var deep = web
    deep.depth = 9
    var first = Self.page
    first.url = "https://example.org/a"
    var second = first
    second.url = "https://example.org/b"
    let store = SnapshotStore(manifestFolder: corpus.path)
    _ = try store.store(Array("body".utf8))
    let (sources, problems) = try expand(
      """
        - { web: { start: "https://example.org/" }, tags: [one], metadata: { k: v } }
        - { web: { start: "https://example.org/", depth: 9 }, tags: [two] }
        - { files: "**/*" }
      """, in: corpus,
      lock: CorpusLock(sources: [pins(web, [second, first]), pins(deep, [first])]), isLocked: true)
    #expect(sources.pages.map(\.url) == ["https://example.org/a", "https://example.org/b"])
    #expect(sources.pages.map(\.tags) == [["one", "two"], ["one"]])
    #expect(sources.pages[0].metadata == [MetadataEntry("k", "v")])
    #expect(sources.files.isEmpty)
    #expect(problems == "")
  }

  @Test(arguments: [false, true]) func differencesToTheLockAreToldAndAreErrorsWhenLocked(isLocked: Bool) throws {
    let corpus = try TestCorpus()
    var web = WebSource()
    web.start = [Located("https://example.org/")]
    var gone = web
    gone.start = [Located("https://gone.example/")]
    let lock = CorpusLock(sources: [pins(web, [Self.page]), pins(gone, [])])
    let (sources, text) = try expand(
      """
        - { web: { start: "https://example.org/", depth: 9 } }
        - { web: { start: "https://new.example/" } }
      """, in: corpus, lock: lock, isLocked: isLocked)
    #expect(sources.pages.map(\.url) == [Self.page.url])
    #expect(text == Golden.expected(for: text, "Manifest/lock-differences-\(isLocked ? "locked" : "open").txt"))
  }
}
