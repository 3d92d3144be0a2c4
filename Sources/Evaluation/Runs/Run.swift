/// What a system returned for the queries of a test collection, in the layout of TREC.
package struct Run: Equatable, Sendable {
  /// One document of a query's list.
  package struct Entry: Equatable, Sendable {
    package var document: String
    package var score: Float

    package init(document: String, score: Float) {
      self.document = document
      self.score = score
    }

    /// The order that trec_eval gives a list whatever ranks it states: higher scores first, then the greater document id.
    package static func precedes(_ left: Entry, _ right: Entry) -> Bool {
      left.score != right.score
        ? left.score > right.score : right.document.utf8.lexicographicallyPrecedes(left.document.utf8)
    }
  }

  /// The list of one query.
  package struct Ranking: Equatable, Sendable {
    package var query: String
    /// Best first.
    package var entries: [Entry]

    package init(query: String, entries: [Entry]) {
      self.query = query
      self.entries = entries
    }
  }

  /// The system's name, the last column.
  package var tag: String
  package var rankings: [Ranking]

  package init(tag: String, rankings: [Ranking] = []) {
    self.tag = tag
    self.rankings = rankings
  }
}

extension Run {
  /// Lines of `query Q0 document rank score tag`. Scores are the shortest decimals that read back as the same `Float`;
  /// white space inside an identifier becomes `%20`, since the layout separates by white space.
  package var serialized: [UInt8] {
    var text: [UInt8] = []
    for ranking in rankings {
      let query = Self.escaped(ranking.query)
      for (index, entry) in ranking.entries.enumerated() {
        let line = "\(query) Q0 \(Self.escaped(entry.document)) \(index + 1) \(entry.score) \(tag)\n"
        text.append(contentsOf: line.utf8)
      }
    }
    return text
  }

  private static func escaped(_ identifier: String) -> String {
    guard identifier.utf8.contains(where: { isSpace($0) || $0 == UInt8(ascii: "\n") }) else { return identifier }
    var text = ""
    for scalar in identifier.unicodeScalars {
      if scalar.value <= 0x20 { text += "%20" } else { text.unicodeScalars.append(scalar) }
    }
    return text
  }

  /// Reads a run. Queries keep the order in which they first appear; each list is put in trec_eval's order.
  package static func reading(_ utf8: [UInt8], file: String) throws(EvaluationError) -> Run {
    var run = Run(tag: "")
    var positions: [String: Int] = [:]
    for (number, line) in numberedLines(of: utf8) {
      let columns = fields(of: line)
      guard columns.count == 6 else {
        throw EvaluationError(file: file, line: number, expected: "6 columns", got: "\(columns.count)")
      }
      guard let score = Float(columns[4]), !score.isNaN else {
        throw EvaluationError(file: file, line: number, expected: "a score in column 5", got: "'\(columns[4])'")
      }
      let position = positions[columns[0]] ?? run.rankings.count
      if position == run.rankings.count {
        positions[columns[0]] = position
        run.rankings.append(Ranking(query: columns[0], entries: []))
      }
      run.rankings[position].entries.append(Entry(document: columns[2], score: score))
      run.tag = columns[5]
    }
    for index in run.rankings.indices { run.rankings[index].entries.sort(by: Entry.precedes) }
    return run
  }
}
