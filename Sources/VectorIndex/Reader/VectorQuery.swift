package import Common

/// What an index is asked for.
package struct VectorQuery {
  /// `[dimensions]` Float of length 1.
  package var vector: [Float]
  /// How many chunks to return at most.
  package var limit: Int
  /// Which chunks may be returned; `nil` for all.
  package var isIncluded: ((ChunkID) -> Bool)?

  package init(vector: [Float], limit: Int, isIncluded: ((ChunkID) -> Bool)? = nil) {
    self.vector = vector
    self.limit = limit
    self.isIncluded = isIncluded
  }
}
