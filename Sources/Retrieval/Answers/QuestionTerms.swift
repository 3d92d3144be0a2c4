internal import Common

/// The terms of a question, each weighed by how much it tells.
///
/// A term's weight is its inverse document frequency, log2(1 + (N − n + ½) / (n + ½)) over N chunks of which n hold it
/// (Robertson and Zaragoza, 2009, §3.1): a word that every chunk has tells nothing, one that no chunk has tells most.
package struct QuestionTerms: Equatable, Sendable {
  /// Distinct terms in the order of the question.
  package let terms: [String]
  /// One weight a term, above zero.
  package let weights: [Double]
  private let total: Double

  /// - Parameters:
  ///   - terms: the analysed words of the question; repeated ones count once.
  ///   - chunkCount: chunks in the index.
  ///   - frequency: how many chunks hold a term.
  package init(terms: [String], chunkCount: Int, frequency: (String) -> Int) {
    var distinct: [String] = []
    for term in terms where !distinct.contains(term) { distinct.append(term) }
    self.terms = distinct
    weights = distinct.map { term in
      let holding = Double(min(max(frequency(term), 0), chunkCount))
      return binaryLogarithm(1 + (Double(chunkCount) - holding + 0.5) / (holding + 0.5))
    }
    total = weights.reduce(0, +)
  }

  /// The share of the question's weight whose terms are among `terms`, 0…1; terms that only `context` has count half.
  ///
  /// The context of a sentence is what a reader knows when reading it: the title and the headings above.
  package func coverage(by terms: Set<String>, context: Set<String> = []) -> Double {
    guard total > 0 else { return 0 }
    var covered = 0.0
    for (index, term) in self.terms.enumerated() {
      if terms.contains(term) {
        covered += weights[index]
      } else if context.contains(term) {
        covered += weights[index] / 2
      }
    }
    return covered / total
  }
}
