/// How documents are cut into chunks.
package struct ChunkingPlan: Hashable, Sendable {
  package enum Strategy: String, Hashable, Sendable, CaseIterable {
    /// Whole blocks and sentences under one heading path.
    case structure
    /// Windows of `size` characters.
    case fixed
    /// Whole sentences, whatever the structure.
    case sentences
  }

  package var strategy: Strategy
  /// The target size in characters (Unicode scalars).
  package var size: Int
  /// Characters (Unicode scalars) that a chunk repeats from the one before, at most.
  package var overlap: Int
  /// Tokens of one encoder input at most, `[CLS]`, `[SEP]` and the prefix included.
  package var maximumTokens: Int
  package var prefix: PrefixTemplate

  package init(
    strategy: Strategy = .structure, size: Int = 1000, overlap: Int = 200, maximumTokens: Int = 256,
    prefix: PrefixTemplate = PrefixTemplate("{title} — {headings}")
  ) {
    self.strategy = strategy
    self.size = size
    self.overlap = overlap
    self.maximumTokens = maximumTokens
    self.prefix = prefix
  }
}
