/// The function words of English, which say little about what a text is about.
enum StopWords {
  /// - Parameter word: in lower case.
  static func contains(_ word: [UInt8]) -> Bool {
    word.count <= 7 && words.contains(String(decoding: word, as: UTF8.self))
  }

  private static let words: Set<String> = Set(
    """
    a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its
    may me might must my no not of on or our shall she should so some such than that the their them then there these
    they this those to was we were what when where which who whom whose why will with would you your
    """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
