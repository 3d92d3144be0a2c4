/// Which documents a search may return.
///
/// A document passes when it has every tag and, for every key that is named, one of the values given for that key.
package struct DocumentFilter: Equatable, Sendable {
  /// One `key=value` condition.
  package struct Condition: Equatable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }

    /// Parses `key=value`; the value may hold further equals signs and may be empty.
    package init?(parsing text: String) {
      guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return nil }
      key = String(text[..<sign])
      value = String(text[text.index(after: sign)...])
    }
  }

  package var conditions: [Condition]
  package var tags: [String]

  package init(conditions: [Condition] = [], tags: [String] = []) {
    self.conditions = conditions
    self.tags = tags
  }

  /// Whether every document passes.
  package var isEmpty: Bool { conditions.isEmpty && tags.isEmpty }

  /// Whether a document with these passes.
  package func includes(metadata: [(key: String, value: String)], tags documentTags: [String]) -> Bool {
    guard tags.allSatisfy(documentTags.contains) else { return false }
    return conditions.allSatisfy { condition in
      metadata.contains { entry in
        entry.key == condition.key && conditions.contains { $0.key == entry.key && $0.value == entry.value }
      }
    }
  }
}
