package import Embedding

/// Judges the polarity and the emotion of messages, offline.
///
/// With the encoder that the head was fitted for, a message's vector and the lexicon's scores decide together. Without
/// one, with another one, or where the lexicon knows too little of the words (another language: encoder and lexicon are
/// English), the lexicon decides alone, by the few words, emoji and emoticons that it knows. The same message gives the
/// same judgement on every machine.
package struct SentimentAnalyzer: Sendable {
  /// The encoder, if the head knows it.
  private let encoder: SentenceEncoder?
  private let head: SentimentHead
  private let lexicon: SentimentLexicon

  /// - Parameter encoder: one whose model the head was fitted for; another is left aside.
  package init(encoder: SentenceEncoder? = nil) {
    self.init(encoder: encoder, head: .trained, lexicon: .trained)
  }

  init(encoder: SentenceEncoder?, head: SentimentHead, lexicon: SentimentLexicon) {
    self.encoder = encoder.flatMap { $0.model.digest == head.encoder ? $0 : nil }
    self.head = head
    self.lexicon = lexicon
  }

  /// Whether an encoder takes part.
  package var usesEncoder: Bool { encoder != nil }

  /// The judgement of one message, on the caller's thread.
  package func analyze(_ text: String) -> Sentiment {
    let evidence = lexicon.evidence(in: text)
    guard let encoder, evidence.isFamiliar else { return judgement(evidence) }
    return judgement(evidence, vector: encoder.encode(text))
  }

  /// The judgement of a message whose vector is known already, as that of a question that was searched with.
  ///
  /// - Parameter vector: by this analyzer's encoder, of length 1; `nil`, another length and numbers that are not finite
  ///   leave the judgement to the lexicon.
  package func analyze(_ text: String, vector: some Collection<Float>) -> Sentiment {
    let evidence = lexicon.evidence(in: text)
    return usesEncoder && evidence.isFamiliar ? judgement(evidence, vector: vector) : judgement(evidence)
  }

  /// The judgements of many messages, in their order, on the encoder's threads.
  package func analyze(_ texts: [String]) -> [Sentiment] {
    let evidence = texts.map { lexicon.evidence(in: $0) }
    guard let encoder else { return evidence.map { judgement($0) } }
    let encoded = texts.indices.filter { evidence[$0].isFamiliar }
    let vectors = encoder.encode(texts: encoded.map { texts[$0] })
    var sentiments = evidence.map { judgement($0) }
    for (row, place) in encoded.enumerated() {
      let start = row * encoder.dimensions
      sentiments[place] = judgement(evidence[place], vector: vectors[start..<(start + encoder.dimensions)])
    }
    return sentiments
  }

  private func judgement(_ evidence: LexicalEvidence) -> Sentiment {
    guard evidence.knownFeatures > 0 else { return .none }
    return lexicon.calibrated(evidence.scores)
      .sentiment(neutralFactor: 1, emotionFactors: lexicon.emotionFactors, basis: .lexicon)
  }

  private func judgement(_ evidence: LexicalEvidence, vector: some Collection<Float>) -> Sentiment {
    guard let scores = head.scores(vector: vector, lexicon: evidence.scores) else { return judgement(evidence) }
    return scores.sentiment(
      neutralFactor: SentimentHead.neutralFactor, emotionFactors: head.emotionFactors, basis: .encoder)
  }
}
