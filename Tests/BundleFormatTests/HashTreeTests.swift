import BundleFormat
import Common
import Storage
import Testing

@Suite struct HashTreeTests {
  /// The definition of RFC 9162, section 2.1.1, by recursion.
  private func reference(_ blocks: ArraySlice<[UInt8]>) -> Digest {
    guard blocks.count > 1 else { return Digest(hashing: [0] + (blocks.first ?? [])) }
    var middle = 1
    while middle * 2 < blocks.count { middle *= 2 }
    let left = reference(blocks.prefix(middle))
    let right = reference(blocks.dropFirst(middle))
    return Digest(hashing: [1] + left.bytes + right.bytes)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 17], [-1, 0, 1])
  func theRootIsThatOfTheRFCAndEveryBlockHolds(blocks: Int, extra: Int) throws {
    let length = blocks * BundleConstants.blockLength + extra
    var generator = SeededGenerator(seed: UInt64(length))
    let bytes = generator.bytes(length)
    var builder = HashTreeBuilder()
    var position = 0
    while position < length {
      let count = min(Int.random(in: 1...100_000, using: &generator), length - position)
      MappedBytes(Array(bytes[position..<(position + count)])).withBytes { builder.update($0) }
      position += count
    }
    let (nodes, root) = builder.finish()
    let parts = stride(from: 0, to: length, by: BundleConstants.blockLength).map {
      Array(bytes[$0..<min($0 + BundleConstants.blockLength, length)])
    }
    #expect(root == reference(parts[...]))
    #expect(nodes.count == HashTree.storedLength(for: length))
    let tree = HashTree(nodes: MappedBytes(nodes), root: root, length: length)
    for (index, part) in parts.enumerated() {
      #expect(MappedBytes(part).withBytes { tree.holds($0, at: index) })
      #expect(!MappedBytes(part + [0]).withBytes { tree.holds($0, at: index) })
      if parts.count > 1 {
        #expect(!MappedBytes(part).withBytes { tree.holds($0, at: (index + 1) % parts.count) })
      }
    }
  }

  @Test func nothingHasTheDigestOfNothing() {
    let (nodes, root) = HashTreeBuilder().finish()
    #expect(nodes.isEmpty)
    #expect(root == Digest(hashing: []))
  }
}
