/// How text becomes words before pieces are looked up: the options of a `BertNormalizer`.
///
/// Cleaning (control and format characters dropped, every kind of space a space) is always on, as in every BERT model.
package struct WordPieceOptions: Hashable, Sendable {
  /// Lower-case by Unicode's mappings, scalar by scalar, without regard to language or position.
  package var lowercase: Bool
  /// Decompose canonically and drop nonspacing marks.
  package var stripAccents: Bool
  /// Make each CJK ideograph a word of its own.
  package var separatesIdeographs: Bool
  /// Give the special tokens of the vocabulary (`[CLS]`, `[SEP]`, …) their ids where text spells them out, as the
  /// reference implementation does; when off they are brackets and words like any others.
  package var recognisesSpecialTokens: Bool
  /// A word of more characters than this, after normalisation, is one unknown token.
  package var maximumWordLength: Int

  /// - Parameter stripAccents: `nil` follows `lowercase`, as in `tokenizer.json`.
  package init(
    lowercase: Bool = true, stripAccents: Bool? = nil, separatesIdeographs: Bool = true,
    recognisesSpecialTokens: Bool = true, maximumWordLength: Int = 100
  ) {
    self.lowercase = lowercase
    self.stripAccents = stripAccents ?? lowercase
    self.separatesIdeographs = separatesIdeographs
    self.recognisesSpecialTokens = recognisesSpecialTokens
    self.maximumWordLength = maximumWordLength
  }
}

/// Why a vocabulary cannot be used.
package enum WordPieceVocabularyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are no pieces at all.
  case empty
  /// The piece of this id (its line from 0) has a U+0000 or is not UTF-8.
  case invalidPiece(id: Int)
  /// The vocabulary has none of this name, which encoding needs.
  case missingToken(String)
  /// A limit of the table is exceeded.
  case tooLarge(String)

  package var description: String {
    switch self {
    case .empty: "the vocabulary has no pieces"
    case .invalidPiece(let id): "piece \(id) of the vocabulary is not UTF-8 text without U+0000"
    case .missingToken(let name): "the vocabulary has no \(name)"
    case .tooLarge(let what): "the vocabulary has too many \(what)"
    }
  }
}

/// Why bytes are not a vocabulary table.
package enum WordPieceTableError: Error, Hashable, Sendable, CustomStringConvertible {
  case truncated(expected: Int, got: Int)
  case foreign(expected: UInt32, got: UInt32)
  case newerVersion(expected: UInt32, got: UInt32)
  /// A field of the header contradicts another.
  case inconsistent(field: String)

  package var description: String {
    switch self {
    case .truncated(let expected, let got): "vocabulary table: expected \(expected) bytes, got \(got)"
    case .foreign(let expected, let got):
      "vocabulary table: expected the mark \(expected), got \(got)"
    case .newerVersion(let expected, let got): "vocabulary table: expected version \(expected), got \(got)"
    case .inconsistent(let field): "vocabulary table: the field \(field) is out of range"
    }
  }
}
