package import Common

/// A document with the score of its best chunk.
package struct RankedDocument: Equatable, Sendable {
  struct Key: Hashable {
    var bundle: Int
    var document: DocumentID
  }

  /// The record's own identifier, or else the source.
  package var identifier: String
  package var bundle: Int
  package var document: DocumentID
  package var score: Float
}
