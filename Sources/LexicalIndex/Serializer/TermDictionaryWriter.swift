internal import Common

/// Writes the dictionary: terms in bytewise order, in blocks of 16 of which each term but the first leaves out what it
/// shares with the one before.
struct TermDictionaryWriter {
  private var offsets = ByteWriter()
  private var entries = ByteWriter()
  private var count = 0
  private var previous: [UInt8] = []
  /// Where the next list begins in the postings.
  private var place = 0

  /// Appends a term, which must be greater than the one before and have at most 255 bytes.
  ///
  /// - Parameter length: the bytes of the term's list; lists follow each other in the order of the terms.
  mutating func append(_ term: ArraySlice<UInt8>, documentFrequency: UInt32, length: Int) {
    var shared = 0
    if count % LexicalConstants.termsPerBlock == 0 {
      offsets.append(UInt32(entries.count))
      entries.appendVariable(place)
    } else {
      shared = zip(previous, term).prefix { $0 == $1 }.count
    }
    let rest = term.dropFirst(shared)
    entries.append(UInt8(truncatingIfNeeded: shared))
    entries.append(UInt8(truncatingIfNeeded: rest.count))
    entries.append(contentsOf: rest)
    entries.appendVariable(UInt64(documentFrequency))
    entries.appendVariable(length)
    previous = Array(term)
    place += length
    count += 1
  }

  /// The section: where each block begins, and the blocks.
  consuming func finish() -> [UInt8] { offsets.bytes + entries.bytes }
}
