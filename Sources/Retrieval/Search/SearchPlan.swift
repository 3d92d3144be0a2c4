internal import Common

/// A search between what is done for several at once and what is done for each.
struct SearchPlan {
  var query: EncodedQuery
  var options: SearchOptions
  /// How many candidates are needed.
  var limit: Int
  /// Chunks that each side gives.
  var depth: Int
  /// Which chunks of each bundle may be returned; `nil` for all.
  var inclusions: [((ChunkID) -> Bool)?] = []
  /// The vector side, best first in each bundle.
  var vector: [ScoredCandidate] = []
}
