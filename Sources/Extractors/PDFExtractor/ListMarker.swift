/// What begins an item of a list: a bullet, or a number or letter with a full stop or in brackets.
struct ListMarker: Equatable {
  /// Bytes of the marker with the spaces after it.
  var length: Int
  /// Bullets are left out of the text; numbers stay.
  var isBullet: Bool

  /// The most characters that a number or letter has: "xviii".
  private static let maximumLabel = 5
  private static let bullets: Set<Unicode.Scalar> = Set("•◦▪▫■□●○‣⁃∙·➢➤►▸❖✓✔✗–—*".unicodeScalars)

  /// Reads the marker at the start of a line; `nil` when there is none.
  ///
  /// - Parameter isAlone: whether the marker may be all of the text, as when a wide gap stands after it.
  init?(_ bytes: ArraySlice<UInt8>, isAlone: Bool = false) {
    guard Self.mayBegin(bytes) else { return nil }
    let head = PDFText.string(bytes.prefix(24)).unicodeScalars
    guard let first = head.first else { return nil }
    var length = 0
    var rest = head[...]
    func take() { length += UTF8.width(rest.removeFirst()) }
    // Private use: the bullets of symbol fonts.
    if Self.bullets.contains(first) || (0xF0A7...0xF0B7).contains(first.value) || first.value == 0xF0D8 {
      take()
      isBullet = true
    } else {
      isBullet = false
      let isBracketed = first == "(" || first == "["
      if isBracketed { take() }
      let label = rest.prefix { $0.properties.isAlphabetic || $0.properties.numericType == .decimal }
      let isNumber = label.allSatisfy { $0.properties.numericType == .decimal }
      // "a.", "iv)", "12.", not the last word of a sentence.
      guard !label.isEmpty, isNumber ? label.count <= 3 : label.count == 1 || Self.isRoman(label) else { return nil }
      for _ in 0..<label.count { take() }
      guard let sign = rest.first, first == "[" ? sign == "]" : sign == ")" || !isBracketed && sign == "." else {
        return nil
      }
      take()
    }
    guard rest.first == " " || isAlone && rest.isEmpty else { return nil }
    while rest.first == " " { take() }
    if rest.isEmpty, !isAlone { return nil }
    self.length = length
  }

  /// Whether a marker may stand at the start, as far as ASCII tells: most lines begin with a word.
  private static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    func isLabel(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) }
    guard let first = bytes.first else { return false }
    guard isLabel(first) else { return true }
    let rest = bytes.dropFirst(bytes.prefix(maximumLabel).prefix(while: isLabel).count)
    guard let next = rest.first else { return false }
    return next >= 0x80 || next == UInt8(ascii: ".") || next == UInt8(ascii: ")")
  }

  private static func isRoman(_ label: String.UnicodeScalarView.SubSequence) -> Bool {
    label.count <= maximumLabel && label.allSatisfy { "ivx".unicodeScalars.contains($0) }
  }
}
