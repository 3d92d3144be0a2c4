/// What begins an item of a list: a bullet, or a number or letter with a full stop or in brackets.
struct ListMarker: Equatable {
  /// Bytes of the marker with the spaces after it.
  var length: Int
  /// Bullets are left out of the text; numbers stay.
  var isBullet: Bool

  private static let bullets: Set<Unicode.Scalar> = Set("•◦▪▫■□●○‣⁃∙·➢➤►▸❖✓✔✗–—*".unicodeScalars)

  /// Reads the marker at the start of a line; `nil` when there is none.
  ///
  /// - Parameter isAlone: whether the marker may be all of the text, as when a wide gap stands after it.
  init?(_ bytes: ArraySlice<UInt8>, isAlone: Bool = false) {
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

  private static func isRoman(_ label: String.UnicodeScalarView.SubSequence) -> Bool {
    label.count <= 5 && label.allSatisfy { "ivx".unicodeScalars.contains($0) }
  }
}
