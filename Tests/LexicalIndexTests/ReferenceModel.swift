import Common
import LexicalIndex
import TextAnalysis

/// BM25 as a reader of the definition would write it: every chunk is scored, nothing is encoded.
struct ReferenceModel {
  private var chunks: [[String: Double]] = []
  private var lengths: [Double] = []
  private let analysis: AnalyzerOptions
  private let k1: Double
  private let b: Double
  /// Title, headings, body.
  private let weights: [Double]

  init(analysis: AnalyzerOptions, k1: Double, b: Double, weights: [Double]) {
    self.analysis = analysis
    self.k1 = k1
    self.b = b
    self.weights = weights
  }

  mutating func add(_ fields: LexicalFields) {
    let analyzer = Analyzer(analysis)
    var frequencies: [String: Double] = [:]
    var length = 0.0
    for (text, weight) in zip([fields.title, fields.headings, fields.body], weights) where weight > 0 {
      for term in analyzer.terms(in: String(decoding: text, as: UTF8.self)) {
        frequencies[term, default: 0] += weight
        length += weight
      }
    }
    chunks.append(frequencies)
    lengths.append(length)
  }

  func documentFrequency(of term: String) -> Int { chunks.count { $0[term] != nil } }

  /// The score of every chunk that has a term of the query.
  func scores(_ query: String) -> [Int: Double] {
    let average = lengths.reduce(0, +) / Double(max(1, lengths.count))
    var scores: [Int: Double] = [:]
    for term in Analyzer(analysis).terms(in: query) {
      let count = Double(chunks.count)
      let holding = Double(documentFrequency(of: term))
      let idf = logarithm(1 + (count - holding + 0.5) / (holding + 0.5))
      for (index, chunk) in chunks.enumerated() {
        guard let frequency = chunk[term] else { continue }
        let norm = k1 * (1 - b + b * lengths[index] / average)
        scores[index, default: 0] += idf * frequency / (frequency + norm)
      }
    }
    return scores
  }

  /// The natural logarithm by halving and a series: slow, independent of the index's own.
  private func logarithm(_ value: Double) -> Double {
    var value = value
    var halvings = 0.0
    while value > 1.0001 {
      value = value.squareRoot()
      halvings += 1
    }
    let rest = value - 1
    var result = rest - rest * rest / 2 + rest * rest * rest / 3
    for _ in 0..<Int(halvings) { result *= 2 }
    return result
  }
}
