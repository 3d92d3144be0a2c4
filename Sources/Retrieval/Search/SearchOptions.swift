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
  /// `nil`: as the first bundle's build spec says.
  package var fusion: Fusion?
  package var filter: DocumentFilter
  /// Cosine similarity below which a hit is dropped, -1…1; applies to the modes that have vectors.
  package var minimumSimilarity: Float?

  package init(
    mode: SearchMode = .hybrid, limit: Int = 10, depth: Int? = nil, fusion: Fusion? = nil,
    filter: DocumentFilter = DocumentFilter(), minimumSimilarity: Float? = nil
  ) {
    self.mode = mode
    self.limit = limit
    self.depth = depth
    self.fusion = fusion
    self.filter = filter
    self.minimumSimilarity = minimumSimilarity
  }
}
