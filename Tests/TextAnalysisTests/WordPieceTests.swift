import TestSupport
import Testing
import TextAnalysis

/// A vocabulary of a few pieces; ids are positions.
private let pieces = [
  "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "un", "##aff", "##able", "##ab", "##le", "aff", "cafe", "a",
  "##a", "##b", "!", ",", "-", "你", "好", "istanbul", "naive", "ss", "##s", "ᄒ", "##ᅡ", "##ᆫ", "The", "[", "]", "sep",
  "é",
  "caf", "##é", ";", "<", "i\u{307}", "##x", "x",
]

private func tokenizer(_ options: WordPieceOptions = .init()) throws -> WordPieceTokenizer {
  try WordPieceTokenizer(table: WordPieceVocabulary.build(pieces: pieces.map { Array($0.utf8) }, options: options))
}

private func encode(_ text: String, _ options: WordPieceOptions = .init()) throws -> [String] {
  try tokenizer(options).encode(Array(text.utf8)).map { pieces[Int($0)] }
}

@Suite struct WordPieceTests {
  @Test(arguments: [
    ("unaffable", ["un", "##aff", "##able"]),
    ("the unaffle", ["the", "un", "##aff", "##le"]),
    ("THE!", ["the", "!"]),
    ("the,the", ["the", ",", "the"]),
    ("unaffq the", ["[UNK]", "the"]),
    ("", []),
    (" \t\r\n\u{A0}\u{3000}\u{2028}", []),
    ("Café CAFE\u{301} cafe\u{301}\u{327}", ["cafe", "cafe", "cafe"]),
    ("th\u{0}\u{1}\u{AD}\u{200B}e", ["the"]),
    ("a\u{85}b", ["a", "##b"]),
    ("你好the", ["你", "好", "the"]),
    ("İSTANBUL", ["istanbul"]),
    ("naïve", ["naive"]),
    ("한", ["ᄒ", "##ᅡ", "##ᆫ"]),
    ("a\u{37E}a", ["a", ";", "a"]),
    ("a\u{226E}", ["a", "<"]),
    ("a\u{FFFD}a", ["a", "##a"]),
    ("[SEP] the[MASK][sep] [", ["[SEP]", "the", "[MASK]", "[", "sep", "]", "["]),
    ("😀", ["[UNK]"]),
  ])
  func uncasedTextBecomesTheseTokens(text: String, expected: [String]) throws {
    #expect(try encode(text) == expected)
  }

  @Test func casedTextKeepsCaseAndAccents() throws {
    #expect(try encode("The café", WordPieceOptions(lowercase: false)) == ["The", "caf", "##é"])
    #expect(try encode("The café", WordPieceOptions(lowercase: false, stripAccents: true)) == ["The", "cafe"])
  }

  @Test func accentsCanStayWhileCaseGoes() throws {
    #expect(try encode("CAFÉ", WordPieceOptions(stripAccents: false)) == ["caf", "##é"])
    #expect(try encode("İ", WordPieceOptions(stripAccents: false)) == ["i\u{307}"])
  }

  @Test func ideographsStayTogetherWhenNotSetApart() throws {
    #expect(try encode("你好", WordPieceOptions(separatesIdeographs: false)) == ["[UNK]"])
  }

  @Test func specialTokensCanBeOrdinaryText() throws {
    #expect(try encode("[SEP]", WordPieceOptions(recognisesSpecialTokens: false)) == ["[", "sep", "]"])
  }

  @Test func aWordOfMoreThanTheLimitIsUnknown() throws {
    let run = String(repeating: "a", count: 100)
    #expect(try encode(run).count == 100)
    #expect(try encode(run + "a") == ["[UNK]"])
    #expect(try encode(String(repeating: "é", count: 101) + " the") == ["[UNK]", "the"])
    #expect(try encode(String(repeating: "a", count: 5000) + "!") == ["[UNK]", "!"])
    #expect(try encode("aaa", WordPieceOptions(maximumWordLength: 2)) == ["[UNK]"])
  }

  @Test func framingAddsTheSpecialTokensAndCuts() throws {
    let tokenizer = try tokenizer()
    let text = Array("the the unaffable the".utf8)
    #expect(tokenizer.encode(text, maximumCount: 256) == [2, 5, 5, 6, 7, 8, 5, 3])
    #expect(tokenizer.encode(text, maximumCount: 6) == [2, 5, 5, 6, 7, 3])
    #expect(tokenizer.encode(text, maximumCount: 2) == [2, 3])
    #expect(tokenizer.encode(text, maximumCount: 0) == [2, 3])
    #expect(tokenizer.encode([], maximumCount: 256) == [2, 3])
  }

