package import Common
package import Storage

/// The hash tree over the 64 KiB blocks of a section: the Merkle tree of RFC 9162, section 2.1, with SHA-256.
///
/// A leaf is the digest of a zero byte and the block; a node is the digest of a one byte and its two children; a child
/// without a sibling moves up as it is. All levels but the root are stored, leaves first, so that one block is checked
/// with one digest a level. A section of one block has no stored nodes: its leaf is the root.
package struct HashTree: Sendable {
  /// The stored levels.
  package let nodes: MappedBytes
  package let root: Digest
  /// Length of what the tree covers, in bytes.
  package let length: Int

  package init(nodes: MappedBytes, root: Digest, length: Int) {
    self.nodes = nodes
    self.root = root
    self.length = length
  }

  package static func blockCount(for length: Int) -> Int {
    length / BundleConstants.blockLength + (length % BundleConstants.blockLength == 0 ? 0 : 1)
  }

  /// The bytes of the stored levels of a tree over `length` bytes.
  package static func storedLength(for length: Int) -> Int {
    var level = blockCount(for: length)
    var count = 0
    while level > 1 {
      count += level
      level = (level + 1) / 2
    }
    return count * Digest.byteCount
  }

  static func node(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Digest {
    var builder = DigestBuilder()
    builder.update([1])
    builder.update(left)
    builder.update(right)
    return builder.finalize()
  }

  static func leaf(_ block: RawSpan) -> Digest {
    var builder = DigestBuilder()
    builder.update([0])
    builder.update(block)
    return builder.finalize()
  }

  /// Whether `block`, block number `index`, is what the root says.
  ///
  /// The siblings on the way up are read from the stored levels. They need no check of their own: a wrong one gives
  /// another root.
  ///
  /// - Complexity: one digest over the block and one a level, O(log n).
  package func holds(_ block: RawSpan, at index: Int) -> Bool {
    var level = Self.blockCount(for: length)
    guard index >= 0, index < level else { return false }
    var digest = Self.leaf(block)
    var position = index
    var start = 0
    while level > 1 {
      let sibling = position ^ 1
      if sibling < level {
        let offset = (start + sibling) * Digest.byteCount
        let other = nodes.array(offset..<(offset + Digest.byteCount))
        digest = position & 1 == 0 ? Self.node(digest.bytes[...], other[...]) : Self.node(other[...], digest.bytes[...])
      }
      start += level
      level = (level + 1) / 2
      position /= 2
    }
    return digest == root
  }
}
