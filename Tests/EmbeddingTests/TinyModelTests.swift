import Common
import FoundationEssentials
import TestSupport
import Testing

@Suite struct TinyModelTests {
  @Test func `Two writes of the same tiny model are the same bytes`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tiny-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = folder.appending(path: "a")
    let second = folder.appending(path: "b")
    try TinyModel.write(to: first.path())
    try TinyModel.write(to: second.path())
    let weights = try Data(contentsOf: first.appending(path: "model.safetensors"))
    #expect(try Data(contentsOf: second.appending(path: "model.safetensors")) == weights)
    let expected = "bb14f31304ca941f6e39389ebd55faf0104d4c14303a149e4ba495c5bcae5bd5"
    #expect(Digest(hashing: Array(weights)).hex == expected)
  }
}
