/// The means of measures over the judged queries of a collection.
package struct Scores: Equatable, Sendable {
  package var measures: [Measure]
  /// One mean a measure, in the same order.
  package var means: [Double]
  /// Queries with at least one relevant document; the means are over these.
  package var queryCount: Int

  /// Scores `run`: a judged query that the run lacks counts as 0 (trec_eval's `-c`), an unjudged one not at all.
  package init(of run: Run, against judgements: Judgements, measures: [Measure]) {
    self.measures = measures
    var rankings: [String: Run.Ranking] = [:]
    for ranking in run.rankings { rankings[ranking.query] = ranking }
    var sums = [Double](repeating: 0, count: measures.count)
    var count = 0
    for query in judgements.queries {
      let relevant = judgements.relevantGrades(query: query)
      guard !relevant.isEmpty else { continue }
      count += 1
      let entries = (rankings[query]?.entries ?? []).sorted(by: Run.Entry.precedes)
      let grades = entries.map { judgements.grade(query: query, document: $0.document) }
      for (index, measure) in measures.enumerated() {
        sums[index] += measure.value(grades: grades, relevant: relevant)
      }
    }
    queryCount = count
    means = sums.map { count > 0 ? $0 / Double(count) : 0 }
  }
}
