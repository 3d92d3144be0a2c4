package import Common
internal import PassageStore

extension BuildCache: FrameArchive {
  package func frame(_ name: Digest) -> [UInt8]? { value(name) }
  package func keep(_ frame: [UInt8], _ name: Digest) { store(frame, for: name, .frame) }
}
