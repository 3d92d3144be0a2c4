/// Makes words that readers take for the same the same bytes.
enum TermFolding {
  /// Writes the lower case of `text[range]` into `word`: without the dots of acronyms, the commas of numbers and
  /// invisible characters, with one kind of apostrophe, and compatibility characters (ligatures, full width, circled)
  /// replaced by what they stand for.
  static func lowercase(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, isTurkish: Bool, limit: Int, into word: inout [UInt8]
  ) {
    word.removeAll(keepingCapacity: true)
    var isCompatible = true
    var index = range.lowerBound
    // Dots stay in numbers.
    let isNumber = text[index] >= 0x30 && text[index] <= 0x39
    while index < range.upperBound, word.count < limit {
      let byte = text[index]
      if byte < 0x80 {
        index += 1
        switch byte {
        case 0x41...0x5A where isTurkish && byte == 0x49: word.append(scalar: 0x131)
        case 0x41...0x5A: word.append(byte | 0x20)
        case 0x2E where !isNumber, 0x2C: break
        default: word.append(byte)
        }
        continue
      }
      let scalar = DecodedScalar(text, at: index)
      index += scalar.length
      switch scalar.value {
      case 0x2019, 0xFF07: word.append(0x27)
      case 0xAD, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: break
      case 0x130: word.append(0x69)
      default:
        if UnicodeData.hasCompatibilityDecomposition(scalar.value) { isCompatible = false }
        word.append(scalar: UnicodeData.lowercase(scalar.value))
      }
    }
    if !isCompatible { replaceCompatibilityCharacters(in: &word) }
  }

  private static func replaceCompatibilityCharacters(in word: inout [UInt8]) {
    var output: [UInt8] = []
    let source = word
    let span = source.span
    var index = 0
    while index < span.count {
      let scalar = DecodedScalar(span, at: index)
      index += scalar.length
      for part in UnicodeData.compatibilityDecomposition(scalar.value) {
        output.append(scalar: UnicodeData.lowercase(part))
      }
    }
    word = UnicodeNormalizer.nfc(output)
  }

  /// Removes accents from Latin and Greek letters, points from Hebrew, vowel signs from Arabic; spells out ß, æ, ø and
  /// their like. Marks of other scripts stay: there they are letters.
  static func fold(_ word: inout [UInt8]) {
    guard word.contains(where: { $0 >= 0x80 }) else { return }
    var output: [UInt8] = []
    output.reserveCapacity(word.count)
    let source = word
    let span = source.span
    var index = 0
    var isAfterLatin = false
    while index < span.count {
      let scalar = DecodedScalar(span, at: index)
      index += scalar.length
      let value = scalar.value
      if value < 0x80 {
        output.append(UInt8(truncatingIfNeeded: value))
        isAfterLatin = true
      } else if let letters = spelling(of: value) {
        output.append(contentsOf: letters.utf8)
        isAfterLatin = true
      } else if isMark(value) {
        if !isAfterLatin && !isPoint(value) { output.append(scalar: value) }
      } else {
        let base = UnicodeData.hasCanonicalDecomposition(value) ? CanonicalDecomposition(value)[0] : value
        // Latin and Greek end where Cyrillic begins; there only ё loses its dots.
        isAfterLatin = base < 0x400
        let folded = isAfterLatin || value == 0x451 ? base : value
        output.append(scalar: folded == 0x3C2 ? 0x3C3 : folded)
      }
    }
    if !output.isEmpty { word = output }
  }

  private static func isMark(_ scalar: UInt32) -> Bool { scalar >= 0x300 && scalar < 0x370 || isPoint(scalar) }

  private static func isPoint(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x591...0x5BD, 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x640, 0x64B...0x652, 0x670: true
    default: false
    }
  }

  private static func spelling(of scalar: UInt32) -> String? {
    switch scalar {
    case 0xDF: "ss"
    case 0xE6: "ae"
    case 0x153: "oe"
    case 0xF8: "o"
    case 0x111, 0xF0: "d"
    case 0x142: "l"
    case 0x127: "h"
    case 0x131: "i"
    case 0xFE: "th"
    default: nil
    }
  }
}
