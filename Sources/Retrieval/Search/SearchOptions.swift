package import BundleFormat

/// Which sides of the index answer a query.
package enum SearchMode: String, CaseIterable, Sendable {
  /// BM25 alone; needs no encoder.
  case keyword
  /// Cosine similarity of sentence vectors alone.
  case vector
  /// Both, fused.
  case hybrid
}

/// How to search.
package struct SearchOptions: Sendable {
  package var mode: SearchMode
  /// Hits to return.
  package var limit: Int
  /// Chunks that each side gives to the fusion; `nil`: as the first bundle's build spec says.
  package var depth: Int?
  /// How hybrid search merges; `nil`: as the first bundle's build spec says.
  package var fusion: BuildRecord.Fusion.Method?
  /// The vector side's share in a fusion by z-scores, 0…1; `nil`: as the first bundle's build spec says.
  package var weight: Double?
  package var filter: DocumentFilter
  /// Cosine similarity below which a hit is dropped, -1…1; applies to the modes that have vectors.
  package var minimumSimilarity: Float?

  package init(
    mode: SearchMode = .hybrid, limit: Int = 10, depth: Int? = nil,
    fusion: BuildRecord.Fusion.Method? = nil, weight: Double? = nil, filter: DocumentFilter = DocumentFilter(),
    minimumSimilarity: Float? = nil
  ) {
    self.mode = mode
    self.limit = limit
    self.depth = depth
    self.fusion = fusion
    self.weight = weight
    self.filter = filter
    self.minimumSimilarity = minimumSimilarity
  }
}
