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

  /// The longest piece that some bytes begin with.
  private struct Match {
    /// The base of the node that the bytes read so far lead to.
    var base: UInt32
    /// Where the piece ends; where it began, when there is none.
    var end: Int
    /// The base of the node where the piece ends.
    private var pieceBase: UInt32 = 0

    init(from start: Int, base: UInt32) {
      self.base = base
      end = start
    }

    /// Takes the byte at `index`; false when no piece goes on with it.
    @inline(__always)
    mutating func take(_ byte: UInt8, at index: Int, in trie: WordPieceTrie, _ units: RawSpan) -> Bool {
      let unit = trie.unit(at: base ^ UInt32(byte), in: units)
      guard unit & 0x8000_00FF == UInt32(byte) else { return false }
      base = WordPieceTrie.base(of: unit)
      if unit & 0x100 != 0 {
        pieceBase = base
        end = index + 1
      }
      return true
    }

    /// The id of a piece that was found; `nil` when the table is damaged.
    @inline(__always)
    func id(in trie: WordPieceTrie, _ units: RawSpan) -> Int32? {
      let id = trie.unit(at: pieceBase, in: units) & 0x7FFF_FFFF
      return id < trie.pieceCount ? Int32(truncatingIfNeeded: id) : nil
    }
  }

  /// Appends the pieces of a word that is ASCII and needs no buffer, or the unknown token when some part of it is in
  /// no piece.
  ///
  /// - Parameters:
  ///   - range: the word, not empty, in `text`.
  ///   - actions: what makes the bytes lower case, see `ByteAction`.
  @inline(__always)
  func match<Sink: TokenSink>(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, actions: Span<UInt8>, in units: RawSpan, into sink: inout Sink
  ) {
    let mark = sink.count
    var start = range.lowerBound
    var first: UInt32? = rootBase
    while start < range.upperBound {
      guard let base = first else { return giveUp(range, mark, &sink) }
      var match = Match(from: start, base: base)
      var index = start
      while index < range.upperBound, match.take(actions[Int(text[index])], at: index, in: self, units) { index += 1 }
      guard match.end > start, let id = match.id(in: self, units) else { return giveUp(range, mark, &sink) }
      sink.append(id: id, from: start, to: match.end)
      start = match.end
      first = continuationBase
    }
  }

  /// Appends the piece that is one byte, or the unknown token.
  @inline(__always)
  func match<Sink: TokenSink>(_ byte: UInt8, at index: Int, in units: RawSpan, into sink: inout Sink) {
    var match = Match(from: index, base: rootBase)
    guard match.take(byte, at: index, in: self, units), match.end > index, let id = match.id(in: self, units) else {
      return giveUp(index..<(index + 1), sink.count, &sink)
    }
    sink.append(id: id, from: index, to: index + 1)
  }

  /// Appends the pieces of `word`, or the unknown token when some part of it is in no piece.
  func match<Sink: TokenSink>(_ word: borrowing WordBuffer, in units: RawSpan, into sink: inout Sink) {
    let mark = sink.count
    let range = word.inputStart..<word.inputEnd
    if word.isTooLong { return giveUp(range, mark, &sink) }
    var start = 0
    var first: UInt32? = rootBase
    while start < word.count {
      guard let base = first else { return giveUp(range, mark, &sink) }
      var match = Match(from: start, base: base)
      var index = start
      while index < word.count, match.take(word[index], at: index, in: self, units) { index += 1 }
      guard match.end > start, let id = match.id(in: self, units) else { return giveUp(range, mark, &sink) }
      sink.append(id: id, from: word.start(ofByte: start), to: word.end(ofByte: match.end - 1))
      start = match.end
      first = continuationBase
    }
  }

  /// Replaces the tokens from `mark` on by the unknown token for the whole word.
  private func giveUp<Sink: TokenSink>(_ range: Range<Int>, _ mark: Int, _ sink: inout Sink) {
    sink.truncate(to: mark)
    sink.append(id: unknownID, from: range.lowerBound, to: range.upperBound)
  }
}
