package import Common

/// Keeps what was compressed or trained before, by the digest of all that it depends on. Any thread may ask.
package protocol FrameArchive: Sendable {
  /// What was kept under `name`; exactly those bytes or none.
  func frame(_ name: Digest) -> [UInt8]?
  func keep(_ frame: [UInt8], _ name: Digest)
}
