import BundleFormat
import Common
import Compilation
import Foundation
import Storage
import Terminal
import TestSupport
import Testing
import Watching

/// Watches a small corpus, and waits for what the watch tells.
@Suite(.timeLimit(.minutes(5))) struct CorpusWatchTests {
  private let corpus: TemporaryFolder

  init() throws {
    corpus = try TemporaryFolder()
    try TinyModel.write(to: corpus.file("tiny-model"))
    try write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 3 }\n")
    try write("corpus.yaml", Self.manifest(#"["docs/**"]"#))
    try createFolder(corpus.file("docs"))
    try write("docs/first.md", "# First\n\nIt stays.\n")
  }

  private static func manifest(_ files: String) -> String {
    "almanac: 1\nname: watched\nsources:\n  - files: \(files)\n"
  }

  private func write(_ name: String, _ text: String) throws {
    let file = try AtomicFile(path: corpus.file(name))
    try file.write(Array(text.utf8))
    try file.commit()
  }

  /// Starts to watch; tells `3 documents`, `3 documents, up to date`, or the identifiers of what is wrong.
  private func watch(keepsGoing: Bool = false) throws -> WatchRun {
    let options = Compiler.Options(
      manifest: corpus.file("corpus.yaml"), spec: corpus.file("spec.yaml"), output: corpus.file("out.kb"), jobs: 2,
      keepsGoing: keepsGoing, cache: corpus.file("cache"))
    return try WatchRun { watch, isStopped, tell in
      try CorpusWatch(options: options, isStopped: isStopped, progress: .none).run(watch) { tell(Self.text(of: $0)) }
    }
  }

  private static func text(of outcome: CorpusWatch.Outcome) -> String {
    switch outcome {
    case .finished(let report) where report.diagnostics.hasErrors:
      report.diagnostics.filter { $0.severity == .error }.map(\.identifier).joined(separator: ", ")
    case .finished(let report):
      "\(report.counts.documents) documents" + (report.isUpToDate ? ", up to date" : "")
    case .failed(let error): WatchRun.text(of: error)
    }
  }

  @Test func filesThatComeChangeAndGoAreBuilt() async throws {
    let run = try watch()
    #expect(await run.next() == "1 documents")
    try write("docs/second.md", "# Second\n\nIt comes.\n")
    await run.expect("2 documents")
    // A file that no pattern names is no reason to build.
    try write("other.md", "# Other\n")
    try createFolder(corpus.file("docs/new/deep"))
    try write("docs/new/deep/third.md", "# Third\n\nIn a new folder.\n")
    await run.expect("3 documents")
    let old = try readFile(corpus.file("out.kb"))
    try write("docs/new/deep/third.md", "# Third\n\nWith another text.\n")
    await run.expect("3 documents")
    #expect(try readFile(corpus.file("out.kb")) != old)
    try FileManager.default.removeItem(atPath: corpus.file("docs/new"))
    await run.expect("2 documents")
    try FileManager.default.moveItem(atPath: corpus.file("docs/second.md"), toPath: corpus.file("away.md"))
    await run.expect("1 documents")
    await run.stop()
  }

  @Test func aManifestInErrorLeavesTheBundleAndTheNextChangeMendsIt() async throws {
    let run = try watch()
    #expect(await run.next() == "1 documents")
    let bundle = try readFile(corpus.file("out.kb"))
    try write("corpus.yaml", "almanac: 1\nname: watched\nsorces: []\n")
    await run.expect("missing-key, unknown-key")
    try removeFile(corpus.file("corpus.yaml"))
    await run.expect("missing-file")
    #expect(try readFile(corpus.file("out.kb")) == bundle)
    try write("more.txt", "More text.\n")
    try write("corpus.yaml", Self.manifest(#"["docs/**", "*.txt"]"#))
    await run.expect("2 documents")
    // What the new manifest names is watched from now on.
    try write("even-more.txt", "Even more text.\n")
    await run.expect("3 documents")
    try write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 4 }\n")
    await run.expect("3 documents")
    await run.stop()
  }

  @Test func aSourceInErrorLeavesTheBundleUntilItIsMended() async throws {
    let run = try watch()
    #expect(await run.next() == "1 documents")
    let bundle = try readFile(corpus.file("out.kb"))
    try write("docs/broken.txt", "a\0b\0c")
    await run.expect("unsupported-document")
    #expect(try readFile(corpus.file("out.kb")) == bundle)
    try write("docs/broken.txt", "It is text now.\n")
    await run.expect("2 documents")
    await run.stop()
  }

  @Test func theOwnOutputIsNoChange() async throws {
    try write("corpus.yaml", Self.manifest(#"["*.md"]"#))
    try write("a.md", "# A\n\nText.\n")
    try write("b.md", "a\0b\0c")
    // With an error in it, each build writes the bundle; were that a change, the builds would not end.
    let run = try watch(keepsGoing: true)
    let first = await run.next()
    try write("b.md", "# B\n\nText.\n")
    #expect(await run.next() == "2 documents")
    #expect(first == "unsupported-document")
    await run.stop()
  }

  @Test func aFileThatNobodyClosesIsReadInTheEnd() async throws {
    let run = try watch()
    #expect(await run.next() == "1 documents")
    let bundle = try readFile(corpus.file("out.kb"))
    // Tells of a write, and of no end of it.
    #expect(unsafe truncate(corpus.file("docs/first.md"), 8) == 0)
    await run.expect("1 documents")
    #expect(try readFile(corpus.file("out.kb")) != bundle)
    await run.stop()
  }

  @Test func aFolderMayBeNamedInTwoWays() async throws {
    try write("docs/first.txt", "It is there.\n")
    try write("corpus.yaml", Self.manifest(#"["docs/*.md", "\#(corpus.path)/docs/*.txt"]"#))
    let run = try watch()
    #expect(await run.next() == "2 documents")
    try write("docs/second.txt", "It comes.\n")
    await run.expect("3 documents")
    try write("docs/second.md", "It comes too.\n")
    await run.expect("4 documents")
    await run.stop()
  }
}
