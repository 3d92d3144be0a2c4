// Written by Benchmarks/sentiment/train.py. Do not edit.

/// The 5,000 features of `SentimentLexicon` and their weights.
enum TrainedLexicon {
  static let scale: Float = 0.036043219
  static let bias: [Float] = [
    -0.262578, 0.389796, -0.127219, 0.471047, -1.59333, -1.71475, 1.18112, 2.37421, -0.522758, -0.195535,
  ]
  static let temperatures: (polarity: Float, emotion: Float) = (1.0234, 0.9874)
  /// anger, disgust, fear, joy, neutral, sadness, surprise.
  static let emotionFactors: [Double] = [
    1.55641, 3.68641, 3.57644, 0.933842, 1, 1.98067, 1.62318,
  ]
}
