import ArgumentParser
import Common
import CompilerCommands
import Extraction
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct WatchCommandTests {
  @Test(
    arguments: [
      ([], "name a manifest"), (["corpus.yaml"], "--output"), (["--inbox", "in"], "needs --base"),
      (["corpus.yaml", "-o", "x.kb", "--base", "b.kb"], "need --inbox"),
      (["corpus.yaml", "--inbox", "in", "--base", "b.kb"], "takes no manifest"),
      (["corpus.yaml", "-o", "x.kb", "--poll", "0"], "from 1"),
    ])
  func modesAreNotMixed(arguments: [String], reason: String) throws {
    let error = try #require(throws: (any Error).self) { try WatchCommand.parse(arguments) }
    #expect(WatchCommand.message(for: error).contains(reason), "\(WatchCommand.message(for: error))")
  }

  /// `kbc watch` as a process of its own, as a shell or a service manager runs it.
  @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsTheWatchWithExitCode0(signal: Int32) throws {
    let folder = try TemporaryFolder()
    try TinyModel.write(to: folder.file("tiny-model"))
    for (name, text) in [
      ("corpus.yaml", "almanac: 1\nname: small\nsources:\n  - files: [\"*.md\"]\n"),
      ("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\n"), ("a.md", "# A\n\nText.\n"),
    ] { try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name))) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try ExtractionPool.locateProgram(named: "kbc"))
    process.arguments = ["watch", "corpus.yaml", "--spec", "spec.yaml", "-o", "out.kb", "--no-cache", "--json"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var lines = Lines(pipe.fileHandleForReading)
    #expect(try JSONValue(parsing: lines.next())["documents"] == 1)
    try Data("# B\n\nMore text.\n".utf8).write(to: URL(fileURLWithPath: folder.file("b.md")))
    #expect(try JSONValue(parsing: lines.next())["documents"] == 2)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
  }

  /// The lines of a pipe, each when it is there.
  private struct Lines {
    let handle: FileHandle
    var rest: [UInt8] = []

    init(_ handle: FileHandle) { self.handle = handle }

    mutating func next() -> [UInt8] {
      while true {
        if let end = rest.firstIndex(of: 10) {
          defer { rest.removeFirst(end + 1) }
          return Array(rest[..<end])
        }
        let more = handle.availableData
        if more.isEmpty { return rest }
        rest += Array(more)
      }
    }
  }
}
