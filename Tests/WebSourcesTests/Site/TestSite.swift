import Common
import Manifest
import Storage
import Terminal
import Testing
import WebSources

/// A corpus in a folder of its own, whose web sources lie on servers of the test.
struct TestSite {
  let folder: TemporaryFolder
  let clock: VirtualClock

  /// - Parameter sources: the entries under `sources`, in YAML.
  init(_ sources: String, clock: VirtualClock = VirtualClock()) throws {
    folder = try TemporaryFolder()
    self.clock = clock
    try write("corpus.yaml", "almanac: 1\nname: site\nsources:\n" + sources + "\n")
  }

  /// A source that starts at the server's root.
  init(_ server: LoopbackServer, _ settings: String = "", clock: VirtualClock = VirtualClock()) throws {
    try self.init(Self.source(server, settings), clock: clock)
  }

  static func source(_ server: LoopbackServer, path: String = "/", _ settings: String = "") -> String {
    """
      - web: { start: "\(server.origin)\(path)", private-addresses: true, delay: 0ms, timeout: 20s\
    \(settings.isEmpty ? "" : ", " + settings) }
    """
  }

  var manifest: String { folder.file("corpus.yaml") }
  var store: SnapshotStore { SnapshotStore(manifestFolder: folder.path) }
  var lockText: String { get throws { String(decoding: try readFile(folder.file("corpus.lock")), as: UTF8.self) } }
  var lock: CorpusLock? { CorpusLock.load(path: folder.file("corpus.lock")).lock }
  var pages: [LockedPage] { lock?.sources.flatMap(\.pages) ?? [] }

  func write(_ name: String, _ text: String) throws {
    let file = try AtomicFile(path: folder.file(name))
    try file.write(Array(text.utf8))
    try file.commit()
  }

  @discardableResult
  func fetch(_ mode: WebFetch.Mode = .pin, environment: [String: String] = [:]) throws -> FetchReport {
    let options = WebFetch.Options(manifest: manifest, mode: mode) { environment[$0] }
    return try WebFetch(options: options, clock: clock, progress: .none).run()
  }
}

extension FetchReport {
  /// `path: reason` of everything that was left out.
  func skipped(_ server: LoopbackServer) -> [String] {
    sources.flatMap(\.skipped).map {
      "\($0.address.text.replacing(server.origin, with: "")): \($0.reason.identifier)"
    }
  }

  var identifiers: [String] { diagnostics.map(\.identifier) }
}

extension TestSite {
  /// The paths of the pinned pages.
  func paths(_ server: LoopbackServer) -> [String] { pages.map { $0.url.replacing(server.origin, with: "") } }
}
