internal import Common

/// A query of a test collection.
package struct EvaluationQuery: Equatable, Sendable {
  package var id: String
  package var text: String

  package init(id: String, text: String) {
    self.id = id
    self.text = text
  }

  /// Reads queries in BEIR's layout: JSON Lines with `_id` and `text`, in the order of the file.
  ///
  /// - Throws: `EvaluationError` at the first line that is not such an object or repeats an id.
  package static func reading(jsonLines utf8: [UInt8], file: String) throws(EvaluationError) -> [EvaluationQuery] {
    var queries: [EvaluationQuery] = []
    var ids: Set<String> = []
    for (number, line) in numberedLines(of: utf8) {
      let value: JSONValue
      do { value = try JSONValue(parsing: line) } catch {
        throw EvaluationError(
          file: file, line: number, expected: "a JSON object", got: "\(error.got) at byte \(error.offset)")
      }
      guard let id = identifier(of: value["_id"]) else {
        throw EvaluationError(file: file, line: number, expected: "a string '_id'", got: "none")
      }
      guard let text = value["text"]?.string else {
        throw EvaluationError(file: file, line: number, expected: "a string 'text'", got: "none")
      }
      guard ids.insert(id).inserted else {
        throw EvaluationError(file: file, line: number, expected: "ids that differ", got: "'\(id)' again")
      }
      queries.append(EvaluationQuery(id: id, text: text))
    }
    return queries
  }

  /// Some collections write their ids as numbers.
  private static func identifier(of value: JSONValue?) -> String? {
    switch value {
    case .string(let id) where !id.isEmpty: id
    case .integer(let id): String(id)
    default: nil
    }
  }
}
