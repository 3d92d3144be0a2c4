/// Remembers the terms of words that came before, one word a slot; a newer word takes the slot of an older one.
///
/// What it holds never changes a result, only the time.
struct TermCache {
  static let maximumWordLength = 24
  private static let slotCount = 1 << 13
  private static let stride = 64

  struct Place {
    let slot: Int
    let isHit: Bool
  }

  /// A slot: length of the word, length of the term, 24 bytes of word, up to 38 of term.
  private var slots = [UInt8](repeating: 0, count: slotCount * stride)

  func place(of text: borrowing Span<UInt8>, _ range: Range<Int>) -> Place {
    var hash: UInt32 = 2_166_136_261
    for index in range { hash = (hash ^ UInt32(text[index])) &* 16_777_619 }
    let slot = Int((hash ^ hash >> 15) & UInt32(Self.slotCount - 1)) * Self.stride
    guard slots[slot] == UInt8(truncatingIfNeeded: range.count) else { return Place(slot: slot, isHit: false) }
    for (offset, index) in range.enumerated() where slots[slot + 2 + offset] != text[index] {
      return Place(slot: slot, isHit: false)
    }
    return Place(slot: slot, isHit: true)
  }

  /// Copies the term of a slot that was hit.
  func copyTerm(at place: Place, into term: inout [UInt8]) {
    term.removeAll(keepingCapacity: true)
    let start = place.slot + 2 + Self.maximumWordLength
    for index in start..<(start + Int(slots[place.slot + 1])) { term.append(slots[index]) }
  }

  mutating func store(_ term: [UInt8], for text: borrowing Span<UInt8>, _ range: Range<Int>, at place: Place) {
    guard term.count <= Self.stride - 2 - Self.maximumWordLength else { return }
    slots[place.slot] = UInt8(truncatingIfNeeded: range.count)
    slots[place.slot + 1] = UInt8(truncatingIfNeeded: term.count)
    for (offset, index) in range.enumerated() { slots[place.slot + 2 + offset] = text[index] }
    for (offset, byte) in term.enumerated() { slots[place.slot + 2 + Self.maximumWordLength + offset] = byte }
  }
}
