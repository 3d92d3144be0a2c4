import TestSupport
import Testing
import TextAnalysis

private func scalars(_ bytes: [UInt8]) -> [UInt32] {
  String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
}

@Suite struct UnicodeNormalizerTests {
  @Test(arguments: [
    ("plain", "plain", "plain"),
    ("e\u{301}", "\u{E9}", "e\u{301}"),
    ("\u{E9}\u{323}", "\u{1EB9}\u{301}", "e\u{323}\u{301}"),
    ("q\u{307}\u{323}", "q\u{323}\u{307}", "q\u{323}\u{307}"),
    ("\u{212B}", "\u{C5}", "A\u{30A}"),
    ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}", "\u{17F}\u{323}\u{307}"),
    ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}", "\u{1112}\u{1161}\u{11AB}"),
    ("\u{D558}\u{11AB}", "\u{D55C}", "\u{1112}\u{1161}\u{11AB}"),
    ("か\u{3099}", "が", "か\u{3099}"),
    ("\u{958}", "\u{915}\u{93C}", "\u{915}\u{93C}"),
    ("\u{9C7}\u{9BE}", "\u{9CB}", "\u{9C7}\u{9BE}"),
    ("\u{301}a", "\u{301}a", "\u{301}a"),
    ("\u{F900}", "\u{8C48}", "\u{8C48}"),
    ("ﬁ Ⅷ", "ﬁ Ⅷ", "ﬁ Ⅷ"),
    ("x\u{301}\u{301}y e\u{301}", "x\u{301}\u{301}y \u{E9}", "x\u{301}\u{301}y e\u{301}"),
  ])
  func textTakesBothForms(text: String, composed: String, decomposed: String) {
    #expect(scalars(UnicodeNormalizer.nfc(Array(text.utf8))) == composed.unicodeScalars.map(\.value))
    #expect(scalars(UnicodeNormalizer.nfd(Array(text.utf8))) == decomposed.unicodeScalars.map(\.value))
  }

  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
      ([0xE4, 0xBD, 0x62], "\u{FFFD}b"),
      ([0xE0, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
      ([0xC3], "\u{FFFD}"),
      ([0xF5, 0x61], "\u{FFFD}a"),
      ([0xFF, 0xCC, 0x81, 0x61], "\u{FFFD}\u{301}a"),
      ([0x65, 0xFF, 0xCC, 0x81], "e\u{FFFD}\u{301}"),
    ] as [([UInt8], String)])
  func bytesThatAreNotUTF8BecomeReplacementCharacters(bytes: [UInt8], expected: String) {
    #expect(scalars(UnicodeNormalizer.nfc(bytes)) == expected.unicodeScalars.map(\.value))
  }

  /// The standard library compares strings by canonical equivalence: another implementation.
  @Test func normalFormsAreCanonicallyEqualAndStable() {
    var generator = SeededGenerator(seed: 3)
    let alphabet: [UInt32] = [
      0x61, 0x65, 0x20, 0xE9, 0x301, 0x323, 0x307, 0x327, 0x1E9B, 0xAC00, 0x1100, 0x1161, 0x11A8, 0x3099, 0x304B, 0x915,
      0x93C, 0x958, 0x9C7, 0x9BE, 0x212B, 0x345, 0x3B1, 0x1D165, 0x302E, 0x2FA1D, 0x5D0, 0x5B0, 0x5BC, 0xFB2C, 0x1F71,
    ]
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        let scalar = alphabet.randomElement(using: &generator).flatMap { Unicode.Scalar($0) }
        if let scalar { text.unicodeScalars.append(scalar) }
      }
      let composed = UnicodeNormalizer.nfc(Array(text.utf8))
      let decomposed = UnicodeNormalizer.nfd(Array(text.utf8))
      #expect(String(decoding: composed, as: UTF8.self) == text, "\(text.unicodeScalars)")
      #expect(String(decoding: decomposed, as: UTF8.self) == text, "\(text.unicodeScalars)")
      #expect(UnicodeNormalizer.nfc(composed) == composed)
      #expect(UnicodeNormalizer.nfd(composed) == decomposed)
      #expect(UnicodeNormalizer.nfc(decomposed) == composed)
    }
  }

  @Test func aVeryLongRunOfMarksTakesLinearTime() {
    let marks = String(repeating: "\u{301}\u{323}", count: 200_000)
    #expect(UnicodeNormalizer.nfc(Array(("a" + marks).utf8)).count >= marks.utf8.count - 2)
  }
}
