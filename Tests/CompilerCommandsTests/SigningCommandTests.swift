import ArgumentParser
import BundleFormat
import Common
import CompilerCommands
import Glibc
import Storage
import Terminal
import Testing

@Suite struct SigningCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A bundle of one section.
  private func bundle(_ name: String) throws -> String {
    let path = folder.file(name)
    var writer = try BundleWriter(path: path)
    try writer.add(BuildRecord(name: "signed", version: "1"))
    try writer.addSection(.strings, bytes: Array("hello".utf8))
    _ = try writer.finish()
    return path
  }

  private func keygen(_ name: String) throws -> String {
    try KeygenCommand.parse(["-o", folder.file(name)]).run(sink: MemorySink())
    return folder.file(name)
  }

  private func verify(_ path: String, _ key: String) throws {
    try VerifyCommand.parse([path, "--key", key]).run(sink: MemorySink(), progress: .none)
  }

  @Test func aSignedBundleIsTheSameButForItsSignature() throws {
    let (path, key) = (try bundle("a.kb"), try keygen("key"))
    let plain = try readFile(path)
    let output = MemorySink()
    try SignCommand.parse([path, "--key", key, "-o", folder.file("b.kb")]).run(sink: output)
    let signed = try readFile(folder.file("b.kb"))
    #expect(try readFile(path) == plain)
    let changed = signed.indices.filter { signed[$0] != plain[$0] }
    #expect(changed.allSatisfy { (256..<384).contains($0) })
    try verify(folder.file("b.kb"), key + ".pub")
    let digits = String(decoding: try readFile(key + ".pub"), as: UTF8.self).prefix(64)
    try verify(folder.file("b.kb"), String(digits))
    #expect(output.text.contains(digits))
    // In place, and once more over the signature that is there.
    for _ in 0..<2 { try SignCommand.parse([path, "--key", key]).run(sink: MemorySink()) }
    #expect(try readFile(path) == signed)
  }

  @Test func anotherKeyOrNoSignatureIsRefused() throws {
    let (path, key, other) = (try bundle("a.kb"), try keygen("key"), try keygen("other"))
    #expect(#expect(throws: BundleError.self) { try verify(path, key + ".pub") }?.problem == .notSigned)
    try SignCommand.parse([path, "--key", other]).run(sink: MemorySink())
    #expect(throws: BundleError.self) { try verify(path, key + ".pub") }
  }

  @Test func aDamagedBundleIsNotSigned() throws {
    let (path, key) = (try bundle("a.kb"), try keygen("key"))
    var bytes = try readFile(path)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "hello".utf8) })
    bytes[place] ^= 1
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
    #expect(throws: BundleError.self) { try SignCommand.parse([path, "--key", key]).run(sink: MemorySink()) }
    #expect(try readFile(path) == bytes)
  }

  @Test func aKeyIsForItsOwnerAloneAndNeverOverwritten() throws {
    let key = try keygen("key")
    var status = stat()
    #expect(unsafe stat(key, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let before = try readFile(key)
    let error = #expect(throws: DiagnosticsError.self) { try keygen("key") }
    #expect(error?.diagnostics.map(\.identifier) == ["key-exists", "key-exists"])
    #expect(try readFile(key) == before)
  }

  @Test func aFileThatIsNoKeyIsNamedAndNotShown() throws {
    let path = try bundle("a.kb")
    let error = #expect(throws: DiagnosticsError.self) {
      try SignCommand.parse([path, "--key", path]).run(sink: MemorySink())
    }
    #expect(error?.diagnostics.first?.identifier == "not-a-key")
    #expect(throws: DiagnosticsError.self) { try verify(path, path) }
  }
}
