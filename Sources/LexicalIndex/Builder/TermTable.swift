/// Distinct terms with dense ids in the order of their first appearance: a hash table over one array of bytes.
struct TermTable {
  private var bytes: [UInt8] = []
  /// Where each term begins; one more than there are terms.
  private var offsets: [Int] = [0]
  private var hashes: [UInt32] = []
  /// Ids plus 1, 0 for a free slot; a power of two, at most half full.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 10)

  var count: Int { hashes.count }

  /// The id of `term`, a new one if it was not there.
  ///
  /// - Complexity: O(length) on average.
  mutating func insert(_ term: [UInt8]) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in term { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    hash ^= hash >> 15
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let id = Int(slots[slot]) - 1
      if hashes[id] == hash, isEqual(id, term) { return id }
      slot = (slot + 1) & mask
    }
    let id = hashes.count
    slots[slot] = UInt32(id + 1)
    hashes.append(hash)
    bytes.append(contentsOf: term)
    offsets.append(bytes.count)
    if 2 * (id + 1) > slots.count { grow() }
    return id
  }

  subscript(id: Int) -> ArraySlice<UInt8> { bytes[offsets[id]..<offsets[id + 1]] }

  /// The ids in the bytewise order of their terms.
  func sortedIDs() -> [Int] {
    (0..<count).sorted { left, right in
      var first = offsets[left]
      var second = offsets[right]
      while first < offsets[left + 1], second < offsets[right + 1] {
        if bytes[first] != bytes[second] { return bytes[first] < bytes[second] }
        first += 1
        second += 1
      }
      return offsets[left + 1] - first < offsets[right + 1] - second
    }
  }

  private func isEqual(_ id: Int, _ term: [UInt8]) -> Bool {
    let start = offsets[id]
    guard offsets[id + 1] - start == term.count else { return false }
    for index in term.indices where bytes[start + index] != term[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (id, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(id + 1)
    }
  }
}
