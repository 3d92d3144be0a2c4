package import BundleFormat
internal import Storage

/// How the text of a bundle was compressed.
package struct StoredCompression: Equatable, Sendable {
  /// Major × 10,000 + minor × 100 + release.
  package var zstdVersion: Int
  package var level: Int
  package var frameCount: Int
}

extension PassageStore {
  /// What the frames say about how they were made.
  package func compression() throws(BundleError) -> StoredCompression {
    let section = try bundle.section(.textFrames)
    try bundle.check(.textFrames, 0..<FrameHeaderField.length)
    return StoredCompression(
      zstdVersion: Int(section.load(at: FrameHeaderField.zstdVersion.offset, as: UInt32.self)),
      level: Int(section.load(at: FrameHeaderField.level.offset, as: UInt32.self)), frameCount: frameCount)
  }
}
