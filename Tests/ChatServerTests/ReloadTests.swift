import ChatServer
import Common
import Glibc
import Retrieval
import Storage
import TestSupport
import Testing

@Suite struct ReloadTests {
  private static func publish(_ bundle: SmallBundle, in folder: String, as name: String) throws {
    let file = try AtomicFile(path: folder + "/" + name)
    try file.write(try readFile(bundle.path))
    try file.commit()
    let link = folder + "/new"
    #expect(unsafe symlink(name, link) == 0)
    #expect(unsafe rename(link, folder + "/current") == 0)
  }

  @Test func aLinkThatMovesOnIsANewVersion() throws {
    let folder = try TemporaryFolder()
    try Self.publish(try SmallBundle(), in: folder.path, as: "1.kb")
    let catalog = try BundleCatalog(paths: [folder.path])
    let first = catalog.current
    #expect(catalog.reload() == .none)
    let other = [SmallBundle.Document(id: "n", title: "New", chunks: ["Entirely new text about walruses."])]
    try Self.publish(try SmallBundle(other, version: "2"), in: folder.path, as: "2.kb")
    guard case .replaced(let digest, nil) = catalog.reload() else {
      Issue.record("the bundle was not replaced")
      return
    }
    #expect(digest == catalog.current.digest)
    #expect(digest != first.digest)
    #expect(try catalog.current.engine.search("walruses").first?.source.title == "New")
    // What began before goes on with the old version.
    #expect(try first.engine.search("zebras").isEmpty == false)
  }

  @Test func aBundleThatCannotBeOpenedIsReportedOnceAndTheOldOneStays() throws {
    let folder = try TemporaryFolder()
    try Self.publish(try SmallBundle(), in: folder.path, as: "1.kb")
    let catalog = try BundleCatalog(paths: [folder.path + "/current"])
    let digest = catalog.current.digest
    let file = try AtomicFile(path: folder.file("2.kb"))
    try file.write(Array("no bundle".utf8))
    try file.commit()
    #expect(unsafe symlink("2.kb", folder.file("new")) == 0)
    #expect(unsafe rename(folder.file("new"), folder.file("current")) == 0)
    guard case .failed = catalog.reload() else {
      Issue.record("the damaged bundle was taken")
      return
    }
    #expect(catalog.reload() == .none)
    #expect(catalog.current.digest == digest)
    guard case .failed = catalog.reload(isForced: true) else {
      Issue.record("a forced reload says again what is wrong")
      return
    }
  }

  @Test func anOverlayIsSearchedAsSoonAsItIsThere() throws {
    let folder = try TemporaryFolder()
    let base = try SmallBundle()
    let catalog = try BundleCatalog(paths: [base.path], overlay: folder.file("overlay.kb"))
    #expect(catalog.current.engine.bundles.count == 1)
    let added = [SmallBundle.Document(id: "o", title: "Added", chunks: ["Narwhals have one long tooth."])]
    let file = try AtomicFile(path: folder.file("overlay.kb"))
    let overlay = try SmallBundle(added)
    try file.write(try readFile(overlay.path))
    try file.commit()
    _ = catalog.reload()
    #expect(catalog.current.engine.bundles.count == 2)
    #expect(try catalog.current.engine.search("narwhals tooth").first?.source.title == "Added")
    try removeFile(folder.file("overlay.kb"))
    guard case .replaced(_, nil) = catalog.reload() else {
      Issue.record("the overlay is gone and still served")
      return
    }
    #expect(catalog.current.engine.bundles.count == 1)
  }

  private static func write(_ text: String, to path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  @Test func anOverlayThatCannotBeOpenedKeepsNoServerFromStarting() throws {
    let folder = try TemporaryFolder()
    try Self.write("no bundle", to: folder.file("overlay.kb"))
    let base = try SmallBundle()
    let catalog = try BundleCatalog(paths: [base.path], overlay: folder.file("overlay.kb"))
    #expect(catalog.current.engine.bundles.count == 1)
    #expect(catalog.overlayProblem?.contains("overlay.kb") == true)
    #expect(catalog.reload() == .none)
  }

  @Test func anOverlayThatBreaksLeavesTheOldOneInService() throws {
    let folder = try TemporaryFolder()
    let added = try SmallBundle([.init(id: "o", title: "Added", chunks: ["Narwhals have one long tooth."])])
    let copy = try AtomicFile(path: folder.file("overlay.kb"))
    try copy.write(try readFile(added.path))
    try copy.commit()
    let base = try SmallBundle()
    let catalog = try BundleCatalog(paths: [base.path], overlay: folder.file("overlay.kb"))
    try Self.write("no bundle", to: folder.file("overlay.kb"))
    guard case .failed = catalog.reload() else {
      Issue.record("the damaged overlay was taken")
      return
    }
    #expect(catalog.reload() == .none)
    #expect(try catalog.current.engine.search("narwhals tooth").first?.source.title == "Added")
  }

  @Test func aBrokenOverlayDoesNotHoldUpANewBase() throws {
    let folder = try TemporaryFolder()
    try Self.publish(try SmallBundle(), in: folder.path, as: "1.kb")
    let catalog = try BundleCatalog(paths: [folder.path], overlay: folder.file("overlay.kb"))
    try Self.write("no bundle", to: folder.file("overlay.kb"))
    let other = [SmallBundle.Document(id: "n", title: "New", chunks: ["Entirely new text about walruses."])]
    try Self.publish(try SmallBundle(other, version: "2"), in: folder.path, as: "2.kb")
    guard case .replaced(_, let reason?) = catalog.reload() else {
      Issue.record("the new base is not served")
      return
    }
    #expect(reason.contains("overlay.kb"))
    #expect(try catalog.current.engine.search("walruses").first?.source.title == "New")
    #expect(catalog.reload() == .none)
  }

  @Test func aFolderWithoutALinkIsExplained() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SystemError.self) { try BundleCatalog(paths: [folder.path]) }
    #expect(error?.message.contains("current") == true)
  }
}
