/// Stands in until TextAnalysis composes characters.
enum UnicodeNormalizer {
  static func nfc(_ bytes: [UInt8]) -> [UInt8] { bytes }
}
