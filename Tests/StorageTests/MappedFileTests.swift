import Common
import Glibc
import Storage
import Testing

@Suite struct MappedFileTests {
  @Test func aFileCutShortWhileMappedReadsAsZerosAndSaysSo() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("long")
    try write([UInt8](repeating: 7, count: 100_000), to: path)
    let whole = try MappedFile(path: path).bytes
    let other = try MappedFile(path: path).bytes
    #expect(whole[99_999] == 7)
    #expect(unsafe truncate(path, 10) == 0)
    #expect(!whole.isDamaged, "nothing that is gone was asked for")
    #expect(whole[50_000] == 0)
    #expect(whole[99_999] == 0)
    #expect(whole.isDamaged)
    #expect(whole[20_000..<30_000].isDamaged, "parts share the mapping")
    #expect(!other.isDamaged, "another mapping of the file was not read")
    #expect(other[60_000] == 0)
    #expect(other.isDamaged)
  }

  @Test func mappingsComeAndGo() throws {
    let folder = try TemporaryFolder()
    try write([1, 2, 3], to: folder.file("short"))
    for _ in 0..<5_000 { #expect(try MappedFile(path: folder.file("short")).bytes.array == [1, 2, 3]) }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }
}
