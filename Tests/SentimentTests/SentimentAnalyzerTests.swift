import Common
import Embedding
import FoundationEssentials
import Kernels
import Sentiment
import Storage
import TestSupport
import Testing

/// What users write, judged with all-MiniLM-L6-v2 (as `make model` fetches it) and by the lexicon alone.
@Suite struct SentimentAnalyzerTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".models/all-MiniLM-L6-v2").path()

  private static let model: Result<EncoderModel, any Error> = Result { try EncoderModel.open(path: folder) }

  private static let lexicon = SentimentAnalyzer()

  private static func analyzer(_ set: InstructionSet = .best) throws -> SentimentAnalyzer {
    guard FileManager.default.fileExists(atPath: folder + "/model.safetensors") else {
      Issue.record("all-MiniLM-L6-v2 is missing; run make model")
      throw CocoaError(.fileNoSuchFile)
    }
    return SentimentAnalyzer(encoder: SentenceEncoder(model: try model.get(), instructionSet: set))
  }

  @Test func `The head was fitted for the packed model that the encoder reads today`() throws {
    #expect(try Self.analyzer().usesEncoder, "fit it again: Benchmarks/sentiment/README.md")
  }

  private static let clear: [(String, Polarity)] = [
    ("I love this, it works wonderfully!", .positive), ("Thank you, that was very helpful.", .positive),
    ("What an excellent and moving story.", .positive), ("Great 😀", .positive), ("👍", .positive),
    ("This is terrible, I hate it.", .negative), ("The plot is boring and the acting awful.", .negative),
    ("You ruined my day 😡", .negative), (":(", .negative),
    ("Where is the log file?", .neutral),
    ("How do I change the port of the server?", .neutral),
  ]

  @Test(arguments: clear)
  func `Clear messages are judged rightly`(text: String, expected: Polarity) throws {
    let sentiment = try Self.analyzer().analyze(text)
    #expect(sentiment.polarity == expected, "\(sentiment)")
    #expect((0...1).contains(sentiment.confidence) && (-1...1).contains(sentiment.score))
  }

  @Test(arguments: [
    "The archive holds three folders.", "How do I pin a web source?", "What does the law say about fraud?",
    "Can a worker that crashed be started again?", "I am on version 3.2 and Debian.",
  ])
  func `Plain facts and questions are neutral, whatever they are about`(text: String) throws {
    let sentiment = try Self.analyzer().analyze(text)
    #expect(sentiment.polarity == .neutral, "\(sentiment)")
    #expect(sentiment.tone == .plain)
  }

  @Test(arguments: clear)
  func `Clear messages are judged rightly by the lexicon alone`(text: String, expected: Polarity) {
    let sentiment = Self.lexicon.analyze(text)
    #expect(sentiment.basis == .lexicon)
    #expect(sentiment.polarity == expected, "\(sentiment)")
  }

  @Test(arguments: [
    ("I am so happy today!", Emotion.joy), ("I'm furious, you broke it again!", .anger),
    ("I'm scared of what happens next.", .fear), ("I feel so sad and lonely.", .sadness),
    ("Wow, I did not expect that!", .surprise), ("Eww, that is disgusting.", .disgust),
    ("The office is on the second floor.", .neutral),
  ])
  func `Clear emotions are recognised, with the encoder and without`(text: String, expected: Emotion) throws {
    #expect(try Self.analyzer().analyze(text).emotion == expected)
    #expect(Self.lexicon.analyze(text).emotion == expected)
  }

  @Test(arguments: [
    ("The answer was good.", "The answer was not good."), ("I like it.", "I don't like it."),
    ("It works.", "It never works."),
  ])
  func `A negation moves the score down`(plain: String, negated: String) throws {
    for analyzer in [Self.lexicon, try Self.analyzer()] {
      #expect(analyzer.analyze(negated).score < analyzer.analyze(plain).score)
    }
  }

  @Test(arguments: [("I finished the task", "😀", "😢"), ("we are here now", ":)", ":("), ("ok", "❤️", "👎")])
  func `Emoji and emoticons move the score their way`(text: String, up: String, down: String) throws {
    for analyzer in [Self.lexicon, try Self.analyzer()] {
      let score = analyzer.analyze(text).score
      #expect(analyzer.analyze("\(text) \(up)").score > score)
      #expect(analyzer.analyze("\(text) \(down)").score < score)
    }
  }

  @Test(arguments: ["", " \n\t", "\u{200B}", "\u{0}\u{1}", "12345 67890", "####", "мне это совсем не нравится"])
  func `A message that says nothing to the lexicon is neutral with confidence 0`(text: String) throws {
    #expect(Self.lexicon.analyze(text) == .none)
    #expect(try Self.analyzer().analyze(text).polarity == .neutral)
  }

  @Test(arguments: [
    "これは本当にひどいです", "это ужасно и отвратительно", "هذا سيئ جدا حقا", "Hier steht ganz anderer Text drin",
  ])
  func `Another language is left to the lexicon, which takes no side without evidence`(text: String) throws {
    let sentiment = try Self.analyzer().analyze(text)
    #expect(sentiment.basis != .encoder)
    #expect(sentiment.polarity == .neutral)
    #expect(sentiment.tone == .plain)
  }

  @Test func `An emoji speaks in every language`() throws {
    #expect(try Self.analyzer().analyze("これは本当にひどいです 😡").score < 0)
    #expect(try Self.analyzer().analyze("это прекрасно ❤️").score > 0)
  }

  @Test(arguments: ["a", "good bad ", "!", "😀", "'", "n't", "\u{301}", "x\u{200D}", "[A", "@", "http://", ">:("])
  func `Messages of 5,000 characters and odd repetitions are judged`(piece: String) throws {
    let text = String(repeating: piece, count: 5_000 / piece.count)
    for analyzer in [Self.lexicon, try Self.analyzer()] {
      let sentiment = analyzer.analyze(text)
      #expect((0...1).contains(sentiment.confidence) && (-1...1).contains(sentiment.score))
      #expect((0...1).contains(sentiment.emotionConfidence))
    }
  }

  @Test func `A vector that is known already gives the same judgement`() throws {
    let encoder = SentenceEncoder(model: try Self.model.get())
    let analyzer = SentimentAnalyzer(encoder: encoder)
    for (text, _) in Self.clear {
      #expect(analyzer.analyze(text, vector: encoder.encode(text)) == analyzer.analyze(text))
    }
  }

  @Test(arguments: [[], [1, 0], [Float](repeating: .nan, count: 384)] as [[Float]])
  func `A vector that is none leaves the judgement to the lexicon`(vector: [Float]) throws {
    let text = "The plot is boring and the acting awful."
    #expect(try Self.analyzer().analyze(text, vector: vector) == Self.lexicon.analyze(text))
  }

  @Test func `Many messages are judged as one by one`() throws {
    let texts = Self.clear.map(\.0) + ["", "これは", "thanks"]
    for analyzer in [Self.lexicon, try Self.analyzer()] {
      #expect(analyzer.analyze(texts) == texts.map { analyzer.analyze($0) })
    }
    #expect(try Self.analyzer().analyze([String]()).isEmpty)
  }

  @Test func `Another encoder is left aside`() throws {
    let folder = try TemporaryFolder()
    try TinyModel.write(to: folder.file("tiny"))
    let encoder = SentenceEncoder(model: try EncoderModel.open(path: folder.file("tiny")))
    let analyzer = SentimentAnalyzer(encoder: encoder)
    #expect(!analyzer.usesEncoder)
    #expect(analyzer.analyze("This is terrible.") == Self.lexicon.analyze("This is terrible."))
    let vector = encoder.encode("This is terrible.")
    #expect(analyzer.analyze("This is terrible.", vector: vector) == Self.lexicon.analyze("This is terrible."))
  }

  /// The bits themselves: with every instruction set, today and until the parts are fitted again.
  @Test(arguments: InstructionSet.supported)
  func `Every instruction set gives the same judgements`(_ set: InstructionSet) throws {
    let texts = Self.clear.map(\.0)
    #expect(try Self.analyzer(set).analyze(texts) == Self.analyzer(.scalar).analyze(texts))
  }
}
