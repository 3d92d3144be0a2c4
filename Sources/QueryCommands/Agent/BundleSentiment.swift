internal import Agent
internal import Embedding
internal import Retrieval
internal import Sentiment

/// Judges messages with the encoder of the bundles that are served, where there is one.
struct BundleSentiment: SentimentReader {
  let engine: SearchEngine

  func reading(of text: String) -> SentimentReading {
    let sentiment = SentimentAnalyzer(encoder: encoder).analyze(text)
    return SentimentReading(
      label: sentiment.polarity.rawValue, score: sentiment.score, confidence: sentiment.confidence,
      emotion: sentiment.emotion.rawValue)
  }

  /// A bundle whose model cannot be read is reported by the search; a message is judged without it.
  private var encoder: SentenceEncoder? {
    guard let index = engine.bundles.firstIndex(where: \.hasVectors) else { return nil }
    do {
      return try engine.encoder(of: index) as? SentenceEncoder
    } catch {
      return nil
    }
  }
}
