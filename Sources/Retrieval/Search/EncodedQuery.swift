/// A query with its vectors, so that it is encoded once whatever is done with it.
package struct EncodedQuery: Equatable, Sendable {
  package var text: String
  /// One a bundle; `nil` where none is needed.
  package var vectors: [[Float]?]
}
