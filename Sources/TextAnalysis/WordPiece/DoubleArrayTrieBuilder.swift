/// Builds a double-array trie over byte strings.
///
/// A unit is 32 bits. Bits 0…7 are the label by which it was reached, bit 8 says that a key ends here, bits 9…30 are
/// the *base*: the child by byte `c` is the unit at `base ^ c`, if the label there is `c`. The unit at `base ^ 0` of a
/// node where a key ends has bit 31 set and the key's value in the rest. A unit that is nothing's child is 0. (After
/// Aoe, "An efficient digital search algorithm by using a double-array structure", 1989, with the exclusive-or of
/// darts-clone, which keeps the children of a node within 256 units.)
struct DoubleArrayTrieBuilder {
  private(set) var units: [UInt32] = []
  private var isTaken: [Bool] = []
  private var isBase: [Bool] = []
  /// The first block that still takes new nodes: searching stays linear on the whole.
  private var firstOpenBlock = 0

  private static let blockSize = 256
  private static let openBlocks = 16
  /// Bases have 22 bits.
  static let maximumUnits = 1 << 22

  /// Places `keys`, which must be sorted bytewise, distinct, not empty and without zero bytes, with their values, which
  /// must be below 2³¹.
  ///
  /// - Returns: False when the trie would be larger than its units can address.
  mutating func build(keys: [[UInt8]], values: [UInt32]) -> Bool {
    grow()
    isTaken[0] = true
    var pending = [(unit: 0, keys: 0..<keys.count, depth: 0)]
    while let node = pending.popLast() {
      if node.keys.isEmpty { continue }
      let children = Self.children(of: node.keys, depth: node.depth, in: keys)
      let base = findBase(for: children.map(\.label))
      guard units.count <= Self.maximumUnits else { return false }
      isBase[base] = true
      units[node.unit] |= UInt32(base) << 9
      for child in children {
        let slot = base ^ Int(child.label)
        isTaken[slot] = true
        if child.label == 0 {
          units[node.unit] |= 1 << 8
          units[slot] = 1 << 31 | values[child.keys.lowerBound]
        } else {
          units[slot] = UInt32(child.label)
        }
      }
      for child in children.reversed() where child.label != 0 {
        pending.append((base ^ Int(child.label), child.keys, node.depth + 1))
      }
    }
    return true
  }

  /// The runs of keys that share the byte at `depth`; a key that ends there has the label 0 and comes first.
  private static func children(of range: Range<Int>, depth: Int, in keys: [[UInt8]]) -> [(
    label: UInt8, keys: Range<Int>
  )] {
    var children: [(label: UInt8, keys: Range<Int>)] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let label = keys[start].count > depth ? keys[start][depth] : 0
      var end = start + 1
      while end < range.upperBound, keys[end].count > depth, keys[end][depth] == label { end += 1 }
      children.append((label, start..<end))
      start = end
    }
    return children
  }

  /// The lowest base in the open blocks that no node has and where all slots are free.
  private mutating func findBase(for labels: [UInt8]) -> Int {
    var base = firstOpenBlock * Self.blockSize
    while true {
      if base + Self.blockSize > units.count { grow() }
      if !isBase[base], labels.allSatisfy({ !isTaken[base ^ Int($0)] }) { return base }
      base += 1
    }
  }

  private mutating func grow() {
    units.append(contentsOf: repeatElement(0, count: Self.blockSize))
    isTaken.append(contentsOf: repeatElement(false, count: Self.blockSize))
    isBase.append(contentsOf: repeatElement(false, count: Self.blockSize))
    firstOpenBlock = max(0, units.count / Self.blockSize - Self.openBlocks)
  }
}
