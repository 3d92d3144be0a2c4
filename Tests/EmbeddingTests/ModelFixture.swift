import Embedding
import FoundationEssentials
import Storage
import TestSupport

/// A tiny model on disk for one test, removed with the value.
final class ModelFixture {
  let folder: String

  init(_ model: TinyModel = TinyModel()) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "model-\(UUID().uuidString)").path()
    try model.write(to: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Replaces the first `old` in a text file.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let url = URL(filePath: folder + "/" + name)
    let text = try String(contentsOf: url, encoding: .utf8)
    guard let range = text.firstRange(of: old) else { throw CocoaError(.fileReadUnknown) }
    try Data(text.replacingCharacters(in: range, with: new).utf8).write(to: url)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder + "/" + name) }

  func packed() throws -> [UInt8] { try ModelImporter.import(directory: folder) }

  func model() throws -> EncoderModel { try EncoderModel(file: MappedBytes(packed())) }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
