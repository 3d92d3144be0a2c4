/// A word, a mark, an emoji or an emoticon of a message.
package struct MessageToken: Equatable {
  /// A word in lower case, a mark (`!!`, `?!`, `...`), or the feature of an `ExpressiveSign`; UTF-8.
  package var name: [UInt8]
  package var isWord: Bool
  /// Written in capitals, two or more.
  package var isCapitals = false

  /// Whether the mark ends the reach of a negation.
  package var endsClause: Bool {
    guard !isWord, let first = name.first else { return false }
    return ".!?,;:()\"".utf8.contains(first)
  }
}