  @Test func countsEqualTheNumberOfIDs() throws {
    let tokenizer = try tokenizer()
    var generator = SeededGenerator(seed: 7)
    let alphabet = ["a", "b", "the", " ", "é", "你", "!", "\u{301}", "\u{0}", "[SEP]", "q", "한", "un", "aff"]
    for _ in 0..<500 {
      let count = Int.random(in: 0..<20, using: &generator)
      let text = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
      let ids = tokenizer.encode(Array(text.utf8))
      #expect(tokenizer.tokenCount(Array(text.utf8)) == ids.count, "\(text)")
      #expect(tokenizer.tokens(Array(text.utf8)).map(\.id) == ids, "\(text)")
    }
  }

  @Test func rangesAreTheBytesOfTheInput() throws {
    let text = Array("Un\u{AD}aff cafe\u{301}!你 [SEP] qq".utf8)
    let parts = try tokenizer().tokens(text).map { String(decoding: text[$0.range], as: UTF8.self) }
    #expect(parts == ["Un", "aff", "cafe\u{301}", "!", "你", "[SEP]", "qq"])
  }

  @Test func combiningCharactersThatStayAreInCanonicalOrder() throws {
    // U+302E (class 224) stays, as it is a spacing mark; U+1D165 (class 216) goes before it.
    let ordered = "a\u{1D165}\u{302E}"
    let names = ["[UNK]", ordered]
    let table = try WordPieceVocabulary.build(pieces: names.map { Array($0.utf8) })
    let tokenizer = try WordPieceTokenizer(table: table)
    #expect(tokenizer.encode(Array("a\u{302E}\u{1D165}".utf8)) == [1])
    #expect(tokenizer.encode(Array("a\u{302E}\u{301}\u{1D165}".utf8)) == [1])
    #expect(tokenizer.encode(Array(ordered.utf8)) == [1])
  }

  @Test func bytesThatAreNotUTF8AreDropped() throws {
    #expect(try tokenizer().encode([0x74, 0xFF, 0x68, 0xE4, 0xBD, 0x65, 0xC0]) == [5])
  }
}

@Suite struct WordPieceVocabularyTests {
  @Test func theLineOfAPieceIsItsID() throws {
    let table = try WordPieceVocabulary.build(vocabularyText: Array("[UNK]\r\n\nb \na\na\n".utf8))
    let tokenizer = try WordPieceTokenizer(table: table)
    #expect(tokenizer.pieceCount == 5)
    #expect(tokenizer.encode(Array("a b c".utf8)) == [4, 2, 0])
    #expect(tokenizer.classificationID == nil)
    #expect(tokenizer.encode(Array("a".utf8), maximumCount: 8) == [4])
  }

  @Test func anUnusableVocabularyIsRefused() {
    #expect(throws: WordPieceVocabularyError.empty) { try WordPieceVocabulary.build(vocabularyText: []) }
    #expect(throws: WordPieceVocabularyError.missingToken("[UNK]")) {
      try WordPieceVocabulary.build(pieces: [Array("a".utf8)])
    }
    #expect(throws: WordPieceVocabularyError.invalidPiece(id: 1)) {
      try WordPieceVocabulary.build(pieces: [Array("[UNK]".utf8), [0xFF]])
    }
    #expect(throws: WordPieceVocabularyError.invalidPiece(id: 0)) {
      try WordPieceVocabulary.build(pieces: [[0x61, 0]])
    }
  }

  @Test func aTableThatIsCutOffOrForeignIsRefused() throws {
    let table = try WordPieceVocabulary.build(pieces: pieces.map { Array($0.utf8) })
    for count in stride(from: 0, to: table.count, by: 7) {
      #expect(throws: WordPieceTableError.self) { try WordPieceTokenizer(table: Array(table.prefix(count))) }
    }
    var foreign = table
    foreign[0] ^= 1
    #expect(throws: WordPieceTableError.foreign(expected: 0x3154_5057, got: 0x3154_5056)) {
      try WordPieceTokenizer(table: foreign)
    }
  }

  @Test func aDamagedTableNeverCrashes() throws {
    let table = try WordPieceVocabulary.build(pieces: pieces.map { Array($0.utf8) })
    let text = Array("the unaffable café 你好 [SEP] istanbul naive ! aaaab".utf8)
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<3000 {
      var damaged = table
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      guard let tokenizer = try? WordPieceTokenizer(table: damaged) else { continue }
      let ids = tokenizer.encode(text)
      #expect(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.pieceCount })
    }
  }
}
