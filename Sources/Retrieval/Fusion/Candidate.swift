package import Common

/// A chunk of one of the bundles that are searched together.
package struct Candidate: Hashable, Comparable, Sendable {
  /// The bundle's position among those opened.
  package var bundle: Int
  package var chunk: ChunkID

  package init(bundle: Int = 0, chunk: ChunkID) {
    self.bundle = bundle
    self.chunk = chunk
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.bundle != right.bundle ? left.bundle < right.bundle : left.chunk.rawValue < right.chunk.rawValue
  }
}

/// A candidate with the score that ranks it and those of the two sides that it came from.
package struct RankedCandidate: Equatable, Sendable {
  package var candidate: Candidate
  /// What the list is ordered by; its scale depends on the mode and the method of fusion.
  package var score: Float
  /// BM25; `nil` when the keyword side did not return the chunk.
  package var keyword: Float?
  /// Cosine similarity; `nil` when the vector side did not return the chunk.
  package var vector: Float?

  package init(candidate: Candidate, score: Float, keyword: Float? = nil, vector: Float? = nil) {
    self.candidate = candidate
    self.score = score
    self.keyword = keyword
    self.vector = vector
  }

  /// The order of every result: higher scores first, ties by bundle and chunk id.
  package static func precedes(_ left: Self, _ right: Self) -> Bool {
    left.score != right.score ? left.score > right.score : left.candidate < right.candidate
  }
}
