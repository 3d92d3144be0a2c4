import Evaluation
import Testing

@Suite struct MeasureTests {
  struct Case: Sendable, CustomStringConvertible {
    var measure: Measure
    /// Grades in rank order.
    var grades: [Int]
    var relevant: [Int]
    /// Worked out by hand.
    var value: Double
    var description: String { "\(measure.name) of \(grades) against \(relevant)" }
  }

  @Test(arguments: [
    Case(measure: .nDCG(cutoff: 10), grades: [1, 0, 1], relevant: [1, 1], value: 1.5 / 1.6309297535714574),
    Case(measure: .nDCG(cutoff: 1), grades: [0, 1], relevant: [1], value: 0),
    Case(
      measure: .nDCG(cutoff: 10), grades: [0, 3, 0, 1], relevant: [3, 1], value: 2.3234658187877653 / 3.6309297535714573
    ),
    Case(measure: .nDCG(cutoff: 10), grades: [1], relevant: [], value: 0),
    Case(measure: .recall(cutoff: 2), grades: [1, 0, 1], relevant: [1, 1, 1], value: 1.0 / 3),
    Case(measure: .recall(cutoff: 10), grades: [], relevant: [1], value: 0),
    Case(measure: .precision(cutoff: 2), grades: [1, 0, 1], relevant: [1, 1], value: 0.5),
    Case(measure: .reciprocalRank, grades: [0, 0, 2], relevant: [2], value: 1.0 / 3),
    Case(measure: .reciprocalRank, grades: [0], relevant: [1], value: 0),
    Case(measure: .averagePrecision, grades: [1, 0, 1], relevant: [1, 1], value: 5.0 / 6),
  ])
  func aMeasureHasTheValueOfItsFormula(given: Case) {
    let value = given.measure.value(grades: given.grades, relevant: given.relevant)
    #expect(abs(value - given.value) < 1e-12)
  }

  @Test func meansAreOverJudgedQueriesAndMissingOnesCountAsZero() {
    var judgements = Judgements()
    judgements.add(query: "a", document: "1", grade: 1)
    judgements.add(query: "b", document: "1", grade: 1)
    judgements.add(query: "c", document: "1", grade: 0)
    let run = Run(
      tag: "t",
      rankings: [
        .init(query: "a", entries: [.init(document: "1", score: 1)]),
        .init(query: "x", entries: [.init(document: "1", score: 1)]),
      ])
    let scores = Scores(of: run, against: judgements, measures: [.reciprocalRank, .recall(cutoff: 1)])
    #expect(scores.queryCount == 2)
    #expect(scores.means == [0.5, 0.5])
  }

  @Test func equalScoresAreRankedByDescendingDocumentAsTrecEvalDoes() {
    var judgements = Judgements()
    judgements.add(query: "q", document: "b", grade: 1)
    let run = Run(
      tag: "t",
      rankings: [.init(query: "q", entries: [.init(document: "a", score: 1), .init(document: "b", score: 1)])])
    #expect(Scores(of: run, against: judgements, measures: [.reciprocalRank]).means == [1])
  }
}
