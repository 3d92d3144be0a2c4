import BundleFormat
import Common
import Compilation
import Foundation
import PassageStore
import Storage
import Terminal
import TestSupport
import Testing
import Watching

/// Watches an inbox, and waits for the statuses that the watch tells.
@Suite(.timeLimit(.minutes(5))) struct InboxWatchTests {
  private let folder: TemporaryFolder
  private var inbox: String { folder.file("inbox") }
  private var overlay: String { inbox + "/overlay.kb" }

  init() throws {
    folder = try TemporaryFolder()
    try TinyModel.write(to: folder.file("tiny-model"))
    try write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 3 }\n")
    try createFolder(folder.file("docs"))
    try write("corpus.yaml", "almanac: 1\nname: base\nsources:\n  - files: [\"docs/**\"]\n")
    try write("docs/known.md", "# Known\n\nThe base has it.\n")
    for name in ["items", "files", "status"] { try createFolder("\(inbox)/\(name)") }
    try build()
  }

  private func write(_ name: String, _ text: String) throws {
    let file = try AtomicFile(path: folder.file(name))
    try file.write(Array(text.utf8))
    try file.commit()
  }

  private func build() throws {
    _ = try Compiler(
      options: .init(
        manifest: folder.file("corpus.yaml"), spec: folder.file("spec.yaml"), output: folder.file("base.kb"), jobs: 2),
      progress: .none
    ).run()
  }

  /// What the server writes for an upload.
  private func upload(_ id: String, name: String, _ text: String, file: String? = nil) throws {
    if file == nil { try write("inbox/files/\(id).md", text) }
    let item: JSONValue = .object([
      "id": .string(id), "kind": "document", "name": .string(name), "format": "md",
      "file": .string(file ?? "files/\(id).md"), "owner": "x", "added": "2026-11-24T10:00:00.000Z",
    ])
    try write("inbox/items/\(id).json", String(decoding: item.serialized(), as: UTF8.self))
  }

  /// The sources of the overlay's documents; `nil` when there is none.
  private func documents(_ path: String? = nil) throws -> [String]? {
    guard fileExists(path ?? overlay) else { return nil }
    let passages = try PassageStore(bundle: try BundleReader(path: path ?? overlay))
    return try (0..<passages.documentCount).map { try passages.document(DocumentID($0)).source }
  }

  private func status(_ path: String) throws -> JSONValue { try JSONValue(parsing: readFile("\(inbox)/\(path)")) }

  /// Starts to watch the inbox; tells `name: status`, `compiled 3` for an overlay of three documents, `emptied`, or what
  /// is wrong.
  private func watch() throws -> WatchRun {
    let options = InboxWatch.Options(
      folder: inbox, base: folder.file("base.kb"), spec: folder.file("spec.yaml"), jobs: 2,
      cache: folder.file("cache"), poll: .seconds(3_600))
    return try WatchRun { watch, isStopped, tell in
      try InboxWatch(options: options, isStopped: isStopped, progress: .none).run(watch) { tell(Self.text(of: $0)) }
    }
  }

  private static func text(of event: InboxWatch.Report) -> String {
    switch event {
    case .item(let name, let status, _): "\(name): \(status)"
    case .compiled(let report): "compiled \(report.counts.documents)"
    case .emptied: "emptied"
    case .failed(let error): WatchRun.text(of: error)
    }
  }

  @Test func whatIsDroppedAndWhatTheServerTookIsCompiled() async throws {
    let run = try watch()
    try upload("1", name: "Uploaded.md", "# Uploaded\n\nBy the server.\n")
    try write("inbox/dropped.md", "# Dropped\n\nBy hand.\n")
    await run.expect("Uploaded.md: done", "dropped.md: done")
    #expect(try documents() == ["inbox/Uploaded.md", "inbox/dropped.md"])
    #expect(try status("status/1.json")["status"] == "done")
    #expect(try status("dropped.md.status.json")["status"] == "done")
    let base = try BundleReader(path: folder.file("base.kb")).buildRecord()
    let record = try BundleReader(path: overlay).buildRecord()
    #expect(record.model == base.model)
    #expect(record.name == "base-inbox")
    // The base has the model; a copy of it in each overlay would be 20 MiB for nothing.
    let holdsModel = try BundleReader(path: overlay).contains(.model)
    #expect(!holdsModel)
    await run.stop()
  }

  @Test func foldersMayBeDropped() async throws {
    let run = try watch()
    try createFolder(inbox + "/new/deep")
    try write("inbox/new/deep/a.md", "# A\n\nDeep down.\n")
    await run.expect("new/deep/a.md: done")
    #expect(try documents() == ["inbox/new/deep/a.md"])
    await run.stop()
  }

  @Test func whatCannotBeReadFailsAndStopsNoOther() async throws {
    let run = try watch()
    try write("inbox/broken.txt", "a\0b\0c")
    try upload("1", name: "Fine.md", "# Fine\n\nText.\n")
    try upload("2", name: "Passwd.md", "", file: "files/../../spec.yaml")
    try write("inbox/items/3.json", "{\"kind\": ")
    try write("inbox/empty.url", "no address\n")
    await run.expect("broken.txt: failed", "Fine.md: done", "2: failed", "3: failed", "empty.url: failed")
    #expect(try documents() == ["inbox/Fine.md"])
    let reason = try status("broken.txt.status.json")["message"]?.string ?? ""
    #expect(reason.contains("zero bytes") || reason.contains("binary"), "\(reason)")
    // It is tried again when it is another file.
    try write("inbox/broken.txt", "It is text now.\n")
    await run.expect("broken.txt: done")
    #expect(try documents() == ["inbox/Fine.md", "inbox/broken.txt"])
    await run.stop()
  }

  @Test func anItemWhoseStatusIsRemovedIsTriedAgain() async throws {
    let run = try watch()
    try write("inbox/broken.txt", "a\0b\0c")
    await run.expect("broken.txt: failed")
    #expect(try documents() == nil)
    try removeFile(inbox + "/broken.txt.status.json")
    await run.expect("broken.txt: processing", "broken.txt: failed")
    await run.stop()
  }

  @Test func whatIsRemovedLeavesTheOverlay() async throws {
    let run = try watch()
    try upload("1", name: "One.md", "# One\n\nText of one.\n")
    try write("inbox/two.md", "# Two\n\nText of two.\n")
    await run.expect("One.md: done", "two.md: done")
    try removeFile(inbox + "/items/1.json")
    await run.expect("compiled 1")
    #expect(try documents() == ["inbox/two.md"])
    try removeFile(inbox + "/two.md")
    await run.expect("emptied")
    #expect(try documents() == nil)
    await run.stop()
    #expect(try FileListing(of: inbox + "/status").files.isEmpty)
    #expect(!fileExists(inbox + "/two.md.status.json"))
  }

  @Test func copiesAreTold() async throws {
    let run = try watch()
    try write("inbox/one.md", "# One\n\nText of one.\n")
    await run.expect("one.md: done")
    try upload("1", name: "Same.md", "# One\n\nText of one.\n")
    try write("inbox/known.md", "# Known\n\nThe base has it.\n")
    await run.expect("Same.md: done", "known.md: done")
    #expect(try documents() == ["inbox/one.md"])
    #expect(try status("status/1.json")["message"]?.string?.contains("inbox/one.md") == true)
    #expect(try status("known.md.status.json")["message"]?.string?.contains("docs/known.md") == true)
    // The copy takes the place of the original.
    try removeFile(inbox + "/one.md")
    await run.expect("compiled 1")
    #expect(try documents() == ["inbox/Same.md"])
    await run.stop()
  }

  @Test func aFileThatIsBeingWrittenIsNotRead() async throws {
    let run = try watch()
    let path = inbox + "/slow.md"
    let handle = FileHandle(fileDescriptor: unsafe open(path, O_CREAT | O_WRONLY, 0o600), closeOnDealloc: true)
    try handle.write(contentsOf: Data("# Slow\n\nHalf".utf8))
    try write("inbox/quick.md", "# Quick\n\nText.\n")
    await run.expect("quick.md: done")
    #expect(try documents() == ["inbox/quick.md"])
    try handle.write(contentsOf: Data(" and whole.\n".utf8))
    try handle.close()
    await run.expect("slow.md: done")
    let passages = try PassageStore(bundle: try BundleReader(path: overlay))
    #expect(try passages.text(of: DocumentID(1)).contains("Half and whole."))
    await run.stop()
  }

  @Test func aNewWatchFinishesWhatAnOldOneBegan() async throws {
    let text = "# Begun\n\nThe watch was killed in its middle.\n"
    try upload("1", name: "Begun.md", text)
    try write(
      "inbox/status/1.json",
      #"{"status": "processing", "sha256": "\#(Digest(hashing: Array(text.utf8)).hex)"}"#)
    try upload("2", name: "Queued.md", "# Queued\n\nNobody looked at it.\n")
    let first = try watch()
    await first.expect("Begun.md: done", "Queued.md: done")
    await first.stop()
    let bytes = try readFile(overlay)
    // Done, and without its overlay: as if someone had removed it.
    try removeFile(overlay)
    let second = try watch()
    await second.expect("compiled 2")
    #expect(try readFile(overlay) == bytes)
    await second.stop()
  }

  @Test func aNewBaseIsFollowed() async throws {
    let run = try watch()
    try write("inbox/one.md", "# One\n\nText of one.\n")
    try write("inbox/two.md", "# Two\n\nText of two.\n")
    await run.expect("one.md: done", "two.md: done")
    // The nightly build takes one of them in.
    try write("docs/folded.md", "# One\n\nText of one.\n")
    try build()
    await run.expect("one.md: done", "compiled 1")
    #expect(try status("one.md.status.json")["message"]?.string?.contains("docs/folded.md") == true)
    #expect(try documents() == ["inbox/two.md"])
    // With another spec the overlay would not fit: it stays, and the next base that fits is taken.
    try write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 4 }\n")
    await run.expect("other-spec")
    try build()
    await run.expect("compiled 1")
    await run.stop()
  }

  @Test func aSpecThatIsNotTheBasesIsRefused() async throws {
    try write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nchunking: { size: 500, overlap: 0 }\n")
    let run = try watch()
    await run.expect("other-spec")
  }

  @Test func anInboxHasOneWatch() async throws {
    let run = try watch()
    try write("inbox/one.md", "# One\n\nText of one.\n")
    await run.expect("one.md: done")
    let error = #expect(throws: SystemError.self) {
      try InboxWatch(
        options: .init(folder: inbox, base: folder.file("base.kb"), spec: folder.file("spec.yaml"), jobs: 1),
        isStopped: { false }, progress: .none)
    }
    #expect(error?.message.contains("another kbc watch") == true)
    await run.stop()
  }
}
