import Sentiment
import Testing

@Suite struct SentimentPartsTests {
  @Test(arguments: [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v\n YmFy", "foobar"), ("+/+/", "\u{FB}\u{FF}\u{BF}")])
  func `Base 64 has the bytes of RFC 4648`(digits: String, text: String) {
    #expect(Base64.bytes(of: digits) == text.unicodeScalars.map { UInt8($0.value) })
  }

  /// Two names: `bad` speaks for negative and anger, `good` for positive and joy.
  private let lexicon = SentimentLexicon(
    names: "bad\n good",
    weights: [20, 0, UInt8(bitPattern: -20), 30, 0, 0, 0, 0, 0, 0]
      + [UInt8(bitPattern: -20), 0, 20, 0, 0, 0, 30, 0, 0, 0],
    scale: 0.1, bias: [0, 0.5, 0, 0, 0, 0, 0, 1, 0, 0], temperatures: (2, 4),
    emotionFactors: [1, 1, 1, 1, 1, 1, 1])

  @Test func `The lexicon adds up what it knows and counts it`() {
    let evidence = lexicon.evidence(in: "good thing, not bad")
    #expect(evidence.scores.values.prefix(3).map { ($0 * 10).rounded() } == [-28, 5, 28])
    #expect(evidence.knownFeatures == 2)
    #expect(evidence.words == 4)
    #expect(evidence.knownWords == 2)
    #expect(lexicon.evidence(in: "goo").knownFeatures == 0)
  }

  @Test func `Temperatures soften scores, polarities and emotions apart`() {
    let scores = lexicon.calibrated(ClassScores(values: [2, 2, 2, 4, 4, 4, 4, 4, 4, 4]))
    #expect(scores.values == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test func `Probabilities add up to 1 and follow the scores, however large`() {
    let scores = ClassScores(values: [1000, 999, -1000, 0, 0, 0, 0, 0, 0, 0])
    #expect(abs(scores.polarities.reduce(0, +) - 1) < 1e-12)
    #expect(abs(scores.polarities[0] - 0.7310585786300049) < 1e-12)
    #expect(scores.emotions.allSatisfy { abs($0 - 1.0 / 7) < 1e-12 })
  }

  @Test func `Factors choose rare emotions at lower probabilities and leave the probability as it is`() {
    let scores = ClassScores(values: [0, 0, 1, 0, 0.5, 0, 0, 1, 0, 0])
    #expect(
      scores.sentiment(neutralFactor: 1, emotionFactors: [1, 1, 1, 1, 1, 1, 1], basis: .lexicon).emotion == .neutral)
    let favoured = scores.sentiment(neutralFactor: 1, emotionFactors: [1, 3, 1, 1, 1, 1, 1], basis: .lexicon)
    #expect(favoured.emotion == .disgust)
    #expect(favoured.polarity == .positive)
    #expect(
      scores.sentiment(neutralFactor: 5, emotionFactors: [1, 1, 1, 1, 1, 1, 1], basis: .lexicon).polarity == .neutral)
    #expect(favoured.emotionConfidence == scores.emotions[1])
  }

  private let head = SentimentHead(
    encoder: String(repeating: "ab", count: 32), dimensions: 2,
    inputWeights: [100, 0, 0, 50] + [UInt8](repeating: 0, count: 18) + [0, 127], inputScales: [0.01, 0.02],
    inputBias: [0, -1], outputWeights: [Float](repeating: 0, count: 10) + (0..<10).map { Float($0) },
    outputBias: [Float](repeating: 0.25, count: 10), emotionFactors: [1, 1, 1, 1, 1, 1, 1])

  @Test func `The head's scores are those of its definition`() throws {
    let lexicon = ClassScores(values: [0, 0, 0, 0, 0, 0, 0, 0, 0, 2])
    let scores = try #require(head.scores(vector: [0.5, 0.25], lexicon: lexicon))
    // The second unit: (50 · 20 · 0.25 + 127 · 1.5 · 2) · 0.02 − 1 = 11.62.
    for (column, score) in scores.values.enumerated() { #expect(abs(score - (0.25 + 11.62 * Float(column))) < 1e-4) }
  }

  @Test(arguments: [[], [1], [1, 0, 0], [.nan, 0], [0, .infinity]] as [[Float]])
  func `A vector that is none of the encoder's gives no scores`(vector: [Float]) {
    #expect(head.scores(vector: vector, lexicon: ClassScores(values: [Float](repeating: 0, count: 10))) == nil)
  }

  @Test func `The trained parts fit together`() {
    #expect(SentimentLexicon.trained.count > 1_000)
    #expect(SentimentLexicon.trained.contains(Array("wonderful".utf8)))
    #expect(SentimentLexicon.trained.contains(Array("the".utf8)))
    #expect(!SentimentLexicon.trained.contains(Array("zzyzx".utf8)))
    for sign in ExpressiveSign.allCases { #expect(SentimentLexicon.trained.contains(sign.feature), "\(sign)") }
    #expect(SentimentHead.trained.dimensions == 384)
  }

  @Test(arguments: [
    (Polarity.negative, Emotion.anger, 0.9, ToneAdvice.calm), (.negative, .neutral, 0.9, .calm),
    (.negative, .sadness, 0.9, .sympathetic), (.negative, .fear, 0.9, .reassuring), (.positive, .joy, 0.9, .warm),
    (.neutral, .surprise, 0.9, .plain), (.negative, .anger, 0.4, .plain),
  ])
  func `The tone follows the feeling when it is clear`(
    polarity: Polarity, emotion: Emotion, confidence: Double, expected: ToneAdvice
  ) {
    let sentiment = Sentiment(
      polarity: polarity, score: 0, confidence: confidence, emotion: emotion, emotionConfidence: 0.5, basis: .encoder)
    #expect(sentiment.tone == expected)
    #expect((expected.instruction == nil) == (expected == .plain))
  }
}
