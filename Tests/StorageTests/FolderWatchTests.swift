import Common
import Foundation
import Storage
import Testing

@Suite struct FolderWatchTests {
  private let folder: TemporaryFolder
  private let watch: FolderWatch

  init() throws {
    folder = try TemporaryFolder()
    watch = try FolderWatch(alarm: try Alarm())
  }

  private func write(_ name: String, _ text: String) throws {
    let file = try AtomicFile(path: folder.file(name))
    try file.write(Array(text.utf8))
    try file.commit()
  }

  /// What was told of `name` until something ended its change.
  private func changes(of name: String) throws -> [FolderWatch.Event.Change] {
    var seen: [FolderWatch.Event.Change] = []
    while seen.last != .complete, seen.last != .gone {
      seen += try watch.wait().events.filter { $0.name == name }.map(\.change)
    }
    return seen
  }

  @Test func aFileThatIsRenamedIntoPlaceIsComplete() throws {
    try watch.watch([folder.path])
    try write("a.txt", "text")
    #expect(try changes(of: "a.txt") == [.complete])
    try removeFile(folder.file("a.txt"))
    #expect(try changes(of: "a.txt") == [.gone])
  }

  @Test func aFileThatNeverGetsItsNameTellsNothing() throws {
    try watch.watch([folder.path])
    do {
      let file = try AtomicFile(path: folder.file("a.txt"))
      try file.write([UInt8](repeating: 1, count: 1 << 20))
    }
    try write("b.txt", "text")
    var names: [String] = []
    while names.last != "b.txt" { names += try watch.wait().events.map(\.name).filter { !$0.hasPrefix(".") } }
    #expect(names == ["b.txt"])
  }

  @Test func aFileThatIsWrittenInPlaceIsCompleteWhenItIsClosed() throws {
    try watch.watch([folder.path])
    close(unsafe open(folder.file("a.txt"), O_CREAT | O_WRONLY, 0o600))
    #expect(try changes(of: "a.txt") == [.begun, .complete])
    let handle = try #require(FileHandle(forWritingAtPath: folder.file("a.txt")))
    try handle.write(contentsOf: Data("half".utf8))
    #expect(try watch.wait().events.map(\.change) == [.begun])
    try handle.write(contentsOf: Data(" whole".utf8))
    try handle.close()
    #expect(try changes(of: "a.txt") == [.begun, .complete])
  }

  @Test func linksAndFoldersAreCompleteAtOnce() throws {
    try watch.watch([folder.path])
    try createFolder(folder.file("sub"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "nowhere")
    var events: [FolderWatch.Event] = []
    while events.count < 2 { events += try watch.wait().events }
    #expect(events.map(\.name) == ["sub", "link"])
    #expect(events.map(\.isFolder) == [true, false])
    #expect(events.map(\.change) == [.complete, .complete])
    #expect(events[0].path == folder.file("sub"))
  }

  @Test func onlyTheFoldersOfTheLastCallAreWatched() throws {
    try createFolder(folder.file("one"))
    try createFolder(folder.file("two"))
    try watch.watch([folder.file("one"), folder.file("missing")])
    try watch.watch([folder.file("two")])
    try write("one/a", "text")
    try write("two/b", "text")
    #expect(try changes(of: "b") == [.complete])
  }

  @Test func aFolderThatWasRenamedIsKnownByItsNewName() throws {
    try createFolder(folder.file("old"))
    try createFolder(folder.file("old/inner"))
    try watch.watch([folder.file("old"), folder.file("old/inner")])
    try FileManager.default.moveItem(atPath: folder.file("old"), toPath: folder.file("new"))
    try watch.watch([folder.file("new"), folder.file("new/inner")])
    try write("new/inner/a", "text")
    var events: [FolderWatch.Event] = []
    while !events.contains(where: { $0.name == "a" }) { events += try watch.wait().events }
    #expect(events.last?.folder == folder.file("new/inner"))
  }

  @Test func theAlarmEndsTheWaitAndSoDoesTheLimit() throws {
    try watch.watch([folder.path])
    watch.alarm.ring()
    watch.alarm.ring()
    #expect(try watch.wait().isEmpty)
    // Both rings were for the one wait.
    #expect(try watch.wait(atMost: .zero).isEmpty)
  }
}

@Suite struct OpenFilesTests {
  @Test func aFileIsWrittenAsLongAsSomeoneHasItOpenForThat() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    let number = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
    #expect(OpenFiles.isWritten(path))
    close(number)
    #expect(!OpenFiles.isWritten(path))
    let reader = unsafe open(path, O_RDONLY)
    #expect(!OpenFiles.isWritten(path))
    close(reader)
    #expect(!OpenFiles.isWritten(folder.file("missing")))
  }
}

@Suite struct DebounceTests {
  @Test func aBurstIsOverAfterAQuietTime() {
    var debounce = Debounce(quiet: .milliseconds(100), longest: .seconds(1))
    #expect(debounce.due == nil)
    debounce.change(at: .seconds(5))
    #expect(debounce.due == .seconds(5) + .milliseconds(100))
    debounce.change(at: .seconds(5) + .milliseconds(90))
    #expect(debounce.due == .seconds(5) + .milliseconds(190))
    debounce.reset()
    #expect(debounce.due == nil)
  }

  @Test func aBurstThatDoesNotEndIsCut() {
    var debounce = Debounce(quiet: .milliseconds(100), longest: .seconds(1))
    for step in 0..<100 { debounce.change(at: .milliseconds(50 * step)) }
    #expect(debounce.due == .seconds(1))
  }
}
