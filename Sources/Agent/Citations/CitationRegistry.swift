package import LanguageModels

/// The passages that a message has brought up so far, numbered from 1 in the order in which they appeared.
package struct CitationRegistry: Equatable, Sendable {
  package private(set) var citations: [Citation] = []

  package init() {}

  /// The number of a passage; the same passage keeps its number.
  package mutating func number(for passage: Citation) -> Int {
    if let known = citations.first(where: { $0.isSamePassage(as: passage) }) { return known.number }
    var numbered = passage
    numbered.number = citations.count + 1
    citations.append(numbered)
    return numbered.number
  }

  package subscript(number: Int) -> Citation? {
    citations.indices.contains(number - 1) ? citations[number - 1] : nil
  }

  /// The addresses that answers may link to.
  package var urls: [String] { citations.compactMap(\.url) }
}
