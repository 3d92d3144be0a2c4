/// The relevance judgements of a test collection (qrels): which documents answer which query, and how well.
package struct Judgements: Equatable, Sendable {
  /// Query ids in the order in which they first appear.
  package private(set) var queries: [String] = []
  /// Grades by query and document. Looked up, never iterated into output.
  private var grades: [String: [String: Int]] = [:]

  package init() {}

  package mutating func add(query: String, document: String, grade: Int) {
    if grades[query] == nil { queries.append(query) }
    grades[query, default: [:]][document] = grade
  }

  /// The grade of `document` for `query`; 0 when nobody judged it.
  package func grade(query: String, document: String) -> Int { grades[query]?[document] ?? 0 }

  /// The grades above zero of a query's documents, best first.
  package func relevantGrades(query: String) -> [Int] {
    (grades[query] ?? [:]).values.filter { $0 > 0 }.sorted(by: >)
  }

  /// Reads qrels in BEIR's layout (`query-id corpus-id score` under a header) or TREC's (`query 0 document grade`).
  package static func reading(_ utf8: [UInt8], file: String) throws(EvaluationError) -> Judgements {
    var judgements = Judgements()
    for (number, line) in numberedLines(of: utf8) {
      let columns = fields(of: line)
      if number == 1, columns == ["query-id", "corpus-id", "score"] { continue }
      guard columns.count == 3 || columns.count == 4 else {
        throw EvaluationError(file: file, line: number, expected: "3 or 4 columns", got: "\(columns.count)")
      }
      guard let last = columns.last, let grade = Int(last) else {
        throw EvaluationError(file: file, line: number, expected: "a grade", got: "'\(columns.last ?? "")'")
      }
      judgements.add(query: columns[0], document: columns[columns.count - 2], grade: grade)
    }
    return judgements
  }
}
