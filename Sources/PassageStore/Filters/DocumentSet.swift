package import Common

/// A set of the documents of a bundle: a bit each.
package struct DocumentSet: Equatable, Sendable {
  private var words: [UInt64]
  private let documentCount: Int

  /// All documents, or none.
  package init(documentCount: Int, all: Bool = false) {
    self.documentCount = documentCount
    words = [UInt64](repeating: all ? .max : 0, count: (documentCount + 63) / 64)
    if all, documentCount % 64 != 0 { words[words.count - 1] = (1 << UInt64(documentCount % 64)) - 1 }
  }

  package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  @inline(__always)
  package func contains(_ id: DocumentID) -> Bool {
    id.index < documentCount && words[id.index / 64] & (1 << UInt64(id.index % 64)) != 0
  }

  /// Adds a document; one that the bundle does not have is left out.
  package mutating func insert(_ id: DocumentID) {
    if id.index < documentCount { words[id.index / 64] |= 1 << UInt64(id.index % 64) }
  }

  /// Keeps what `other` has, of the same bundle.
  package mutating func formIntersection(_ other: DocumentSet) {
    for index in words.indices { words[index] &= index < other.words.count ? other.words[index] : 0 }
  }

  /// Adds what `other` has, of the same bundle.
  package mutating func formUnion(_ other: DocumentSet) {
    for index in words.indices where index < other.words.count { words[index] |= other.words[index] }
  }
}
