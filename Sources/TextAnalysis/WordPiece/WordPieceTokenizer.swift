package import Storage

/// Splits text into the pieces of a vocabulary, exactly as BERT does: clean, set ideographs apart, lower-case and strip
/// accents, split at spaces and punctuation, then take the longest piece that fits, again and again.
///
/// (Devlin et al., "BERT", 2018; the code of its basic and word-piece tokenizers, and Hugging Face's.) The vocabulary is
/// a table of `WordPieceVocabulary.build`, read in place: opening checks a header of 64 bytes and copies nothing. Reads
/// of the table are checked one by one, so that a damaged table gives wrong or unknown ids, never a crash.
package struct WordPieceTokenizer: Sendable {
  package let options: WordPieceOptions
  /// Pieces in the vocabulary; ids are below it.
  package let pieceCount: Int
  package let unknownID: Int32
  /// `[CLS]` and `[SEP]`, which stand before and after every text; `nil` where the vocabulary has none.
  package let classificationID: Int32?
  package let separatorID: Int32?
  package let paddingID: Int32?
  package let maskID: Int32?

  /// The table from the first unit on.
  private let units: MappedBytes
  private let trie: WordPieceTrie
  private let special: [SpecialTokenText]
  /// What each byte does, see `ByteAction`.
  private let actions: [UInt8]

  /// Opens a table.
  ///
  /// - Throws: `WordPieceTableError` when the bytes are no table of this version.
  /// - Complexity: O(1).
  package init(table: MappedBytes) throws(WordPieceTableError) {
    func field(_ offset: Int) -> UInt32 { table.load(at: offset) }
    guard table.count >= WordPieceVocabulary.headerSize + 4 else {
      throw .truncated(expected: WordPieceVocabulary.headerSize + 4, got: table.count)
    }
    guard field(0) == WordPieceVocabulary.mark else {
      throw .foreign(expected: WordPieceVocabulary.mark, got: field(0))
    }
    guard field(4) == WordPieceVocabulary.version else {
      throw .newerVersion(expected: WordPieceVocabulary.version, got: field(4))
    }
    let flags = field(8)
    guard field(12) >= 1, field(12) <= 1 << 16 else { throw .inconsistent(field: "longest word") }
    options = WordPieceOptions(
      lowercase: flags & 1 != 0, stripAccents: flags & 2 != 0, separatesIdeographs: flags & 4 != 0,
      recognisesSpecialTokens: flags & 8 != 0, maximumWordLength: Int(field(12)))
    let pieces = field(16)
    let unitCount = field(20)
    guard pieces > 0, pieces < 1 << 24 else { throw .inconsistent(field: "pieces") }
    guard unitCount > 0, unitCount <= UInt32(DoubleArrayTrieBuilder.maximumUnits) else {
      throw .inconsistent(field: "units")
    }
    let size = WordPieceVocabulary.headerSize + Int(unitCount) * 4
    guard table.count >= size else { throw .truncated(expected: size, got: table.count) }
    func special(_ index: Int) throws(WordPieceTableError) -> Int32? {
      let id = field(28 + 4 * index)
      if id == WordPieceVocabulary.none { return nil }
      guard id < pieces else { throw .inconsistent(field: "special tokens") }
      return Int32(id)
    }
    guard let unknown = try special(0) else { throw .inconsistent(field: "special tokens") }
    unknownID = unknown
    classificationID = try special(1)
    separatorID = try special(2)
    paddingID = try special(3)
    maskID = try special(4)
    pieceCount = Int(pieces)
    trie = WordPieceTrie(
      unitCount: unitCount, root: field(WordPieceVocabulary.headerSize),
      continuationBase: field(24) == WordPieceVocabulary.none ? nil : field(24), pieceCount: pieces,
      unknownID: unknown)
    var spelled: [SpecialTokenText] = []
    if options.recognisesSpecialTokens {
      for (index, token) in SpecialToken.allCases.enumerated() {
        if let id = try special(index) { spelled.append(.init(name: Array(token.rawValue.utf8), id: id)) }
      }
    }
    self.special = spelled
    actions = ByteAction.table(options: options)
    self.units = table[WordPieceVocabulary.headerSize..<size]
  }

  /// Opens a table that is in memory, which is copied.
  package init(table: [UInt8]) throws(WordPieceTableError) {
    try self.init(table: MappedBytes(table))
  }
}

// MARK: - Encoding

extension WordPieceTokenizer {
  /// The ids of `text`, without the tokens that stand before and after a text.
  ///
  /// Bytes that are not UTF-8 are dropped, as control characters are.
  package func encode(_ text: borrowing Span<UInt8>) -> [Int32] {
    var sink = TokenIDSink()
    sink.ids.reserveCapacity(text.count / 4 + 2)
    run(text, into: &sink)
    return sink.ids
  }

  package func encode(_ text: [UInt8]) -> [Int32] { encode(text.span) }

  /// The ids of `text` between `[CLS]` and `[SEP]`, cut after so many tokens that no more than `maximumCount` remain.
  package func encode(_ text: borrowing Span<UInt8>, maximumCount: Int) -> [Int32] {
    let frame = (classificationID == nil ? 0 : 1) + (separatorID == nil ? 0 : 1)
    let room = max(0, maximumCount - frame)
    var sink = TokenIDSink()
    sink.ids.reserveCapacity(min(text.count / 4, room) + 8)
    if let classificationID { sink.ids.append(classificationID) }
    let end = room + sink.ids.count
    sink.limit = end
    run(text, into: &sink)
    if sink.count > end { sink.truncate(to: end) }
    if let separatorID { sink.ids.append(separatorID) }
    return sink.ids
  }

  package func encode(_ text: [UInt8], maximumCount: Int) -> [Int32] {
    encode(text.span, maximumCount: maximumCount)
  }

  /// How many ids `encode` gives, without making them.
  package func tokenCount(_ text: borrowing Span<UInt8>) -> Int {
    var sink = TokenCountSink()
    run(text, into: &sink)
    return sink.count
  }

  package func tokenCount(_ text: [UInt8]) -> Int { tokenCount(text.span) }

  /// The tokens of `text` with the bytes of the input that each stands for; slower than `encode`.
  package func tokens(_ text: borrowing Span<UInt8>) -> [WordPieceToken] {
    var sink = TokenRangeSink()
    run(text, into: &sink)
    return sink.tokens
  }

  package func tokens(_ text: [UInt8]) -> [WordPieceToken] { tokens(text.span) }

  private func run<Sink: TokenSink>(_ text: borrowing Span<UInt8>, into sink: inout Sink) {
    var encoder = WordPieceEncoder<Sink>(trie: trie, options: options, special: special)
    units.withBytes { units in
      encoder.encode(text, actions: actions.span, units: units, into: &sink)
    }
  }
}
