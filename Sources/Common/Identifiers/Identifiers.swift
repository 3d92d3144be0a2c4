/// The position of a document in a bundle: dense, from 0, in the order of the document table.
package struct DocumentID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package init(_ index: Int) { rawValue = UInt32(index) }

  /// The identifier as an array index.
  package var index: Int { Int(rawValue) }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The position of a chunk in a bundle: dense, from 0, documents in order and chunks in order within each.
package struct ChunkID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package init(_ index: Int) { rawValue = UInt32(index) }

  /// The identifier as an array index.
  package var index: Int { Int(rawValue) }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A chunk with a score that grows with relevance.
package struct ScoredChunk: Equatable, Sendable {
  package var chunk: ChunkID
  package var score: Float

  package init(chunk: ChunkID, score: Float) {
    self.chunk = chunk
    self.score = score
  }

  /// The order of every result list: higher scores first, ties by ascending chunk id.
  package static func precedes(_ left: Self, _ right: Self) -> Bool {
    left.score != right.score ? left.score > right.score : left.chunk < right.chunk
  }
}
