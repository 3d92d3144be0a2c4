import Common
import Glibc
import Storage
import Testing

@Suite struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names() throws -> [String] { try FileListing(of: folder.path).files.map(\.path) }

  @Test(arguments: [true, false])
  func theFileAppearsWholeAtCommit(allowsNameless: Bool) throws {
    let path = folder.file("out")
    let file = try AtomicFile(path: path, allowsNameless: allowsNameless)
    try file.write([1, 2, 3])
    try file.write([UInt8](repeating: 9, count: 600_000))
    try file.write([4, 5][...])
    try file.write(MappedBytes([6]))
    try file.write([8], at: 1)
    #expect(try !names().contains("out"))
    try file.commit()
    #expect(try names() == ["out"])
    let bytes = try readFile(path)
    #expect(bytes.count == 600_006)
    #expect(bytes.prefix(4) == [1, 8, 3, 9])
    #expect(bytes.suffix(4) == [9, 4, 5, 6])
  }

  @Test(arguments: [true, false])
  func anAbandonedFileLeavesNothingAndKeepsTheOldOne(allowsNameless: Bool) throws {
    let path = folder.file("out")
    let first = try AtomicFile(path: path, allowsNameless: allowsNameless)
    try first.write(Array("old".utf8))
    try first.commit()
    do {
      let second = try AtomicFile(path: path, allowsNameless: allowsNameless)
      try second.write([UInt8](repeating: 0, count: 500_000))
    }
    #expect(try names() == ["out"])
    #expect(try readFile(path) == Array("old".utf8))
  }

  @Test(arguments: [true, false])
  func committingReplacesAnOlderFile(allowsNameless: Bool) throws {
    let path = folder.file("out")
    for text in ["old and long", "new"] {
      let file = try AtomicFile(path: path, allowsNameless: allowsNameless)
      try file.write(Array(text.utf8))
      try file.commit()
    }
    #expect(try readFile(path) == Array("new".utf8))
  }

  @Test(arguments: [
    (ENOSPC, SystemError.Code.noSpace), (EDQUOT, .noSpace), (EROFS, .permissionDenied), (EIO, .inputOutput),
  ])
  func errorNumbersGetTheirCodeAndCause(number: Int32, code: SystemError.Code) {
    let error = SystemError(errno: number, "write the file", place: "out")
    #expect(error.code == code)
    #expect(error.cause?.isEmpty == false)
  }

  @Test func aFullDiskIsNamedWithItsRemedy() {
    #expect(
      SystemError(errno: ENOSPC, "write the file", place: "out.kb").description == """
        out.kb: cannot write the file; the disk or the quota is full; free some space or choose another place \
        (No space left on device)
        """)
  }

  @Test func aMissingFolderAndAFolderAsOutputAreErrors() throws {
    let missing = #expect(throws: SystemError.self) { try AtomicFile(path: folder.file("none/out")) }
    #expect(missing?.code == .notFound)
    let taken = #expect(throws: SystemError.self) { try AtomicFile(path: folder.path) }
    #expect(taken?.code == .invalidArgument)
    let device = #expect(throws: SystemError.self) { try AtomicFile(path: "/dev/null") }
    #expect(device?.code == .invalidArgument)
  }
}
