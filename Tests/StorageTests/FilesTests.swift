import Common
import Glibc
import Storage
import Testing

@Suite struct FilesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(_ name: String, _ text: String = "") throws {
    var parent = folder.path
    for part in name.split(separator: "/").dropLast() {
      parent += "/" + part
      _ = unsafe mkdir(parent, 0o755)
    }
    let file = try AtomicFile(path: folder.file(name))
    try file.write(Array(text.utf8))
    try file.commit()
  }

  @Test func aListingIsInBytewiseOrderWhateverTheOrderOfCreation() throws {
    for name in ["b", "a/z", "a-b", "é", "a/é/x", "Z", "a/b"] { try make(name, name) }
    let listing = try FileListing(of: folder.path)
    #expect(listing.files.map(\.path) == ["Z", "a-b", "a/b", "a/z", "a/é/x", "b", "é"])
    #expect(listing.files[0].size == 1)
    #expect(listing.skipped.isEmpty)
  }

  @Test func foldersCanBeLeftOut() throws {
    for name in ["keep/a", "drop/b", "c"] { try make(name) }
    let listing = try FileListing(of: folder.path) { $0 != "drop" }
    #expect(listing.files.map(\.path) == ["c", "keep/a"])
  }

  @Test func linksFollowThePolicyAndNeverMakeACycle() throws {
    try make("sub/file", "text")
    #expect(unsafe symlink("sub/file", folder.file("link")) == 0)
    #expect(unsafe symlink("..", folder.file("sub/up")) == 0)
    #expect(unsafe symlink("nothing", folder.file("broken")) == 0)
    #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
    let listing = try FileListing(of: folder.path)
    #expect(listing.files.map(\.path) == ["link", "sub/file"])
    #expect(listing.files[0].size == 4)
    #expect(
      listing.skipped == [
        .init(path: "broken", reason: .brokenLink), .init(path: "pipe", reason: .special),
        .init(path: "sub/up", reason: .link),
      ])
    let strict = try FileListing(of: folder.path, links: .skip)
    #expect(strict.files.map(\.path) == ["sub/file"])
  }

  @Test func aNameThatIsNotUTF8IsReported() throws {
    var path = Array(folder.path.utf8CString.dropLast())
    path += [0x2F, 0x66, CChar(bitPattern: 0xFF), 0]
    let descriptor = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    let listing = try FileListing(of: folder.path)
    #expect(listing.files.isEmpty)
    #expect(listing.skipped == [.init(path: "f\u{FFFD}", reason: .nameNotUTF8)])
  }

  @Test func aMissingFolderIsAnError() {
    let error = #expect(throws: SystemError.self) { try FileListing(of: folder.file("none")) }
    #expect(error?.code == .notFound)
  }

  @Test func readingStopsAtTheLimit() throws {
    try make("data", "12345")
    #expect(try readFile(folder.file("data"), limit: 5) == Array("12345".utf8))
    let error = #expect(throws: SystemError.self) { try readFile(folder.file("data"), limit: 4) }
    #expect(error?.code == .invalidArgument)
    let endless = #expect(throws: SystemError.self) { try readFile("/dev/zero", limit: 1_000_000) }
    #expect(endless?.code == .invalidArgument)
  }

  @Test func filesOfUnknownLengthAreReadToTheirEnd() throws {
    let status = try readFile("/proc/self/status")
    #expect(status.count > 100)
    let error = #expect(throws: SystemError.self) { try readFile(folder.path) }
    #expect(error?.code == .invalidArgument)
  }

  @Test func aTemporaryFolderGoesWithEverythingInIt() throws {
    var path = ""
    do {
      let temporary = try TemporaryFolder(in: folder.path)
      path = temporary.path
      #expect(unsafe mkdir(temporary.file("sub"), 0o755) == 0)
      let file = try AtomicFile(path: temporary.file("sub/file"))
      try file.commit()
      #expect(unsafe symlink(folder.path, temporary.file("link")) == 0)
    }
    var status = stat()
    #expect(unsafe stat(path, &status) != 0)
    #expect(unsafe stat(folder.path, &status) == 0)
  }

  @Test func aSpoolFileGivesBackWhatWasAppended() throws {
    let spool = try SpoolFile(in: folder.path)
    #expect(try spool.mapped().isEmpty)
    try spool.append([1, 2])
    let early = try spool.mapped()
    try spool.append([UInt8](repeating: 5, count: 700_000))
    try spool.append([3][...])
    #expect(early.array == [1, 2])
    let all = try spool.mapped()
    #expect(spool.count == 700_003)
    #expect(all.count == 700_003)
    #expect(all[0] == 1 && all[2] == 5 && all[700_002] == 3)
    #expect(try FileListing(of: folder.path).files.isEmpty)
  }
}
