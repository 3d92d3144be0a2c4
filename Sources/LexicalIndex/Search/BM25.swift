/// BM25 with Lucene's inverse document frequency, over fields by weighted frequencies and lengths.
///
/// The score of a chunk is Σ idf · tf / (tf + k1 · (1 − b + b · length / average length)), with
/// idf = ln(1 + (N − n + ½) / (n + ½)) (Robertson and Zaragoza, "The probabilistic relevance framework", 2009, §3.1; for
/// the fields, Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004). Each term's part
/// is rounded down to a 2²⁴th, and the sum is over whole numbers: the order in which parts are added cannot matter.
struct BM25 {
  /// k1 · (1 − b), in units of the stored frequencies.
  private let base: Float
  /// k1 · b / average length, in units of the stored frequencies and lengths.
  private let slope: Float
  private let chunkCount: Int

  /// What a score of 1 is as a whole number.
  static let one: Float = 16_777_216

  init(_ statistics: LexicalStatistics) {
    let parameters = statistics.parameters
    // Frequencies are stored in units of `unit` sixteenths.
    let unit = Float(parameters.weights.unit) / 16
    let average = statistics.chunkCount == 0 ? 0 : Double(statistics.totalLength) / Double(statistics.chunkCount)
    base = parameters.k1 * (1 - parameters.b) / unit
    slope = parameters.k1 * parameters.b / (max(Float(average), 1) * unit)
    chunkCount = statistics.chunkCount
  }

  /// ln(1 + (N − n + ½) / (n + ½)), above zero.
  func inverseDocumentFrequency(_ documentFrequency: Int) -> Float {
    let frequency = Double(min(max(documentFrequency, 0), chunkCount))
    return Float(naturalLogarithm(1 + (Double(chunkCount) - frequency + 0.5) / (frequency + 0.5)))
  }

  /// The part of a term in a chunk's score, as a whole number.
  ///
  /// - Parameters:
  ///   - weight: inverse document frequency times occurrences in the query times `one`.
  ///   - frequency: the stored frequency, at least 1.
  ///   - length: the stored length.
  @inline(__always)
  func part(weight: Float, frequency: UInt32, length: UInt32) -> Int {
    let frequency = Float(frequency)
    return Int(weight * (frequency / (frequency + (base + slope * Float(length)))))
  }

  /// What no part of a block can exceed whose frequencies are at most `frequency` and lengths at least `length`.
  ///
  /// Division, sum and product round to the nearest, so that the parts of such a block may be above the part of its limits
  /// by some 2⁻²³ of it; the bound has 2⁻²⁰ to spare.
  func bound(weight: Float, frequency: UInt32, length: UInt32) -> Int {
    let part = part(weight: weight, frequency: frequency, length: length)
    return part + part >> 20 + 1
  }
}
