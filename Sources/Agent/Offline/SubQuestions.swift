/// Cuts a question into those that it is made of, by its form: no model is needed, and what is not plain is left whole.
package enum SubQuestions {
  /// Parts at most.
  private static let limit = 4

  /// The parts of `question` in order; the question alone when it is one.
  package static func split(_ question: String) -> [String] {
    let parts = comparison(question) ?? sentences(question) ?? conjunction(question) ?? [question]
    return Array(parts.prefix(limit))
  }

  /// "compare A and B", "difference between A and B", "A versus B".
  private static func comparison(_ question: String) -> [String]? {
    let lowered = question.lowercased()
    let bare = lowered.filter { $0 != "?" && $0 != "." }
    for lead in ["difference between ", "differences between ", "compare ", "comparison of ", "compared to "] {
      guard let range = bare.firstRange(of: lead) else { continue }
      let rest = bare[range.upperBound...]
      for joint in [" and ", " with ", " versus ", " vs ", " to "] {
        guard let middle = rest.firstRange(of: joint) else { continue }
        let pair = [rest[..<middle.lowerBound], rest[middle.upperBound...]].map { String($0).trimmed }
        if pair.allSatisfy({ !$0.isEmpty && $0.split(separator: " ").count <= 8 }) {
          return [question] + pair.map { "what is \($0)" }
        }
      }
    }
    return nil
  }

  /// Several questions one after the other.
  private static func sentences(_ question: String) -> [String]? {
    let parts = question.split(separator: "?").map { String($0).trimmed }.filter { $0.split(separator: " ").count >= 3 }
    return parts.count > 1 ? parts.map { $0 + "?" } : nil
  }

  /// "how … and how …": two questions joined.
  private static func conjunction(_ question: String) -> [String]? {
    let lowered = question.lowercased()
    for word in ["what", "how", "why", "when", "where", "who", "which"] {
      guard let range = lowered.firstRange(of: " and \(word) ") else { continue }
      let cut = lowered.distance(from: lowered.startIndex, to: range.lowerBound)
      let first = String(question.prefix(cut)).trimmed
      let second = String(question.dropFirst(cut + " and ".count)).trimmed
      if first.split(separator: " ").count >= 3, second.split(separator: " ").count >= 3 { return [first, second] }
    }
    return nil
  }
}

extension String {
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace || last == "," { text.removeLast() }
    return String(text)
  }
}
