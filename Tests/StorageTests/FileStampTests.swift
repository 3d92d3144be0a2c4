import Storage
import Testing

@Suite struct FileStampTests {
  @Test func aChangedFileHasAnotherStamp() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    func write(_ bytes: [UInt8]) throws {
      let file = try AtomicFile(path: path)
      try file.write(bytes)
      try file.commit()
    }
    try write([1])
    let first = try #require(FileStamp(of: path))
    #expect(FileStamp(of: path) == first)
    #expect(first.length == 1)
    try write([2])
    #expect(FileStamp(of: path) != first)
    #expect(FileStamp(of: folder.path) == nil)
    #expect(FileStamp(of: folder.file("none")) == nil)
  }

  @Test func aFileThatHasJustChangedIsNotSettled() throws {
    let folder = try TemporaryFolder()
    try createPrivateFile(folder.file("a"))
    let stamp = try #require(FileStamp(of: folder.file("a")))
    #expect(!stamp.isSettled(at: FileStamp.now))
    #expect(stamp.isSettled(at: FileStamp.now + 10))
  }

  @Test func sharedLocksExcludeExclusiveOnes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    var shared = try FileLock(path: path, .shared)
    #expect(shared != nil)
    #expect(try FileLock(path: path, .shared) != nil)
    #expect(try FileLock(path: path, .exclusive) == nil)
    shared = nil
    #expect(shared == nil)
    let alone = try FileLock(path: path, .exclusive)
    #expect(alone != nil)
    #expect(try FileLock(path: path, .shared) == nil)
    // It changes its kind, and what does not get a lock holds none.
    #expect(try alone?.take(.shared) == true)
    let other = try FileLock(path: path)
    #expect(try other.take(.shared))
    #expect(try alone?.take(.exclusive) == false)
    #expect(try other.take(.exclusive))
  }
}
