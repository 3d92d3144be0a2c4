/// The trie of a vocabulary table, read in place; see `DoubleArrayTrieBuilder` for the units.
struct WordPieceTrie: Sendable {
  private let unitCount: UInt32
  private let rootBase: UInt32
  private let continuationBase: UInt32?
  private let pieceCount: UInt32
  private let unknownID: Int32

  /// - Parameters:
  ///   - unitCount: units that the spans given to `match` have.
  ///   - root: the first unit.
  init(unitCount: UInt32, root: UInt32, continuationBase: UInt32?, pieceCount: UInt32, unknownID: Int32) {
    self.unitCount = unitCount
    rootBase = Self.base(of: root)
    self.continuationBase = continuationBase
    self.pieceCount = pieceCount
    self.unknownID = unknownID
  }

  @inline(__always)
  private static func base(of unit: UInt32) -> UInt32 { unit >> 9 & 0x3F_FFFF }

  /// The unit at `index`; 0, which no label matches, when there is none.
  @inline(__always)
  private func unit(at index: UInt32, in units: RawSpan) -> UInt32 {
    guard index < unitCount else { return 0 }
    // The load checks the bounds of the bytes; the guard makes that check never fail.
    return unsafe UInt32(littleEndian: units.unsafeLoadUnaligned(fromByteOffset: Int(index) * 4, as: UInt32.self))
  }

  /// Appends the pieces of `word`, which are looked up in `units`, or the unknown token when some part of it is in no piece.
  @inline(__always)
  func match<Sink: TokenSink>(_ word: borrowing WordBuffer, in units: RawSpan, into sink: inout Sink) {
    let mark = sink.count
    var start = 0
    var first: UInt32? = rootBase
    while start < word.count {
      guard let begin = first else {
        giveUp(word, mark, &sink)
        return
      }
      var base = begin
      var index = start
      var end = start
      var valueIndex: UInt32 = 0
      while index < word.count {
        let byte = word[index]
        let unit = unit(at: base ^ UInt32(byte), in: units)
        guard unit & 0x8000_00FF == UInt32(byte) else { break }
        base = Self.base(of: unit)
        index += 1
        if unit & 0x100 != 0 {
          valueIndex = base
          end = index
        }
      }
      let id = unit(at: valueIndex, in: units) & 0x7FFF_FFFF
      guard end > start, id < pieceCount else {
        giveUp(word, mark, &sink)
        return
      }
      sink.append(id: Int32(truncatingIfNeeded: id), from: word.start(ofByte: start), to: word.end(ofByte: end - 1))
      start = end
      first = continuationBase
    }
  }

  private func giveUp<Sink: TokenSink>(_ word: borrowing WordBuffer, _ mark: Int, _ sink: inout Sink) {
    sink.truncate(to: mark)
    sink.append(id: unknownID, from: word.inputStart, to: word.inputEnd)
  }

  /// Appends the unknown token for a word that is too long to be looked up.
  func appendUnknown<Sink: TokenSink>(for word: borrowing WordBuffer, into sink: inout Sink) {
    sink.append(id: unknownID, from: word.inputStart, to: word.inputEnd)
  }
}
