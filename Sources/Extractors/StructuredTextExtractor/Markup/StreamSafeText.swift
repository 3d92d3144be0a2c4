/// Unicode's Stream-Safe Text Format (UAX #15, §13): no more than thirty marks follow a character without U+034F between
/// them.
///
/// Characters are compared by their normal forms, so that one with ten thousand marks costs each comparison the sorting of
/// them all. The joiner, which nobody sees, ends a sort.
enum StreamSafeText {
  private static let limit = 30
  private static let joiner: Unicode.Scalar = "\u{34F}"

  /// `text` in the format; nearly all text is already.
  static func string(_ text: [UInt8]) -> String {
    let string = String(decoding: text, as: UTF8.self)
    var run = 0
    guard string.unicodeScalars.contains(where: { Self.isTooLong(&run, $0) }) else { return string }
    var result = String.UnicodeScalarView()
    run = 0
    for scalar in string.unicodeScalars {
      if Self.isTooLong(&run, scalar) {
        result.append(joiner)
        run = 1
      }
      result.append(scalar)
    }
    return String(result)
  }

  /// Counts the marks in a row; whether `scalar` is one more than there may be.
  private static func isTooLong(_ run: inout Int, _ scalar: Unicode.Scalar) -> Bool {
    let isMark =
      scalar.value >= 0x300 && !(0x3400..<0xA66F).contains(scalar.value)
      && scalar.properties.canonicalCombiningClass != .notReordered
    run = isMark ? run + 1 : 0
    return run > limit
  }
}
