package import Common

/// Builds a hash tree over bytes that arrive in pieces.
///
/// Holds 32 bytes for each block of 64 KiB.
package struct HashTreeBuilder: Sendable {
  /// Bytes so far.
  package private(set) var length = 0
  private var leaves: [UInt8] = []
  private var leaf = DigestBuilder()
  private var leafLength = 0

  package init() {}

  package mutating func update(_ bytes: RawSpan) {
    var position = 0
    while position < bytes.byteCount {
      if leafLength == 0 {
        leaf = DigestBuilder()
        leaf.update([0])
      }
      let count = min(BundleConstants.blockLength - leafLength, bytes.byteCount - position)
      leaf.update(bytes.extracting(position..<(position + count)))
      leafLength += count
      position += count
      if leafLength == BundleConstants.blockLength { endLeaf() }
    }
    length += bytes.byteCount
  }

  private mutating func endLeaf() {
    leaves += leaf.finalize().bytes
    leafLength = 0
  }

  /// The stored levels, leaves first, and the root; no bytes have the digest of nothing as their root.
  package consuming func finish() -> (nodes: [UInt8], root: Digest) {
    if leafLength > 0 { endLeaf() }
    var nodes: [UInt8] = []
    var level = leaves
    while level.count > Digest.byteCount {
      nodes += level
      level = Self.parents(of: level)
    }
    return (nodes, Digest(bytes: level) ?? Digest(hashing: []))
  }

  private static func parents(of level: [UInt8]) -> [UInt8] {
    let size = Digest.byteCount
    var parents: [UInt8] = []
    parents.reserveCapacity(level.count / 2 + size)
    for left in stride(from: 0, to: level.count, by: 2 * size) {
      let middle = left + size
      if middle < level.count {
        parents += HashTree.node(level[left..<middle], level[middle..<(middle + size)]).bytes
      } else {
        parents += level[left..<middle]
      }
    }
    return parents
  }
}
