/// The stemmers of Snowball, by their names, and none.
package enum StemmingAlgorithm: String, Hashable, Sendable, CaseIterable {
  case none, arabic, armenian, basque, catalan, danish, dutch, english, finnish, french, german, greek, hindi
  case hungarian, indonesian, irish, italian, lithuanian, nepali, norwegian, porter, portuguese, romanian, russian
  case serbian, spanish, swedish, tamil, turkish, yiddish

  /// The algorithm for a language, given by its English name or its ISO 639 code, with or without a region: `german`,
  /// `de`, `deu`, `de-AT`; `nil` when there is none for it.
  package init?(language: String) {
    let name = language.lowercased()
    let primary = name.prefix { $0 != "-" && $0 != "_" }
    if let algorithm = Self(rawValue: String(primary)) {
      self = algorithm
      return
    }
    guard let match = Self.codes.first(where: { $0.codes.contains(primary) }) else { return nil }
    self = match.algorithm
  }

  private static let codes: [(algorithm: Self, codes: [Substring])] = [
    (.arabic, ["ar", "ara"]), (.armenian, ["hy", "hye", "arm"]), (.basque, ["eu", "eus", "baq"]),
    (.catalan, ["ca", "cat"]), (.danish, ["da", "dan"]), (.dutch, ["nl", "nld", "dut"]), (.english, ["en", "eng"]),
    (.finnish, ["fi", "fin"]), (.french, ["fr", "fra", "fre"]), (.german, ["de", "deu", "ger"]),
    (.greek, ["el", "ell", "gre"]), (.hindi, ["hi", "hin"]), (.hungarian, ["hu", "hun"]),
    (.indonesian, ["id", "ind"]), (.irish, ["ga", "gle"]), (.italian, ["it", "ita"]), (.lithuanian, ["lt", "lit"]),
    (.nepali, ["ne", "nep"]), (.norwegian, ["no", "nor", "nb", "nob", "nn", "nno"]), (.portuguese, ["pt", "por"]),
    (.romanian, ["ro", "ron", "rum"]), (.russian, ["ru", "rus"]), (.serbian, ["sr", "srp"]),
    (.spanish, ["es", "spa", "esl"]), (.swedish, ["sv", "swe"]), (.tamil, ["ta", "tam"]), (.turkish, ["tr", "tur"]),
    (.yiddish, ["yi", "yid"]),
  ]
}
