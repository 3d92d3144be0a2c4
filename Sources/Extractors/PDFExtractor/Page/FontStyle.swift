/// What a font's name says about it.
struct FontStyle: OptionSet, Hashable {
  let rawValue: UInt8

  static let bold = FontStyle(rawValue: 1)
  static let italic = FontStyle(rawValue: 2)
  static let monospaced = FontStyle(rawValue: 4)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Reads a PostScript name: `ABCDEF+NimbusMonL-Bold`, `CMBX10`.
  ///
  /// PDF files say little else that can be believed; the words are those that foundries and TeX use.
  init(fontName: String) {
    var name = fontName.utf8.map { $0 | 0x20 }
    if name.count > 7, name[6] == UInt8(ascii: "+") | 0x20 { name.removeFirst(7) }
    func has(_ words: [StaticString]) -> Bool { words.contains { name.contains($0) } }
    self = []
    if has(["bold", "black", "heavy", "demi", "cmb", "sfbx", "cmssbx", "-medi", "lmb"]) { insert(.bold) }
    if has(["ital", "obli", "cmti", "cmsl", "slant"]) { insert(.italic) }
    if has(["mono", "courier", "cmtt", "typewriter", "sftt", "consol", "menlo", "cmsltt", "lmtt", "fixed"]) {
      insert(.monospaced)
    }
  }
}

extension [UInt8] {
  fileprivate func contains(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      let word = unsafe Array(word)
      guard count >= word.count else { return false }
      return (0...(count - word.count)).contains { self[$0..<($0 + word.count)].elementsEqual(word) }
    }
  }
}
