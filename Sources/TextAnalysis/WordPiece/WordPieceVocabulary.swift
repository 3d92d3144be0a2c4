internal import Common

/// Turns the vocabulary of a model into a table that is used in place.
///
/// The table, little-endian:
///
/// | offset | size | meaning |
/// |---|---|---|
/// | 0 | 4 | mark, `WPT1` |
/// | 4 | 4 | version of the layout, 1 |
/// | 8 | 4 | options: bit 0 lower-case, 1 strip accents, 2 set ideographs apart, 3 recognise special tokens |
/// | 12 | 4 | longest word in characters |
/// | 16 | 4 | pieces |
/// | 20 | 4 | units of the trie |
/// | 24 | 4 | base of the node where pieces that continue a word begin, 2³² − 1 when there is none |
/// | 28 | 20 | ids of `[UNK]`, `[CLS]`, `[SEP]`, `[PAD]`, `[MASK]`, 2³² − 1 for none |
/// | 48 | 16 | zero |
/// | 64 | 4 × units | the trie of all pieces, see `DoubleArrayTrieBuilder` |
package enum WordPieceVocabulary {
  static let mark: UInt32 = 0x3154_5057
  static let version: UInt32 = 1
  static let headerSize = 64
  static let none = UInt32.max

  /// Builds the table from the bytes of a `vocab.txt`: one piece a line, the id of a piece is its line from 0.
  ///
  /// A trailing carriage return or space is no part of a piece; where a piece comes twice the later id counts.
  ///
  /// - Throws: `WordPieceVocabularyError`.
  package static func build(
    vocabularyText: [UInt8], options: WordPieceOptions = .init()
  ) throws(WordPieceVocabularyError) -> [UInt8] {
    var pieces = vocabularyText.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      line in
      var line = line
      while let last = line.last, last == 0x20 || last == 0x0D || last == 0x09 { line.removeLast() }
      return Array(line)
    }
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    return try build(pieces: pieces, options: options)
  }

  /// Builds the table from pieces in the order of their ids, for example those of `tokenizer.json`.
  ///
  /// Pieces that continue a word begin with `##`. An empty piece takes an id and matches nothing.
  ///
  /// - Throws: `WordPieceVocabularyError`.
  package static func build(
    pieces: [[UInt8]], options: WordPieceOptions = .init()
  ) throws(WordPieceVocabularyError) -> [UInt8] {
    if pieces.isEmpty { throw .empty }
    guard pieces.count < 1 << 24 else { throw .tooLarge("pieces") }
    for (id, piece) in pieces.enumerated() {
      guard !piece.contains(0), String(validating: piece, as: UTF8.self) != nil else {
        throw .invalidPiece(id: id)
      }
    }
    var entries = pieces.indices.filter { !pieces[$0].isEmpty }
    // Sorted by piece and then by id: the last of equal pieces is the one that counts.
    entries.sort { left, right in
      pieces[left] == pieces[right] ? left < right : pieces[left].lexicographicallyPrecedes(pieces[right])
    }
    var keys: [[UInt8]] = []
    var ids: [UInt32] = []
    for id in entries {
      if keys.last == pieces[id] {
        ids[ids.count - 1] = UInt32(id)
      } else {
        keys.append(pieces[id])
        ids.append(UInt32(id))
      }
    }
    var trie = DoubleArrayTrieBuilder()
    guard trie.build(keys: keys, values: ids) else { throw .tooLarge("pieces") }
    return try table(trie.units, pieceCount: pieces.count, options: options)
  }

  private static func table(
    _ units: [UInt32], pieceCount: Int, options: WordPieceOptions
  ) throws(WordPieceVocabularyError) -> [UInt8] {
    let trie = TrieUnits(units)
    let special = SpecialToken.allCases.map { trie.value(of: Array($0.rawValue.utf8)) ?? none }
    if special[0] == none { throw .missingToken(SpecialToken.unknown.rawValue) }
    var writer = ByteWriter()
    writer.append(mark)
    writer.append(version)
    var flags: UInt32 = options.lowercase ? 1 : 0
    if options.stripAccents { flags |= 2 }
    if options.separatesIdeographs { flags |= 4 }
    if options.recognisesSpecialTokens { flags |= 8 }
    writer.append(flags)
    writer.append(UInt32(clamping: options.maximumWordLength))
    writer.append(UInt32(pieceCount))
    writer.append(UInt32(units.count))
    writer.append(trie.base(after: Array("##".utf8)).map { UInt32($0) } ?? none)
    for id in special { writer.append(id) }
    writer.align(to: headerSize)
    for unit in units { writer.append(unit) }
    return writer.bytes
  }
}

/// The tokens with a role, in the order of the table.
enum SpecialToken: String, CaseIterable {
  case unknown = "[UNK]"
  case classification = "[CLS]"
  case separator = "[SEP]"
  case padding = "[PAD]"
  case mask = "[MASK]"
}

/// Lookups in a trie that is being built.
private struct TrieUnits {
  let units: [UInt32]

  init(_ units: [UInt32]) { self.units = units }

  private func unit(after key: [UInt8]) -> UInt32? {
    var unit = units[0]
    for byte in key {
      unit = units[Int(unit >> 9 & 0x3F_FFFF) ^ Int(byte)]
      guard unit & 0x8000_00FF == UInt32(byte) else { return nil }
    }
    return unit
  }

  func base(after key: [UInt8]) -> Int? { unit(after: key).map { Int($0 >> 9 & 0x3F_FFFF) } }

  func value(of key: [UInt8]) -> UInt32? {
    guard let unit = unit(after: key), unit & 0x100 != 0 else { return nil }
    return units[Int(unit >> 9 & 0x3F_FFFF)] & 0x7FFF_FFFF
  }
}
