/// Small things about text from PDF files, on UTF-8 bytes.
enum PDFText {
  /// `text` with one space for each run of white space and control characters; `nil` when nothing is left.
  static func collapsed(_ text: String) -> String? {
    var result = String.UnicodeScalarView()
    var hasSpace = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F {
        hasSpace = true
        continue
      }
      if hasSpace, !result.isEmpty { result.append(" ") }
      hasSpace = false
      result.append(scalar)
    }
    return result.isEmpty ? nil : String(result)
  }

  static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The last scalar of valid UTF-8.
  static func lastScalar(_ bytes: some BidirectionalCollection<UInt8>) -> Unicode.Scalar? {
    var index = bytes.endIndex
    repeat {
      guard index > bytes.startIndex else { return nil }
      index = bytes.index(before: index)
    } while bytes[index] & 0xC0 == 0x80
    return firstScalar(bytes[index...])
  }

  static func firstScalar(_ bytes: some Collection<UInt8>) -> Unicode.Scalar? {
    guard let first = bytes.first else { return nil }
    if first < 0x80 { return Unicode.Scalar(first) }
    return string(bytes.prefix(4)).unicodeScalars.first
  }

  /// Whether a sentence, or the line before a list, ends here; closing quotes and brackets may follow.
  static func endsSentence(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
    let tail = Array(string(bytes.suffix(16)).unicodeScalars)
    guard let last = tail.last(where: { !"\"')]”’»）」』】".unicodeScalars.contains($0) }) else { return false }
    return ".!?:;…。！？：；؟۔".unicodeScalars.contains(last)
  }

  static func startsInLowercase(_ bytes: some Collection<UInt8>) -> Bool {
    firstScalar(bytes)?.properties.isLowercase ?? false
  }

  /// Whether no space stands between this character and the next of the same kind: Han, Kana, their signs and forms of
  /// full width.
  static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x303F, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
      0xFF00...0xFF60, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Whether there is a letter of any script.
  static func hasLetters(_ bytes: some Collection<UInt8>) -> Bool {
    string(bytes).unicodeScalars.contains { $0.properties.isAlphabetic }
  }
}
