import ArgumentParser
import BundleFormat
import Common
import CompilerCommands
import Storage
import Terminal
import Testing

@Suite struct PublishCommandTests {
  private let folder: TemporaryFolder
  private var versions: String { folder.file("versions") }

  init() throws { folder = try TemporaryFolder() }

  private func bundle(_ version: String, _ content: String = "hello") throws -> String {
    let path = folder.file("built.kb")
    var writer = try BundleWriter(path: path)
    try writer.add(BuildRecord(name: "hand.book", version: version))
    try writer.addSection(.strings, bytes: Array(content.utf8))
    _ = try writer.finish()
    return path
  }

  private func publish(_ bundle: String, _ options: String...) throws {
    try PublishCommand.parse([bundle, versions] + options).run(sink: MemorySink())
  }

  private func rollBack(_ options: String...) throws {
    try RollbackCommand.parse([versions] + options).run(sink: MemorySink())
  }

  /// The version that `current` leads to.
  private var current: String { get throws { try BundleReader(path: versions + "/current").buildRecord().version } }

  private var count: Int {
    get throws { try FileListing(of: versions, links: .skip).files.count { $0.path.hasSuffix(".kb") } }
  }

  @Test func theLastPublishedBundleIsCurrentAndOlderOnesGo() throws {
    for version in 1...5 {
      try publish(try bundle("\(version)"), "--keep", "3")
      #expect(try current == "\(version)")
      #expect(try count == min(version, 3))
    }
    try rollBack()
    #expect(try current == "4")
    try rollBack()
    #expect(try current == "3")
    #expect(throws: DiagnosticsError.self) { try rollBack() }
    #expect(throws: DiagnosticsError.self) { try rollBack("--to", "none.kb") }
    #expect(try current == "3")
    // The current bundle stays whatever --keep says.
    try publish(try bundle("6"), "--keep", "1")
    #expect(try current == "6")
    #expect(try count == 1)
  }

  /// What is wrong with going back, in words.
  private func refusal(_ options: String...) throws -> String {
    let error = #expect(throws: DiagnosticsError.self) {
      try RollbackCommand.parse([versions] + options).run(sink: MemorySink())
    }
    return error?.diagnostics.first?.reason ?? ""
  }

  @Test func whereThereIsNothingToGoBackToTheReasonIsSaid() throws {
    let error = #expect(throws: SystemError.self) { try rollBack() }
    #expect(error?.code == .notFound)
    #expect(error?.place == versions)
    try createFolder(versions)
    #expect(try refusal() == "no bundle was published into this folder")
    try publish(try bundle("1"))
    #expect(try refusal().hasSuffix("is the only bundle, so that there is none to go back to"))
    #expect(try refusal("--to", "none.kb") == "there is no bundle `none.kb`")
    try publish(try bundle("2"))
    try rollBack()
    #expect(try refusal().hasSuffix("is the oldest bundle, so that there is none to go back to"))
    try removeFile(versions + "/current")
    #expect(try refusal().hasPrefix("no bundle of this folder is the current one"))
  }

  @Test func bundlesThatWereNotPublishedStay() throws {
    try publish(try bundle("1"))
    let foreign = try AtomicFile(path: versions + "/foreign.kb")
    try foreign.write(try readFile(try bundle("0")))
    try foreign.commit()
    try publish(try bundle("2"), "--keep", "1")
    #expect(try current == "2")
    #expect(isReadable(versions + "/foreign.kb"))
    #expect(try count == 2)
  }

  @Test func theSameVersionWithOtherBytesDoesNotOverwrite() throws {
    try publish(try bundle("1", "one"))
    try publish(try bundle("1", "two"))
    try publish(try bundle("1", "two"))
    #expect(try count == 2)
    #expect(SymbolicLink.target(of: versions + "/current")?.hasPrefix("hand.book-1-") == true)
  }

  @Test func aDamagedBundleIsNotPublished() throws {
    try publish(try bundle("1"))
    let path = try bundle("2")
    var bytes = try readFile(path)
    bytes[bytes.count / 2] ^= 1
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
    #expect(throws: BundleError.self) { try publish(path) }
    #expect(try current == "1")
    #expect(try count == 1)
  }

  @Test func namesCannotLeaveTheFolder() throws {
    try publish(try bundle("../../x"))
    #expect(try current == "../../x")
    #expect(try count == 1)
  }

  @Test func aFileCalledCurrentIsNotReplaced() throws {
    try createFolder(versions)
    try createPrivateFile(versions + "/current")
    #expect(throws: SystemError.self) { try publish(try bundle("1")) }
  }
}
