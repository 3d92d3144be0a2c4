internal import Common

/// Where candidates stand in a list: a hash table with open addressing (Knuth, "The Art of Computer Programming" 3, §6.4),
/// which takes a few nanoseconds a candidate where a dictionary takes tens.
struct CandidatePlaces {
  private static let none = UInt32.max

  private var slots: [UInt32]
  private let mask: Int

  /// - Parameter capacity: candidates that will be inserted at most.
  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [UInt32](repeating: Self.none, count: size)
    mask = size - 1
  }

  /// Notes the place of a candidate that is not there yet.
  mutating func insert(_ candidate: Candidate, at place: Int) {
    var slot = firstSlot(of: candidate)
    while slots[slot] != Self.none { slot = (slot + 1) & mask }
    slots[slot] = UInt32(place)
  }

  /// - Parameter isAt: whether the candidate stands at a place.
  func place(of candidate: Candidate, isAt: (Int) -> Bool) -> Int? {
    var slot = firstSlot(of: candidate)
    while slots[slot] != Self.none {
      let place = Int(slots[slot])
      if isAt(place) { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func firstSlot(of candidate: Candidate) -> Int {
    // Multiplied by 2⁶⁴ over the golden ratio, so that chunks that lie together do not stand together.
    let key = UInt64(candidate.chunk.rawValue) | UInt64(truncatingIfNeeded: candidate.bundle) << 32
    return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 33) & mask
  }
}
