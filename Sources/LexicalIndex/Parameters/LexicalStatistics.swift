internal import BundleFormat
internal import Common
internal import Storage
package import TextAnalysis

/// What the section of lexical parameters says: how the index was made, and numbers over the whole corpus.
package struct LexicalStatistics: Hashable, Sendable {
  package var analysis: AnalyzerOptions
  package var parameters: BM25Parameters
  package var chunkCount: Int
  package var termCount: Int
  /// The sum of the weighted lengths of all chunks, in units of the field weights.
  package var totalLength: UInt64

  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(LexicalConstants.version)
    writer.append(UInt32(analysis.removesStopWords ? 1 : 0))
    let name = Array(analysis.stemming.rawValue.utf8.prefix(LexicalField.stemmer.size))
    writer.append(contentsOf: name + [UInt8](repeating: 0, count: LexicalField.stemmer.size - name.count))
    writer.append(parameters.k1)
    writer.append(parameters.b)
    writer.append(parameters.weights.title)
    writer.append(parameters.weights.headings)
    writer.append(parameters.weights.body)
    writer.append(UInt32(chunkCount))
    writer.append(UInt32(termCount))
    writer.append(totalLength)
    writer.append(UInt32(0))
    return writer.bytes
  }
}

extension LexicalStatistics {
  /// Decodes and checks the section.
  init(_ section: MappedBytes) throws(BundleError) {
    guard section.count == LexicalField.length else {
      throw .wrongLength(.section(.lexicalParameters), expected: LexicalField.length, got: section.count)
    }
    func malformed(_ field: LexicalField, expected: String, got: some CustomStringConvertible) -> BundleError {
      .malformedSection(.lexicalParameters, field: field.rawValue, expected: expected, got: "\(got)")
    }
    func number(_ field: LexicalField) -> UInt32 { section.load(at: field.offset) }
    guard number(.version) == LexicalConstants.version else {
      throw malformed(.version, expected: "\(LexicalConstants.version)", got: number(.version))
    }
    guard number(.flags) <= 1 else { throw malformed(.flags, expected: "0 or 1", got: number(.flags)) }
    let start = LexicalField.stemmer.offset
    let name = String(
      decoding: section.array(start..<(start + LexicalField.stemmer.size)).prefix { $0 != 0 }, as: UTF8.self)
    guard let stemming = StemmingAlgorithm(rawValue: name) else {
      throw malformed(.stemmer, expected: "the name of a stemmer", got: name)
    }
    let k1 = section.loadFloat(at: LexicalField.k1.offset)
    guard k1 >= 0, k1 <= 1e6 else { throw malformed(.k1, expected: "0 to 1000000", got: k1) }
    let b = section.loadFloat(at: LexicalField.b.offset)
    guard b >= 0, b <= 1 else { throw malformed(.b, expected: "0 to 1", got: b) }
    for field in [LexicalField.titleWeight, .headingsWeight, .bodyWeight] {
      guard number(field) <= FieldWeights.maximum else {
        throw malformed(field, expected: "0 to \(FieldWeights.maximum)", got: number(field))
      }
    }
    analysis = AnalyzerOptions(stemming: stemming, removesStopWords: number(.flags) == 1)
    parameters = BM25Parameters(
      k1: k1, b: b,
      weights: FieldWeights(
        sixteenths: number(.titleWeight), headings: number(.headingsWeight), body: number(.bodyWeight)))
    chunkCount = Int(number(.chunkCount))
    termCount = Int(number(.termCount))
    totalLength = section.load(at: LexicalField.totalLength.offset)
    guard totalLength <= 1 << 56 else {
      throw malformed(.totalLength, expected: "at most \(1 << 56)", got: totalLength)
    }
  }
}
