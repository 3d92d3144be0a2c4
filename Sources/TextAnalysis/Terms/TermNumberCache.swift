/// Remembers the numbers of the terms of words that came before, one word a slot; a newer word takes the slot of an older
/// one.
///
/// What it holds never changes a result, only the time: most words of a text came lately.
package struct TermNumberCache: Sendable {
  /// The number of a word that has no term.
  package static let noTerm = UInt32.max

  private static let maximumWordLength = 27
  private static let slotCount = 1 << 14
  private static let stride = 32

  /// The slot of a word.
  struct Place {
    fileprivate let slot: Int
    fileprivate let isHit: Bool
  }

  /// A slot: length of the word, 0 for none; 27 bytes of word; number.
  private var slots = [UInt8](repeating: 0, count: slotCount * stride)

  package init() {}

  @inline(__always)
  func place(of text: borrowing Span<UInt8>, _ range: Range<Int>) -> Place {
    guard range.count <= Self.maximumWordLength else { return Place(slot: -1, isHit: false) }
    var hash: UInt32 = 2_166_136_261
    for index in range { hash = (hash ^ UInt32(text[index])) &* 16_777_619 }
    let slot = Int((hash ^ hash >> 15) & UInt32(Self.slotCount - 1)) * Self.stride
    guard slots[slot] == UInt8(truncatingIfNeeded: range.count) else { return Place(slot: slot, isHit: false) }
    var offset = slot + 1
    for index in range {
      if slots[offset] != text[index] { return Place(slot: slot, isHit: false) }
      offset += 1
    }
    return Place(slot: slot, isHit: true)
  }

  /// The number in a slot that was hit, `nil` in another.
  @inline(__always)
  func number(at place: Place) -> UInt32? {
    guard place.isHit else { return nil }
    let start = place.slot + 1 + Self.maximumWordLength
    return UInt32(slots[start]) | UInt32(slots[start + 1]) << 8 | UInt32(slots[start + 2]) << 16
      | UInt32(slots[start + 3]) << 24
  }

  mutating func store(_ number: UInt32, for text: borrowing Span<UInt8>, _ range: Range<Int>, at place: Place) {
    guard place.slot >= 0 else { return }
    slots[place.slot] = UInt8(truncatingIfNeeded: range.count)
    for (offset, index) in range.enumerated() { slots[place.slot + 1 + offset] = text[index] }
    for index in 0..<4 {
      slots[place.slot + 1 + Self.maximumWordLength + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
    }
  }
}
