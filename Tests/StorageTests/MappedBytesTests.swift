import Common
import Storage
import Testing

@Suite struct MappedBytesTests {
  let bytes = MappedBytes([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x80, 0x3F])

  @Test func numbersAreLittleEndianAtAnyAlignment() {
    #expect(bytes.load(at: 0, as: UInt32.self) == 0x0403_0201)
    #expect(bytes.load(at: 1, as: UInt16.self) == 0x0302)
    #expect(bytes.load(at: 0, as: UInt64.self) == 0x0807_0605_0403_0201)
    #expect(bytes.loadFloat(at: 8) == 1)
  }

  @Test(arguments: [-1, 9, 12, Int.min, Int.max, Int.max - 3])
  func numbersOutsideReadAsZero(position: Int) {
    #expect(bytes.load(at: position, as: UInt32.self) == 0)
    #expect(bytes.loadFloat(at: position) == 0)
    #expect(position == 9 || bytes[position] == 0)
  }

  @Test func slicesNeverLeaveTheBytes() throws {
    let part = try #require(bytes.slice(2..<6))
    #expect(part.array == [3, 4, 5, 6])
    #expect(part.load(at: 1, as: UInt32.self) == 0)
    #expect(part.slice(0..<5) == nil)
    #expect(part.slice(-1..<2) == nil)
    #expect(part[3..<100].array == [6])
    #expect(part[40..<100].isEmpty)
    #expect(part[-5 ..< -1].isEmpty)
    #expect(part.array(-3..<2) == [3, 4])
    #expect(part.withBytes { $0.byteCount } == 4)
  }

  @Test func noBytesAreValid() {
    let empty = MappedBytes([])
    #expect(empty.isEmpty)
    #expect(empty.array == [])
    #expect(empty.load(at: 0, as: UInt8.self) == 0)
  }

  @Test func aSliceKeepsTheFileAlive() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("data")
    let file = try AtomicFile(path: path)
    try file.write([UInt8](repeating: 7, count: 10_000))
    try file.commit()
    let tail = try MappedFile(path: path).bytes[9_998..<10_000]
    #expect(tail.array == [7, 7])
  }

  @Test func aMissingFileNamesItsPlace() throws {
    #expect(
      throws: SystemError(
        .notFound, "cannot open the file; check the path", place: "/nowhere/file",
        cause: "No such file or directory")
    ) { try MappedFile(path: "/nowhere/file") }
  }

  @Test func aFolderIsNotAFile() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SystemError.self) { try MappedFile(path: folder.path) }
    #expect(error?.code == .invalidArgument)
  }

  @Test func anEmptyFileMapsToNothing() throws {
    let folder = try TemporaryFolder()
    try AtomicFile(path: folder.file("empty")).commit()
    #expect(try MappedFile(path: folder.file("empty")).count == 0)
  }
}
