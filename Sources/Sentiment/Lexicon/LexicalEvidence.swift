/// What the lexicon makes of a message.
package struct LexicalEvidence {
  /// For the head; `SentimentLexicon.calibrated` makes them fit to judge by alone.
  package let scores: ClassScores
  /// Features that the lexicon knows.
  package let knownFeatures: Int
  /// Different words.
  package let words: Int
  /// Different words that the lexicon knows.
  package let knownWords: Int
  /// Different words with letters beyond ASCII, none of which the lexicon knows.
  package let foreignWords: Int

  /// Share of the words that the lexicon must know of a message of three words and more; a shorter one must only be without
  /// foreign letters, as a single English word may well be rare.
  package static let minimumFamiliarity = 0.3

  /// Whether the message has words, and enough of them are English that an English encoder's vector means something.
  package var isFamiliar: Bool {
    if words < 3 { return words > 0 && foreignWords == 0 }
    return Double(knownWords) >= Double(words) * Self.minimumFamiliarity
  }
}
